"""Posting the sealed report, to the office channel and to the technician. Imported by `core.step`."""

from dataclasses import replace

from msgspec import structs

from core.dispatch import cards
from core.effects import OFFICE, Message, Phrase, SendReport, say
from core.events import ReportSealed
from core.facts import ReportFile
from core.interview import describe
from core.report import Report, Seal
from core.reporting import mailing
from core.reporting.word import report_of, word_lines
from core.turn import Turn, button
from core.work_order import FINAL_STATES, WorkOrderState


def sealed(turn: Turn, event: ReportSealed) -> None:
    """The sealed PDF is in the archive: post it, or replace the one that waited for the client's word.

    A seal that was overtaken by the client's word is not posted: the one with the word follows. Nor is one whose
    version was replaced meanwhile; its hash is kept, as whoever has the file may ask about it.
    """
    file = report_of(turn)
    if file.sealed_pdf_sha256 == event.sha256:
        return
    if file.confirmation is not None and event.seal != Seal.WITH_WORD.value:
        return
    seal = Seal(event.seal)
    file = replace(file, sealed_pdf_sha256=event.sha256, seal=seal, sealed_at=event.at)
    turn.save(file)
    turn.note(file.report, "sealed", pdf_sha256=event.sha256, seal=seal.value, stamp=event.stamp)
    if file.replaced:
        return
    report = file.report
    lines = caption_lines(file, seal)
    correct = button("button.correct_report", f"correct:{turn.visit.id}:begin")
    again = ((cards.new_link_button(turn.visit),),) if seal is Seal.AWAITING else ()
    for to, buttons in {OFFICE: (), turn.visit.technician_id: ((correct,), *again)}.items():
        caption = Message(lines=lines, buttons=buttons)
        post = SendReport(
            to=to, slot=post_slot(report), sha256=event.sha256, file_name=report.pdf_name, caption=caption
        )
        turn.do(post)
    mailing.sealed(turn, file)
    present = turn.order.visit_id == turn.visit.id
    if present and turn.order.state is WorkOrderState.SUBMITTED:
        turn.order = structs.replace(turn.order, state=FINAL_STATES[report.outcome])
    cards.show_job_card(turn)


def post_slot(report: Report) -> str:
    """The slot of a version's post, in the office channel and in the technician's chat."""
    return f"report:{report.number}:{report.version}"


def caption_lines(file: ReportFile, seal: Seal) -> tuple[Phrase, ...]:
    """What the post says of a version, and where the client's word stands."""
    if file.confirmation is not None:
        return (*about_lines(file), *word_lines(file, file.confirmation))
    return (*about_lines(file), say(f"post.{seal.value}"))


def about_lines(file: ReportFile) -> tuple[Phrase, ...]:
    """Number, client, site, technician, outcome, number of anomalies; which version it replaces."""
    report = file.report
    lines = [
        say("post.title", number=report.number, version=report.version),
        *([say("post.replaces", old=report.version - 1)] if report.version > 1 else []),
        say("post.client", client=report.client_name, site=report.site_name),
        say("post.technician", name=report.technician_name),
        say("post.outcome", outcome=say(f"outcome.{report.outcome.value}")),
    ]
    if reason := describe.reason(report.reason_code, report.outcome_reason):
        lines.append(say("post.reason", reason=reason))
    lines += describe.waiting_lines(report.waited)
    lines.append(say("post.anomalies", n=len(report.anomalies)))
    return tuple(lines)
