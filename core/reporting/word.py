"""Asking the client, their word, and silence. Imported by `core.step`."""

import hashlib
from dataclasses import replace

from core.confirmation import Confirmation, Word
from core.dispatch.cards import new_link_button
from core.effects import Amend, Button, Message, Phrase, SealReport, SendQr, say
from core.events import ClientCopyMade, PageOpened, WordGiven
from core.facts import DeviceSeen, ReportFile
from core.people import Role
from core.report import Report, Seal, canonical_json
from core.reporting import mailing, one_time, sharing
from core.reporting.links import end_links, make_link
from core.turn import Turn, button
from core.visit import Outcome, Visit

WAYS = {"client": "code", "technician": "technicians_phone"}
"""How the evidence names the two ways to the page: the QR code and its link, and the technician's own phone."""
BAD_STARS = 2


def report_of(turn: Turn) -> ReportFile:
    """The report on the desk."""
    assert turn.facts.report is not None
    return turn.facts.report


def client_copy_made(turn: Turn, event: ClientCopyMade) -> None:
    """The client's PDF is there: ask the client, or seal at once where the client is not asked.

    Nobody is asked about a version that was replaced meanwhile.
    """
    file = report_of(turn)
    if file.client_pdf_sha256 is not None:
        return
    file = replace(file, client_pdf_sha256=event.sha256)
    turn.save(file)
    if file.replaced:
        return
    report = file.report
    if not turn.house.signing:
        turn.do(SealReport(report_id=report.id, seal=Seal.WITHOUT_CONFIRMATION.value))
    elif report.outcome is Outcome.ABANDONED:
        turn.do(SealReport(report_id=report.id, seal=Seal.NOT_ASKED.value))
    else:
        ask_client(turn, file)
        # A client who knows an earlier version is written to by itself.
        told = mailing.ask(turn, file, "replaced") if mailing.is_told(turn.visit, report) else ()
        for to in hands(turn.visit, report) if told else ():
            turn.tell(*told, to=to)


def ask_client(turn: Turn, file: ReportFile, *, in_hand: int | None = None) -> None:
    """Two links, one for the client and one for signing on the technician's phone; only their hashes are stored.

    `in_hand` is whose chat gets them, else everybody's who has the client sign.
    """
    report = file.report
    (share, share_sha), (device, device_sha), _ = turn.fresh.tokens
    for device_kind, sha in (("client", share_sha), ("technician", device_sha)):
        make_link(turn, report, sha, device_kind)
        turn.note(report, "sent", way=WAYS[device_kind], pdf_sha256=file.client_pdf_sha256)
    url = f"{turn.house.public_url}/c/{share}"
    below = (
        (Button(label=say("button.sign_here"), url=f"{turn.house.public_url}/c/{device}"),),
        *mailing.way(turn, report),
        (button("button.client_absent", f"report:{report.id}:absent"),),
        (button("button.correct_report", f"correct:{turn.visit.id}:begin"),),
        (new_link_button(turn.visit),),
    )
    lines = (
        say("sign.title", number=report.number, client=report.client_name),
        *([say("sign.new_version", version=report.version)] if report.version > 1 else []),
        say("sign.how"),
    )
    for to in hands(turn.visit, report) if in_hand is None else (in_hand,):
        reader = turn.facts.by_id.get(to)
        language = reader.language if reader is not None else turn.house.company.language
        above = sharing.rows(turn.house.public_url, share, turn.job.client, report.language, language)
        caption = Message(lines=lines, buttons=(*above, *below))
        turn.do(SendQr(to=to, url=url, caption=caption, slot=f"sign:{report.id}"))


def renew(turn: Turn) -> None:
    """The button "new link", for who has the client sign and for dispatchers: fresh links, and those before end.

    Links end by themselves after a while (`House.link_life`); the client's own by mail stay as they are.
    """
    file = turn.facts.report
    if turn.visit.technician_id != turn.person.id and not turn.person.dispatches:
        turn.refuse("not_yours")
        return
    if file is None or file.client_pdf_sha256 is None:
        turn.refuse("stale")
        return
    report = file.report
    if not file.awaits_word or not turn.house.signing or report.outcome is Outcome.ABANDONED:
        turn.refuse("word_given", number=report.number)
        return
    end_links(turn, report, WAYS)
    over = Message(lines=(say("sign.renewed", number=report.number),))
    for to in holders(turn, report):
        turn.do(Amend(to=to, slot=f"sign:{report.id}", message=over, caption=True))
    turn.toast("toast.noted")
    ask_client(turn, file, in_hand=turn.person.id)


def holders(turn: Turn, report: Report) -> tuple[int, ...]:
    """Whose chats may show a version's code: those who have the client sign, and the dispatcher who may ask for it."""
    return tuple(dict.fromkeys((*hands(turn.visit, report), turn.order.created_by)))


def hands(visit: Visit, report: Report) -> tuple[int, ...]:
    """Who has the client sign a version: the technician, and whoever made it in the office."""
    makers = [version.by for version in visit.versions if version.report_id == report.id]
    return tuple(dict.fromkeys((visit.technician_id, *makers)))


def opened(turn: Turn, event: PageOpened) -> None:
    """The client opened the page: kept as evidence, changes nothing else."""
    file = report_of(turn)
    others = _others(turn)
    if event.device_id is not None:
        turn.save(DeviceSeen(device=event.device_id, client_id=turn.job.client.id))
    turn.note(
        file.report,
        "opened",
        device=event.device,
        device_id=event.device_id,
        other_clients=others,
        ip=event.ip,
        user_agent=event.user_agent,
    )
    if file.opened_at is None:
        turn.save(replace(file, opened_at=event.at))


def tapped(turn: Turn, choice: str) -> None:
    """The technician's buttons below the QR code."""
    file = report_of(turn)
    if turn.visit.technician_id != turn.person.id and not turn.person.dispatches:
        turn.refuse("not_yours")
        return
    if not file.awaits_word:
        turn.refuse("word_given", number=file.report.number)
    elif not turn.house.signing:
        turn.refuse("signing_off", number=file.report.number)
    elif choice == "mail":
        mailing.tapped(turn, file)
    elif choice == "absent":
        if file.seal is not None:
            turn.refuse("already_awaiting")
            return
        seal_without_word(turn, file, Seal.AWAITING)
        turn.toast("toast.noted")
        told = mailing.ask(turn, file, "ask")
        turn.tell(say("tell.client_absent", number=file.report.number), *told)
    else:
        turn.refuse("stale")


def seal_without_word(turn: Turn, file: ReportFile, seal: Seal) -> None:
    """Seal without the client's word, marked so. Where it is awaited it replaces this seal when it comes.

    Silence is no acceptance.
    """
    turn.save(replace(file, seal=seal))
    turn.do(SealReport(report_id=file.report.id, seal=seal.value))


def overdue(turn: Turn) -> None:
    """A day passed without a word. The client is written to when it is day at the site (`reminding`).

    Where signing was switched off meanwhile, none is waited for.
    """
    file = report_of(turn)
    if file.seal is not None or not file.awaits_word:
        return
    if not turn.house.signing:
        seal_without_word(turn, file, Seal.WITHOUT_CONFIRMATION)
        return
    seal_without_word(turn, file, Seal.AWAITING)
    line = say("tell.word_overdue", number=file.report.number, client=file.report.client_name)
    for to in hands(turn.visit, file.report):
        turn.tell(line, to=to)


def given(turn: Turn, event: WordGiven) -> None:
    """The client's word: once per version; sealing follows, and whoever must act is told now."""
    file = report_of(turn)
    if not file.awaits_word or not turn.house.signing:
        return
    if one_time.is_demanded(turn.house, turn.job.client, event.way) and not one_time.is_right(turn, file, event):
        return
    said = event.confirmation
    late = file.seal is not None
    turn.save(replace(file, confirmation=said, seal=Seal.WITH_WORD))
    turn.note(
        file.report,
        "word",
        word=said.word.value,
        device=said.evidence.device,
        device_id=event.device_id,
        other_clients=_others(turn),
        ip=said.evidence.ip,
        user_agent=said.evidence.user_agent,
        consent=f"{said.evidence.consent_version} {said.evidence.consent_language}",
        pdf_sha256=said.client_pdf_sha256,
        report_sha256=said.report_sha256,
        word_sha256=hashlib.sha256(canonical_json(said)).hexdigest(),
    )
    turn.do(SealReport(report_id=file.report.id, seal=Seal.WITH_WORD.value))
    lines = word_lines(file, said)
    signed = Message(lines=(say("sign.signed", number=file.report.number), *lines))
    heard = hands(turn.visit, file.report)
    for to in holders(turn, file.report):
        turn.do(Amend(to=to, slot=f"sign:{file.report.id}", message=signed, caption=True))
    for to in heard:
        turn.tell(say("tell.word_given", number=file.report.number, client=file.report.client_name), *lines, to=to)
    bad = said.word is not Word.ACCEPTED or (said.stars is not None and said.stars <= BAD_STARS)
    dispatcher = turn.order.created_by
    strange = said.evidence.device == "client" and turn.facts.other_clients > 0
    if strange:
        turn.tell(
            say("tell.word_device", n=turn.facts.other_clients, number=file.report.number,
                client=file.report.client_name),
            to=dispatcher,
        )  # fmt: skip
    if bad or late:
        head = "tell.word_bad" if bad else "tell.word_late"
        managers = (person.id for person in turn.facts.people if person.has(Role.MANAGER)) if bad else ()
        for to in dict.fromkeys((dispatcher, *managers)):
            if to not in heard:
                turn.tell(say(head, number=file.report.number, client=file.report.client_name), *lines, to=to)


def _others(turn: Turn) -> str | None:
    """Of how many other clients this device opened reports, for the log; None for none."""
    return str(turn.facts.other_clients) if turn.facts.other_clients else None


def word_lines(file: ReportFile, said: Confirmation) -> tuple[Phrase, ...]:
    """The client's word in a few lines."""
    lines = [say(f"word.{said.word.value}", name=said.name)]
    if said.remarks:
        lines.append(say("word.remarks", remarks=said.remarks))
    if said.stars:
        lines.append(say("word.stars", stars="★" * said.stars + "☆" * (5 - said.stars)))
    return tuple(lines)
