"""A report is posted once: placeholder first, then the document in its place; lost replies are repaired."""

from collections.abc import Callable

from core.delivery import DeliveryFailed
from core.effects import OFFICE, AnyEffect, SendSummary
from storage.outbox import Letter, OutboxRow
from tests.courier.rooms import SECOND, Room, message, posting, to
from tests.storage.world import NOW

OFFICE_CHAT = -100_500


def report(text: str = "RI-2026-0001") -> Letter:
    effect: AnyEffect = posting(text)
    return to(OFFICE_CHAT, effect, OFFICE)


def nth(*numbers: int) -> Callable[[OutboxRow], bool]:
    """True for these calls, counted from 1."""
    calls = [0]

    def asked(row: OutboxRow) -> bool:
        calls[0] += 1
        return calls[0] in numbers

    return asked


async def test_the_placeholder_becomes_the_document(room: Room) -> None:
    await room.post(report())
    assert len(room.messenger.calls) == 2
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001 (PDF)"]
    assert await room.waiting() == 0
    assert room.alerts == []


async def test_a_lost_reply_to_the_document_is_repaired_in_place(room: Room) -> None:
    room.messenger.reply_lost = nth(2)
    await room.post(report())
    await room.later(5 * SECOND)
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001 (PDF)"]
    assert room.alerts == []


async def test_a_lost_reply_to_the_placeholder_is_posted_again_and_alerted(room: Room) -> None:
    room.messenger.reply_lost = nth(1)
    await room.post(report())
    await room.later(5 * SECOND)
    # Only a completed document counts as the report; the first placeholder never becomes one.
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001, PDF follows", "RI-2026-0001 (PDF)"]
    assert room.alerts == ["posted_again"]


async def test_a_summary_is_shown_once_though_a_reply_is_lost(room: Room) -> None:
    room.messenger.reply_lost = nth(2)
    await room.post(to(5, SendSummary(to=5, slot="summary:2026-11-24:0", message=message("Mardi"))))
    await room.later(5 * SECOND)
    assert room.messenger.shows(5) == ["Mardi (PDF)"]
    assert len(room.messenger.calls) == 3


async def test_a_plain_refusal_is_no_reason_for_an_alert(room: Room) -> None:
    first = nth(1)
    room.messenger.trouble = lambda row: (
        DeliveryFailed("too_many_requests", retry_after=9 * SECOND) if first(row) else None
    )
    await room.post(report())
    await room.later(10 * SECOND)
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001 (PDF)"]
    assert room.alerts == []


async def test_an_outage_during_which_nothing_went_out_is_no_reason_for_an_alert(room: Room) -> None:
    closed = DeliveryFailed("office_closed", nothing_done=True)
    room.messenger.trouble = lambda row: closed if room.clock.now < NOW + 60 * SECOND else None
    await room.post(report())
    for _ in range(8):
        await room.later(30 * SECOND)
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001 (PDF)"]
    assert room.alerts == []


async def test_killed_after_the_placeholder_the_next_process_completes_it(room: Room) -> None:
    second = nth(2)
    room.messenger.trouble = lambda row: DeliveryFailed("network") if second(row) else None
    await room.post(report())
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001, PDF follows"]
    room.restart()
    await room.later(120 * SECOND)
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001 (PDF)"]
    assert room.alerts == []


async def test_killed_before_the_placeholders_number_was_stored_it_is_alerted(room: Room) -> None:
    room.messenger.reply_lost = nth(1)
    await room.post(report())
    room.restart()
    await room.later(120 * SECOND)
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001, PDF follows", "RI-2026-0001 (PDF)"]
    assert room.alerts == ["posted_again"]


async def test_the_clients_word_replaces_the_document_in_the_same_post(room: Room) -> None:
    await room.post(report("awaiting the client"))
    await room.post(to(OFFICE_CHAT, "other news", OFFICE), report("accepted"))
    assert room.messenger.shows(OFFICE_CHAT) == ["accepted (PDF)", "other news"]


async def test_a_post_that_someone_deleted_comes_anew(room: Room) -> None:
    await room.post(report("awaiting the client"))
    room.messenger.chats[OFFICE_CHAT].clear()
    await room.post(report("accepted"))
    assert room.messenger.shows(OFFICE_CHAT) == ["accepted (PDF)"]


async def test_a_post_deleted_whose_new_placeholders_reply_is_lost_is_alerted(room: Room) -> None:
    await room.post(report("awaiting the client"))
    room.messenger.chats[OFFICE_CHAT].clear()
    room.messenger.reply_lost = nth(2)  # after the edit that found nothing
    await room.post(report("accepted"))
    await room.later(5 * SECOND)
    assert room.messenger.shows(OFFICE_CHAT) == ["accepted, PDF follows", "accepted (PDF)"]
    assert room.alerts == ["posted_again"]


async def test_a_half_posted_report_begins_anew_in_a_moved_group(room: Room) -> None:
    second = nth(2)
    moved = DeliveryFailed("migrated", new_chat_id=-7)
    room.messenger.trouble = lambda row: moved if second(row) else None
    await room.post(report())
    assert room.messenger.shows(-7) == ["RI-2026-0001 (PDF)"]
    assert room.alerts == []
