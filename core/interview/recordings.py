"""Videos, voice notes, sounds and documents sent at any step: kept as they come, counted, named in the report.

Imported by `core.said` and `core.step`.
"""

from typing import get_args

from msgspec.structs import replace

from core.effects import FetchRecording
from core.events import RecordingLost, RecordingStored, SentFile
from core.interview.flow import refresh_review
from core.interview.media import LARGEST, caption_of, coming, made_at
from core.interview.receipts import receipt_for, say_lost, show_receipts
from core.turn import Turn
from core.visit import PhotoState, Recording, RecordingKind

MOST_RECORDINGS = 20
LONGEST_NAME = 200


def take(turn: Turn, event: SentFile) -> None:
    """Keep a file for the visit in hand; what a report cannot carry is refused with what to do instead."""
    visit = turn.visit
    if event.kind not in get_args(RecordingKind):
        turn.refuse("sticker")
        return
    if any(r.message_id == event.message_id and r.file_unique_id == event.file_unique_id for r in visit.recordings):
        return
    if event.size is not None and event.size > LARGEST:
        turn.refuse("recording_too_big" if event.kind != "document" else "document_too_big")
        return
    if len(visit.recordings) >= MOST_RECORDINGS:
        turn.refuse("too_many_recordings", n=MOST_RECORDINGS)
        return
    receipt = receipt_for(turn, event.album)
    visit = turn.visit
    recording = Recording(
        id=visit.next_id,
        kind=event.kind,  # type: ignore[arg-type]
        file_id=event.file_id,
        file_unique_id=event.file_unique_id,
        made_at=made_at(turn, event),
        name=event.name[:LONGEST_NAME] if event.name else None,
        mime=event.mime,
        seconds=event.duration,
        size=event.size,
        caption=caption_of(event.caption),
        message_id=event.message_id,
        album=event.album,
        forwarded=event.forwarded_at is not None,
        receipt=receipt,
    )
    turn.visit = replace(visit, recordings=(*visit.recordings, recording), next_id=visit.next_id + 1)
    turn.do(FetchRecording(visit_id=visit.id, recording_id=recording.id, file_id=recording.file_id))
    show_receipts(turn, receipt)
    refresh_review(turn)


def stored(turn: Turn, event: RecordingStored | RecordingLost) -> bool:
    """Note what became of a recording's bytes. True when nothing of the visit is waited for any more."""
    visit = turn.visit
    known = next((r for r in visit.recordings if r.id == event.recording_id), None)
    if known is None or known.state is PhotoState.STORED:
        return False
    if isinstance(event, RecordingStored):
        changed = replace(known, state=PhotoState.STORED, sha256=event.sha256, size=event.size, problem=None)
    else:
        changed = replace(known, state=PhotoState.MISSING, problem=event.problem)
    turn.visit = replace(visit, recordings=tuple(changed if r.id == changed.id else r for r in visit.recordings))
    if changed.state is PhotoState.MISSING:
        say_lost(turn, changed)
    show_receipts(turn, known.receipt)
    return not coming(turn.visit)
