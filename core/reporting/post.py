"""Posting the sealed report, to the office channel and to the technician. Imported by `core.step`."""

from dataclasses import replace

from msgspec import structs

from core.dispatch import cards
from core.effects import OFFICE, Message, Phrase, SendReport, say
from core.events import ReportSealed
from core.facts import ReportFile
from core.interview import describe
from core.report import Seal
from core.reporting.word import report_of, word_lines
from core.turn import Turn
from core.visit import Outcome
from core.work_order import WorkOrderState

FINAL_STATES = {
    Outcome.DONE: WorkOrderState.DONE,
    Outcome.TO_BE_CONTINUED: WorkOrderState.TO_BE_CONTINUED,
    Outcome.ABANDONED: WorkOrderState.ABANDONED,
}


def sealed(turn: Turn, event: ReportSealed) -> None:
    """The sealed PDF is in the archive: post it, or replace the one that waited for the client's word.

    A seal that was overtaken by the client's word is not posted: the one with the word follows.
    """
    file = report_of(turn)
    if file.sealed_pdf_sha256 == event.sha256:
        return
    if file.confirmation is not None and event.seal != Seal.WITH_WORD.value:
        return
    seal = Seal(event.seal)
    file = replace(file, sealed_pdf_sha256=event.sha256, seal=seal, sealed_at=event.at)
    turn.save(file)
    report = file.report
    name = f"{report.number}-v{report.version}.pdf"
    caption = Message(lines=caption_lines(file, seal))
    for to in (OFFICE, turn.visit.technician_id):
        slot = f"report:{report.number}:{report.version}"
        turn.do(SendReport(to=to, slot=slot, sha256=event.sha256, file_name=name, caption=caption))
    if turn.order.state is WorkOrderState.SUBMITTED:
        turn.order = structs.replace(turn.order, state=FINAL_STATES[report.outcome])
    cards.show_job_card(turn)


def caption_lines(file: ReportFile, seal: Seal) -> tuple[Phrase, ...]:
    """Number, client, site, technician, outcome, the client's word and stars, number of anomalies."""
    report = file.report
    lines = [
        say("post.title", number=report.number, version=report.version),
        say("post.client", client=report.client_name, site=report.site_name),
        say("post.technician", name=report.technician_name),
        say("post.outcome", outcome=say(f"outcome.{report.outcome.value}")),
    ]
    if reason := describe.reason(report.reason_code, report.outcome_reason):
        lines.append(say("post.reason", reason=reason))
    lines.append(say("post.anomalies", n=len(report.anomalies)))
    if file.confirmation is not None:
        lines += word_lines(file, file.confirmation)
    else:
        lines.append(say(f"post.{seal.value}"))
    return tuple(lines)
