"""Mail to clients: a letter in plain text and HTML, given to the house's mail server.

A letter tried again carries the same Message-ID (RFC 5322, section 3.6.4), so that it counts once. May import `core`,
`templates`. Used by `courier.jobs`, made by `app`.
"""

import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib
from jinja2 import Environment, PackageLoader, StrictUndefined

from core.delivery import DeliveryFailed
from core.effects import SendMail
from core.reading import visible_line
from courier.bounces import LONGEST_REASON, letter_name
from courier.calendar import FILE_NAMES, calendar_file, method_of
from templates.wording import wording

LONGEST_CALL = 30.0
"""Seconds, for each of the server's answers."""
PORTS = {"smtp": 587, "smtps": 465}


class Refused(Exception):
    """The server will not take this letter, now or later; `reason` is what it said, on one line."""

    def __init__(self, code: int, message: str) -> None:
        self.reason = visible_line(f"{code} {message}")[:LONGEST_REASON]
        super().__init__(self.reason)


@dataclass(frozen=True)
class Mail:
    """The house's mail server. `url` is `smtp://` (STARTTLS where it is offered) or `smtps://`, with the login in it.

    `key` marks our letters, so that one that comes back is known again; `tls` replaces the machine's own list of
    trusted authorities.
    """

    url: str
    sender: str
    company: str
    key: bytes
    tls: ssl.SSLContext | None = None

    async def send(self, mail: SendMail, pdf: bytes | None, *, number: int, at: datetime, zone: str) -> None:
        """Give one letter to the server; `number` is the same at every try, `at` when it was ordered.

        Raises Refused for good (5xx about this letter), DeliveryFailed for what may be over later.
        """
        parts = urlsplit(self.url)
        try:
            await aiosmtplib.send(
                self.letter(mail, pdf, number=number, at=at, zone=zone),
                hostname=parts.hostname,
                port=parts.port or PORTS[parts.scheme],
                username=unquote(parts.username) if parts.username else None,
                password=unquote(parts.password) if parts.password else None,
                use_tls=parts.scheme == "smtps",
                tls_context=self.tls,
                timeout=LONGEST_CALL,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            # Each letter has one recipient.
            refusal = error.recipients[0]
            raise _failure(refusal.code, refusal.message) from None
        except aiosmtplib.SMTPAuthenticationError:
            raise DeliveryFailed("mail_login", nothing_done=True) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _failure(error.code, error.message) from None
        except aiosmtplib.SMTPNotSupported:
            # An address beyond ASCII, and a server that does not take such (RFC 6531, section 3.2).
            raise Refused(553, "SMTPUTF8") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise DeliveryFailed("mail_server_away") from error

    def letter(self, mail: SendMail, pdf: bytes | None, *, number: int, at: datetime, zone: str) -> EmailMessage:
        """The letter as it is sent."""
        words = wording(mail.language)
        lines = [words.phrase(line) for line in mail.lines]
        label = words("mail.link_place" if mail.kind == "place_link" else "mail.link")
        foot = words("mail.foot", company=self.company) if mail.link else self.company
        colon = "\u00a0:" if mail.language == "fr" else ":"
        link = [f"{label}{colon}\n{mail.link}"] if mail.link else []
        name = letter_name(self.key, mail.topic, mail.about, mail.kind, number, mail.address)
        letter = EmailMessage()
        letter["From"] = Address(self.company, addr_spec=self.sender)
        letter["To"] = mail.address
        letter["Subject"] = visible_line(words.phrase(mail.subject))
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = f"<{name}@{self.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter["Content-Language"] = mail.language
        letter.set_content("\n\n".join([*lines, *link, foot]) + "\n")
        page = _pages().get_template("mail.html")
        html = page.render(
            w=words, lang=mail.language, lines=lines, link=mail.link, label=label, company=self.company, foot=foot
        )
        letter.add_alternative(html, subtype="html")
        if pdf is not None:
            letter.add_attachment(pdf, maintype="application", subtype="pdf", filename=mail.pdf_name)
        if mail.appointment is not None:
            title = words.phrase(mail.appointment.title)
            file = calendar_file(mail.appointment, title, organizer=self.sender, company=self.company, at=at)
            letter.add_attachment(file, maintype="text", subtype="calendar", filename=FILE_NAMES[mail.language],
                                  params={"charset": "utf-8", "method": method_of(mail.appointment)})  # fmt: skip
        return letter


def _failure(code: int, message: str) -> Exception:
    if 500 <= code < 600:
        return Refused(code, message)
    return DeliveryFailed("mail_not_taken", nothing_done=True)


def _pages() -> Environment:
    return Environment(loader=PackageLoader("templates", "pages"), autoescape=True, undefined=StrictUndefined)
