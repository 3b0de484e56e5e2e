"""The client by mail: the link to their page, the sealed report, and what the mail server says to it.

Imported by its neighbours and `core.step`.
"""

from datetime import timedelta
from typing import Any

from core import letters
from core.confirmation import Word
from core.effects import Button, MailKind, Moment, Phrase, say
from core.events import MailRefused, MailSent
from core.facts import ReportFile
from core.letters import address_of, masked
from core.report import Report, Seal
from core.reporting.links import end_links, make_link
from core.turn import Turn, button
from core.visit import Visit

PAUSE = timedelta(minutes=2)
"""Between two letters that the client asks for."""


def way(turn: Turn, report: Report) -> tuple[tuple[Button, ...], ...]:
    """The button that sends the link by mail, as a row, where that is possible."""
    address = address_of(turn, turn.job.client)
    if address is None:
        return ()
    return ((button("button.send_mail", f"report:{report.id}:mail", address=masked(address)),),)


def tapped(turn: Turn, file: ReportFile) -> None:
    """The button: the link goes to the address on file."""
    told = ask(turn, file, "ask")
    if told:
        turn.toast("toast.noted")
        turn.tell(*told)
    else:
        turn.refuse("no_mail", client=file.report.client_name)


def wanted(turn: Turn) -> None:
    """The client asked for it: the link goes to the address on file, but not twice within a moment.

    Where signing is off there is nothing to answer.
    """
    file = turn.facts.report
    assert file is not None
    made = [link.made_at for link in turn.facts.links if link.device == "mail" and link.made_at is not None]
    if turn.house.signing and file.awaits_word and not any(turn.now < at + PAUSE for at in made):
        ask(turn, file, "ask")


def ask(turn: Turn, file: ReportFile, kind: MailKind) -> tuple[Phrase, ...]:
    """Send the client a link of their own by mail, in place of earlier ones; what to say of it.

    Empty where there is no way.
    """
    address, report = address_of(turn, turn.job.client), file.report
    if address is None:
        return ()
    end_links(turn, report, ("mail",))
    token, sha256 = turn.fresh.tokens[2]
    make_link(turn, report, sha256, "mail")
    company = turn.house.company.name
    text = say(
        f"mail.{kind}.text",
        company=company,
        number=report.number,
        at=_when(report),
        technician=report.technician_name,
        version=report.version,
    )
    void = [say("mail.replaced.void")] if kind == "replaced" else []
    write(turn, report, kind, address, text, *void, say("mail.ask.how"), link=f"{turn.house.public_url}/c/{token}")
    return (say("tell.mailed", address=masked(address)),)


def is_told(visit: Visit, report: Report) -> bool:
    """Whether the client has to hear that this version takes an earlier one's place."""
    return any(version.report_id == report.id and version.told for version in visit.versions)


def sealed(turn: Turn, file: ReportFile) -> None:
    """Send the sealed report where the client has an address and gave their word, or is asked for none at all.

    A version that ends without the client's word goes to a client who knows the one before it.
    """
    address, report, said = address_of(turn, turn.job.client), file.report, file.confirmation
    again = is_told(turn.visit, report)
    unasked = file.seal is Seal.WITHOUT_CONFIRMATION or (file.seal is Seal.NOT_ASKED and again)
    if address is None or file.sealed_pdf_sha256 is None or not (said or unasked):
        return
    head = "mail.sealed.text" if said else "mail.sealed.replaced" if again else "mail.sealed.unasked"
    text = say(head, company=turn.house.company.name, number=report.number, at=_when(report), version=report.version)
    refused = [say("mail.sealed.refused")] if said and said.word is Word.REFUSED else []
    place = [say("mail.sealed.place", url=f"{turn.house.public_url}/history")] if turn.house.public_url else []
    write(
        turn,
        report,
        "sealed",
        address,
        text,
        *refused,
        *place,
        pdf_sha256=file.sealed_pdf_sha256,
        pdf_name=report.pdf_name,
    )


def write(turn: Turn, report: Report, kind: MailKind, address: str, *lines: Phrase, **more: Any) -> None:
    """Write to the client about a version, in the report's language; `more` as in `SendMail`."""
    letters.write(turn, "report", report.id, kind, address, report.language, *lines, number=report.number, **more)


def _when(report: Report) -> Moment:
    return Moment(at=report.arrived_at or report.appointment_starts_at, zone=report.time_zone, style="date")


def sent(turn: Turn, event: MailSent) -> None:
    """The client's mail server has it: kept as evidence."""
    file = turn.facts.report
    assert file is not None
    if event.kind == "code":
        turn.note(file.report, "code_sent", address=masked(event.address))
    else:
        turn.note(file.report, "sent", way=f"mail_{event.kind}", address=masked(event.address))


def refused(turn: Turn, event: MailRefused) -> None:
    """It came back: kept as evidence; whoever can do something else about it is told."""
    file = turn.facts.report
    assert file is not None
    report = file.report
    turn.note(report, "bounced", way=f"mail_{event.kind}", address=masked(event.address),
              reason=event.reason.replace(event.address, masked(event.address)))  # fmt: skip
    line = say("tell.mail_refused", number=report.number, client=report.client_name, address=event.address,
               reason=event.reason)  # fmt: skip
    for to in dict.fromkeys((turn.visit.technician_id, turn.order.created_by)):
        turn.tell(line, to=to)
