"""What is to be done, in the imperative. Decided by `core`, put into words by `bot`, delivered by `courier`.

Prose is named by wording id (`Phrase`); typed text travels as an argument and is never read as markup.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, Union

from core.base import Noun

OFFICE = 0
"""The recipient number that stands for the office channel; people have positive ids."""


class Moment(Noun, frozen=True, kw_only=True, tag="moment"):
    """A UTC time to be printed in the zone `zone` (IANA): `time` 08:30, `date` Tuesday 24 November, `both`,

    `short` Tue 24 Nov 08:30.
    """

    at: datetime
    zone: str
    style: Literal["time", "date", "both", "short"] = "time"


class Span(Noun, frozen=True, kw_only=True, tag="span"):
    """A length of time, printed as `1 h 05`."""

    length: timedelta


class Figure(Noun, frozen=True, kw_only=True, tag="figure"):
    """A number printed as the language writes it, with its unit when `unit` (a code of `unit.<code>`) is given.

    A bare Decimal cannot stand in JSON beside text without being mistaken for it; `say` wraps it.
    """

    value: Decimal
    unit: str = ""


class Phrase(Noun, frozen=True, tag="phrase"):
    """A wording by id with its arguments. A nested phrase is worded first; the argument `n` chooses the plural."""

    id: str
    args: dict[str, "Argument"] = {}


Argument = Union[str, int, Figure, Phrase, Moment, Span, None]


def say(id: str, **args: Argument | Decimal) -> Phrase:
    """A phrase, shortly written. A bare Decimal becomes a `Figure`."""
    return Phrase(
        id, {name: Figure(value=value) if isinstance(value, Decimal) else value for name, value in args.items()}
    )


def typed(text: str) -> Phrase:
    """Text exactly as someone typed it."""
    return Phrase("typed", {"text": text})


class Button(Noun, frozen=True, kw_only=True):
    """An inline button: `data` comes back as `Tapped` (`topic:subject:choice`), or `url` opens, or `copy` is copied."""

    label: Phrase
    data: str | None = None
    url: str | None = None
    copy: str | None = None


class ReplyKeyboard(Noun, frozen=True, kw_only=True):
    """Buttons under the text field. Their labels come back as text, so each must be a `choice.*` wording.

    `placeholder` is a wording shown in the empty text field.
    """

    rows: tuple[tuple[Phrase, ...], ...]
    placeholder: Phrase | None = None


class Message(Noun, frozen=True, kw_only=True):
    """One chat message: lines joined by newlines, an empty phrase list line is written `say("blank")`.

    At most one of `buttons` (inline rows), `keyboard` (reply keyboard) and `clear_keyboard`.
    """

    lines: tuple[Phrase, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: ReplyKeyboard | None = None
    clear_keyboard: bool = False


class Effect(Noun, frozen=True, kw_only=True, tag=True):
    """Something to be done after the decision is stored. `to` is a person's id or OFFICE."""


class Say(Effect, frozen=True, kw_only=True):
    """Send a new message. `slot` names it, so that it can be shown anew, amended or erased later.

    `chat_id` addresses a chat that belongs to nobody known; then `language` says how to speak to it. `about` is the
    number of a message of that chat which it quotes, if it is still there.
    """

    message: Message
    to: int = OFFICE
    slot: str | None = None
    about: int | None = None
    chat_id: int | None = None
    language: Literal["fr", "en"] = "fr"


class Show(Effect, frozen=True, kw_only=True):
    """Keep one message up to date: edit the message in `slot`, or send it when there is none.

    A later Show of the same slot that waits behind it replaces it; `after` delays it, so that a burst costs one edit.
    """

    to: int
    slot: str
    message: Message
    after: timedelta = timedelta()


class Amend(Effect, frozen=True, kw_only=True):
    """Edit the message in `slot` if it was sent; otherwise do nothing.

    `chat_id` and `language` as in `Say`: for a chat that its person has left.
    """

    slot: str
    message: Message
    to: int = OFFICE
    chat_id: int | None = None
    language: Literal["fr", "en"] = "fr"
    caption: bool = False
    """True when the message is a picture, so that its caption is meant."""


class Erase(Effect, frozen=True, kw_only=True):
    """Delete the message in `slot` if it was sent."""

    to: int
    slot: str


class SendVenue(Effect, frozen=True, kw_only=True):
    """A map pin, degrees."""

    to: int
    latitude: float
    longitude: float
    title: str
    address: str


MediaKind = Literal["photo", "document", "voice", "video", "audio", "animation", "video_note"]
"""Files by the Bot API's names of them."""


class SendAttachment(Effect, frozen=True, kw_only=True):
    """Send again what somebody gave, by Telegram's file id. `buttons` are inline rows.

    A `video_note` takes no caption (Bot API, sendVideoNote).
    """

    to: int
    kind: MediaKind
    file_id: str
    caption: Phrase | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    slot: str | None = None


class SendQr(Effect, frozen=True, kw_only=True):
    """A QR code of `url` as a picture with a caption and buttons."""

    to: int
    url: str
    caption: Message
    slot: str | None = None


class SendReport(Effect, frozen=True, kw_only=True):
    """Post a PDF from the archive, once: a placeholder with the caption first, then the document edited into it.

    A later SendReport to the same `slot` replaces the document in the same message.
    """

    to: int
    slot: str
    sha256: str
    file_name: str
    caption: Message


class SendSummary(Effect, frozen=True, kw_only=True):
    """Send a text once: a placeholder with its first line, then the whole text edited in. Texts of one length limit."""

    to: int
    slot: str
    message: Message


class SetMenu(Effect, frozen=True, kw_only=True):
    """Let the person's chat offer these commands (wordings `command.<name>`); none: what every chat offers.

    `chat_id` is for a chat that its person has left.
    """

    commands: tuple[str, ...]
    to: int = OFFICE
    chat_id: int | None = None


class Toast(Effect, frozen=True, kw_only=True):
    """The short answer to a tapped button, shown over the chat; `alert` must be closed by hand. Lost if too late."""

    text: Phrase
    alert: bool = False


class FetchPhoto(Effect, frozen=True, kw_only=True):
    """Fetch a photo's bytes, clean them, archive them; ends in PhotoStored or PhotoLost."""

    visit_id: int
    photo_id: int
    file_id: str


class FetchRecording(Effect, frozen=True, kw_only=True):
    """Fetch a recording's bytes and archive them as they are; ends in RecordingStored or RecordingLost."""

    visit_id: int
    recording_id: int
    file_id: str


class MakeClientCopy(Effect, frozen=True, kw_only=True):
    """Render the frozen version for the client; ends in ClientCopyMade."""

    report_id: int


class SealReport(Effect, frozen=True, kw_only=True):
    """Render with the word and evidence, seal and archive; ends in ReportSealed. `seal` is a `core.report.Seal`."""

    report_id: int
    seal: str


MailTopic = Literal["report", "order", "client"]
MailKind = Literal[
    "ask", "reminder", "replaced", "code", "sealed", "appointment", "moved", "cancelled", "on_the_way", "place_link"
]


class Appointment(Noun, frozen=True, kw_only=True):
    """What a calendar keeps of an appointment: times in UTC, `place` in one line.

    A later one of the same `uid` has a higher `sequence` and takes its place (RFC 5545, section 3.8.7.4).
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: Phrase
    place: str
    cancelled: bool = False


class SendMail(Effect, frozen=True, kw_only=True):
    """Write to a client by mail, about the version of a report, the work order or the client `about`.

    Ends in MailSent, MailRefused or MailLapsed. `link` leads to their page; `pdf_sha256` names a PDF of the archive to
    be attached under `pdf_name`; `appointment` is attached as a calendar's file. From `good_until` (UTC) on it is of no
    use and not sent any more; None: it is always of use.
    """

    topic: MailTopic = "report"
    about: int
    kind: MailKind
    address: str
    language: Literal["fr", "en"]
    subject: Phrase
    lines: tuple[Phrase, ...]
    link: str | None = None
    pdf_sha256: str | None = None
    pdf_name: str = "report.pdf"
    appointment: Appointment | None = None
    good_until: datetime | None = None


JOBS = (FetchPhoto, FetchRecording, MakeClientCopy, SealReport, SendMail)
"""Effects that end in an event, not in a message."""
AnyEffect = Union[
    Say,
    Show,
    Amend,
    Erase,
    SendVenue,
    SendAttachment,
    SendQr,
    SendReport,
    SendSummary,
    SetMenu,
    Toast,
    FetchPhoto,
    FetchRecording,
    MakeClientCopy,
    SealReport,
    SendMail,
]
