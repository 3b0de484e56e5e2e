"""What photos and recordings have in common: when they were made, what they are called, what is still on its way.

Imported by its neighbours and `core.reporting`.
"""

from collections.abc import Sequence
from datetime import datetime

from core.effects import Phrase, say
from core.events import SentFile, SentPhoto
from core.turn import Turn
from core.visit import Photo, PhotoState, Recording, Visit

LONGEST_CAPTION = 1000
LARGEST = 20 * 1024 * 1024
"""Bytes (Bot API, getFile: a bot can fetch 20 MB at most)."""


def made_at(turn: Turn, event: SentPhoto | SentFile) -> datetime:
    """When it was made: a forwarded one when its original was sent, if that was on the day of the visit."""
    original = event.forwarded_at
    if original is None or original > event.at:
        return event.at
    day = (turn.visit.arrived_at or event.at).astimezone(turn.tz).date()
    return original if original.astimezone(turn.tz).date() == day else event.at


def caption_of(text: str | None) -> str | None:
    """A caption as it is kept, None when there is none."""
    return text[:LONGEST_CAPTION] if text else None


def recording_title(recording: Recording) -> Phrase:
    """What a recording is called in the chat: its kind, with its name or its length."""
    kind = say(f"recording.{recording.kind}")
    detail = recording.name if recording.kind == "document" else None
    if detail is None and recording.seconds is not None:
        detail = clock_length(recording.seconds)
    return say("line.recording", kind=kind, detail=detail) if detail else kind


def clock_length(seconds: int) -> str:
    """A length as players show it: `0:42`, `1:02:03`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def everything(visit: Visit) -> tuple[Photo | Recording, ...]:
    """All that was sent: the photos, then the recordings."""
    return (*visit.photos, *visit.recordings)


def coming(visit: Visit) -> int:
    """How many photos and recordings are still on their way."""
    return sum(1 for each in everything(visit) if each.state is PhotoState.FETCHING)


def missing_lines(photos: Sequence[Photo], recordings: Sequence[Recording]) -> tuple[Phrase, ...]:
    """How many of them could not be kept."""
    lines = say("tell.photos_missing", n=_missing(photos)), say("tell.recordings_missing", n=_missing(recordings))
    return tuple(line for line in lines if line.args["n"])


def _missing(kept: Sequence[Photo] | Sequence[Recording]) -> int:
    return sum(1 for each in kept if each.state is PhotoState.MISSING)
