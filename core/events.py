"""What happened, in the past tense. Made by `bot`, `web`, `courier` and `app`; decided on by `core`.

`at` is UTC: when the messenger or the server received it (Bot API, Message.date), not when it was processed.
"""

from datetime import date, datetime
from typing import Literal

from core.base import Noun
from core.confirmation import Confirmation
from core.effects import Argument


class Event(Noun, frozen=True, kw_only=True):
    """Something that happened. `language` is the messenger's language code (IETF tag) of whoever did it, if known."""

    at: datetime
    language: str | None = None


class Started(Event, frozen=True, kw_only=True):
    """A chat was opened, perhaps with an invitation's token."""

    chat_id: int
    token_sha256: str | None = None
    first_name: str = ""


class Commanded(Event, frozen=True, kw_only=True):
    """A slash command, without the slash, and what followed it."""

    name: str
    argument: str = ""
    message_id: int


class Said(Event, frozen=True, kw_only=True):
    """A text message that is no known button's label."""

    text: str
    message_id: int
    reply_to: int | None = None


class Chose(Event, frozen=True, kw_only=True):
    """A reply-keyboard button: its label was recognised as this choice (`arrived`, `left`, …).

    `typed` is the text where somebody wrote the label's words, without its sign: where no such button is shown it is
    an answer like any other.
    """

    choice: str
    message_id: int
    typed: str | None = None
    reply_to: int | None = None


class Edited(Event, frozen=True, kw_only=True):
    """An old message of the person now reads differently; of a photo or file, its caption, which may be gone.

    The file is that of the picture that the message shows now, where it shows one.
    """

    text: str
    message_id: int
    file_id: str | None = None
    file_unique_id: str | None = None


class Tapped(Event, frozen=True, kw_only=True):
    """An inline button. `topic` `q` answers question number `subject`; other topics act on the noun `subject`."""

    topic: str
    subject: int
    choice: str = ""


class SentPhoto(Event, frozen=True, kw_only=True):
    """A photo, compressed or as a file. `album` is shared by the photos of one album. `size` in bytes.

    `forwarded_at` is when the original of a forwarded one was sent, UTC.
    """

    file_id: str
    file_unique_id: str
    message_id: int
    caption: str | None = None
    album: str | None = None
    size: int | None = None
    as_file: bool = False
    forwarded_at: datetime | None = None
    reply_to: int | None = None


class SentFile(Event, frozen=True, kw_only=True):
    """A document that is no picture, a voice note or a video. `kind` is Telegram's name of it, but a video or a sound

    sent as a file is one. `size` in bytes, `duration` in seconds. `album` and `forwarded_at` as for a photo.
    """

    kind: str
    file_id: str
    file_unique_id: str
    message_id: int
    name: str | None = None
    mime: str | None = None
    caption: str | None = None
    album: str | None = None
    size: int | None = None
    duration: int | None = None
    forwarded_at: datetime | None = None
    reply_to: int | None = None


class SentLocation(Event, frozen=True, kw_only=True):
    """A position, in degrees."""

    latitude: float
    longitude: float
    message_id: int


class ReachabilityChanged(Event, frozen=True, kw_only=True):
    """The person blocked the bot or came back."""

    reachable: bool


class Administered(Event, frozen=True, kw_only=True):
    """Somebody at the command line told what is to become of a person or of an invitation (by its `invitation_sha256`).

    `value` is the new name, or all the roles, with spaces between them. `token_sha256` is that of the new link.
    """

    act: Literal["disable", "enable", "roles", "rename", "relink", "resend", "withdraw"]
    person_id: int | None = None
    invitation_sha256: str | None = None
    value: str = ""
    token_sha256: str | None = None


class Alerted(Event, frozen=True, kw_only=True):
    """Something is wrong with the service: the administrators are to know. `code` is one of `core.alerts.Code`.

    `about` tells troubles of one kind apart (a row's number, a chat), each told once a day. `args` are the wording's.
    """

    code: str
    about: str = ""
    args: dict[str, Argument] = {}


class BroughtBack(Event, frozen=True, kw_only=True):
    """The service goes on from a backup as of `taken_at`: what the person sent since then is not known any more."""

    taken_at: datetime


class MenuOutdated(Event, frozen=True, kw_only=True):
    """The menu of commands in the person's chat is not the one that is theirs now."""


class PhotoStored(Event, frozen=True, kw_only=True):
    """A photo's cleaned picture is in the archive under `sha256` (hex)."""

    visit_id: int
    photo_id: int
    sha256: str


class PhotoLost(Event, frozen=True, kw_only=True):
    """A photo cannot be had or read; `problem` is an error code."""

    visit_id: int
    photo_id: int
    problem: str


class RecordingStored(Event, frozen=True, kw_only=True):
    """A recording lies in the archive under `sha256` (hex), as it came; `size` in bytes."""

    visit_id: int
    recording_id: int
    sha256: str
    size: int


class RecordingLost(Event, frozen=True, kw_only=True):
    """A recording cannot be had; `problem` is an error code."""

    visit_id: int
    recording_id: int
    problem: str


class ClientCopyMade(Event, frozen=True, kw_only=True):
    """The PDF that the client is asked about lies in the archive under `sha256` (hex)."""

    report_id: int
    sha256: str


class PageOpened(Event, frozen=True, kw_only=True):
    """The client opened the report on purpose (not a preview). `device` as in `core.facts.Link`."""

    report_id: int
    device: str = "client"
    device_id: str | None = None
    """A hash of what the browser keeps for us: the same for all reports that are opened in it."""
    ip: str | None = None
    user_agent: str | None = None


class WordGiven(Event, frozen=True, kw_only=True):
    """The client said their word about one version."""

    report_id: int
    confirmation: Confirmation
    code: str = ""
    """The one-time code that came with it, digits alone."""
    way: str = "client"
    """By which link it came, as `core.facts.Link.device`."""
    device_id: str | None = None
    """As in `PageOpened`."""


class LineContested(Event, frozen=True, kw_only=True):
    """The client contests a line of a version (`core.contest.Contest.line`). `device` as in `core.facts.Link`."""

    report_id: int
    line: str
    text: str
    device: str = "client"
    ip: str | None = None
    user_agent: str | None = None


class PlaceWanted(Event, frozen=True, kw_only=True):
    """Somebody asks for a link to the place of the clients who have this mail address on file."""

    address: str


class CodeWanted(Event, frozen=True, kw_only=True):
    """The client asks for a one-time code for a version. `device` as in `core.facts.Link`."""

    report_id: int
    device: str = "client"


class LinkWanted(Event, frozen=True, kw_only=True):
    """The client asks, from their own place, for a link to a version that waits for their word."""

    report_id: int


class LetterDue(Event, frozen=True, kw_only=True):
    """A client has said nothing for long enough: they are asked by mail, or reminded where they were."""

    report_id: int


class MailSent(Event, frozen=True, kw_only=True):
    """The client's mail server took a mail. `topic`, `about` and `kind` as in `core.effects.SendMail`."""

    topic: str = "report"
    about: int
    kind: str
    address: str


class MailRefused(Event, frozen=True, kw_only=True):
    """A mail could not be delivered and is not tried again. `reason` is what the server said; the rest as sent."""

    topic: str = "report"
    about: int
    kind: str
    address: str
    reason: str


class MailLapsed(Event, frozen=True, kw_only=True):
    """A mail was of no use any more before it could be delivered, and was not sent. The fields as in MailSent."""

    topic: str = "report"
    about: int
    kind: str
    address: str


class ReportSealed(Event, frozen=True, kw_only=True):
    """The sealed PDF lies in the archive under `sha256` (hex). `seal` is the mark it was made under.

    `stamp` is a `core.report.Stamp` where a time stamping authority was asked.
    """

    report_id: int
    sha256: str
    seal: str
    stamp: str | None = None


class SummaryDue(Event, frozen=True, kw_only=True):
    """The hour of a person's daily summary has come: `day` is their local date, `starts_at`–`ends_at` it in UTC."""

    person_id: int
    day: date
    starts_at: datetime
    ends_at: datetime


class WordOverdue(Event, frozen=True, kw_only=True):
    """24 hours passed since the version was frozen and the client has said nothing."""

    report_id: int
