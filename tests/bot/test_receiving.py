"""Updates on their way in: confirmed once they are stored, and never before."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import pytest
from structlog.testing import CapturingLogger
from telegram.error import InvalidToken

from bot.intake import Intake
from bot.polling import ALLOWED_UPDATES, Polling
from bot.receive import Receive
from bot.transport import RawBot
from bot.watch import Watch
from core.decision import Decision
from core.effects import Toast, say
from core.events import Event, Said, Tapped
from core.facts import Facts
from core.people import Language
from storage import inbox
from storage.apply import Applied, retry_inbox
from storage.database import Database
from tests.bot.pretend import HANG, Answer, Pretend, refused
from tests.bot.taking import Stored, Watching, nobody_waits
from tests.bot.wire import PRIVATE, at, raw, tap, text, update
from tests.storage.world import deciding


class Pauses(list[float]):
    """Lengths of the pauses that were made, none of which took any time."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
async def poll(
    bot: RawBot, receive: Receive, watch: Watch, pauses: Pauses
) -> AsyncIterator[Callable[[], "asyncio.Task[None]"]]:
    tasks: list[asyncio.Task[None]] = []

    def start() -> "asyncio.Task[None]":
        tasks.append(asyncio.create_task(Polling(bot, receive, watch, at, sleep=pauses).run()))
        return tasks[-1]

    yield start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


Start = Callable[[], "asyncio.Task[None]"]


# -- long polling ----------------------------------------------------------------------------------------------------


async def test_what_is_asked_for_is_named(poll: Start, telegram: Pretend) -> None:
    poll()
    call = await telegram.until("getUpdates")
    assert call.params["allowed_updates"] == ALLOWED_UPDATES
    assert "offset" not in call.params


async def test_updates_are_confirmed_by_the_next_offset(poll: Start, telegram: Pretend, stored: Stored) -> None:
    telegram.updates(text("un", 10), text("deux", 11))
    poll()
    assert (await telegram.until("getUpdates", 2)).params["offset"] == "12"
    assert stored.said == ["un", "deux"]


async def test_nothing_is_confirmed_while_it_is_not_stored(poll: Start, telegram: Pretend, stored: Stored) -> None:
    stored.go.clear()
    telegram.updates(text("un", 10))
    polling = poll()
    await stored.came.wait()
    assert len(telegram.asked("getUpdates")) == 1
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    assert len(telegram.asked("getUpdates")) == 1, "a process that ends here gets it again"


async def test_whoever_writes_while_nothing_can_be_stored_is_heard_too_and_nothing_is_confirmed_before(
    poll: Start, telegram: Pretend, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.polling.LOOK_AGAIN", 0.0)
    stored.go.clear()
    telegram.updates(text("un", 10))
    telegram.updates(text("un", 10), text("deux", 11))
    poll()
    await telegram.until("getUpdates", 2)
    stored.go.set()
    while "offset" not in (last := telegram.asked("getUpdates")[-1]).params:
        await telegram.until("getUpdates", len(telegram.asked("getUpdates")) + 1)
    assert last.params["offset"] == "12"
    assert sorted(stored.said) == ["deux", "un"], "each once"
    assert all("offset" not in call.params for call in telegram.asked("getUpdates")[:2])


async def test_what_is_nothing_to_us_is_confirmed_as_well(poll: Start, telegram: Pretend, stored: Stored) -> None:
    telegram.updates(update(10, something_new={}), text("un", 11))
    poll()
    assert (await telegram.until("getUpdates", 2)).params["offset"] == "12"
    assert stored.said == ["un"]


async def test_a_bad_line_is_survived_with_longer_and_longer_pauses(
    poll: Start, telegram: Pretend, stored: Stored, pauses: Pauses
) -> None:
    telegram.will("getUpdates", *[Answer(502, text="<html>")] * 7, Answer(result=[text("enfin", 10)]))
    telegram.will("getUpdates", Answer(502, text="<html>"))
    poll()
    await telegram.until("getUpdates", 10)
    assert stored.said == ["enfin"]
    assert pauses == [1, 2, 5, 10, 30, 30, 30, 1]


async def test_telegrams_own_waiting_time_is_kept(poll: Start, telegram: Pretend, pauses: Pauses) -> None:
    telegram.will("getUpdates", refused("Too Many Requests: retry after 9", 429, retry_after=9))
    poll()
    await telegram.until("getUpdates", 2)
    assert pauses == [9]


async def test_a_second_process_with_the_same_token_is_named_in_the_log(
    poll: Start, telegram: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = CapturingLogger()
    monkeypatch.setattr("bot.polling.log", log)
    telegram.will("getUpdates", refused("Conflict: terminated by other getUpdates request", 409))
    poll()
    await telegram.until("getUpdates", 2)
    assert [(call.method_name, *call.args) for call in log.calls] == [("error", "another_process_polls")]


async def test_another_process_that_goes_on_fetching_is_told_to_the_administrators(
    poll: Start, telegram: Pretend, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    conflict = refused("Conflict: terminated by other getUpdates request", 409)
    telegram.will("getUpdates", conflict, conflict)
    poll()
    await telegram.until("getUpdates", 3)
    assert cast(Watching, watch).others == 0, "two may be the end of a process that was restarted"
    telegram.will("getUpdates", conflict)
    telegram.updates(text("un", 11))
    await telegram.until("getUpdates", 5)
    assert cast(Watching, watch).others == 1


async def test_an_answer_that_nobody_can_read_does_not_end_the_service(
    poll: Start, telegram: Pretend, stored: Stored, pauses: Pauses
) -> None:
    telegram.will("getUpdates", Answer(result=5))
    telegram.updates(text("un", 11))
    poll()
    await telegram.until("getUpdates", 3)
    assert stored.said == ["un"]
    assert pauses == [1]


async def test_a_token_that_was_revoked_ends_it(poll: Start, telegram: Pretend) -> None:
    telegram.will("getUpdates", refused("Unauthorized", 401))
    with pytest.raises(InvalidToken):
        await poll()


async def test_polling_stops_at_once(poll: Start, telegram: Pretend) -> None:
    polling = poll()
    await telegram.until("getUpdates")
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(polling, 5)


# -- kept when it cannot be applied ----------------------------------------------------------------------------------


async def test_one_update_that_cannot_be_applied_is_kept_and_holds_up_nobody(
    bot: RawBot, telegram: Pretend, db: Database
) -> None:
    heard: list[str] = []
    broken = True

    def decide(facts: Facts, event: Event) -> Decision:
        assert isinstance(event, Said)
        if broken and event.text == "deux":
            raise RuntimeError("a mistake of ours")
        heard.append(event.text)
        return Decision()

    desk = deciding(decide)
    intake = Intake(db, desk, at, lambda rows: None)
    receive = Receive(bot, intake, at, nobody_waits(bot))
    telegram.updates(text("un", 10), text("deux", 11), text("trois", 12))
    tasks = [
        asyncio.create_task(intake.run()),
        asyncio.create_task(Polling(bot, receive, cast(Watch, Watching()), at).run()),
    ]
    assert (await telegram.until("getUpdates", 2)).params["offset"] == "13"
    # The batch is tried together first, so "un" may be decided twice; it is stored once.
    assert heard[-2:] == ["un", "trois"]

    broken = False
    heard.clear()
    later = at(2_000_000_000)
    assert [each.state for each in await retry_inbox(db, desk, receive.translate, later)] == ["taken"]
    assert heard == ["deux"]
    assert await db.read(lambda session: inbox.due(session, later, 9)) == ()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


# -- tapped buttons --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "Back"), ("fr", "Retour"), (None, "Retour")]
)  # a stranger's messenger speaks French here
async def test_a_tap_is_answered_in_the_persons_language(
    receive: Receive, telegram: Pretend, stored: Stored, language: Language | None, shown: str
) -> None:
    stored.answer = Applied("taken", toasts=(Toast(text=say("choice.back"), alert=True),), language=language)
    await receive.update(tap("q:4:yes"))
    call = await telegram.until("answerCallbackQuery")
    assert call.params["callback_query_id"] == "900"
    assert shown in call.params["text"]
    assert call.params["show_alert"] == "true"
    assert stored.events == [Tapped(at=at(), language="fr", topic="q", subject=4, choice="yes")]


async def test_a_tap_without_words_is_answered_so_that_the_button_stops_turning(
    receive: Receive, telegram: Pretend
) -> None:
    await receive.update(tap("q:4:yes"))
    assert "text" not in (await telegram.until("answerCallbackQuery")).params


async def test_an_answer_that_comes_too_late_or_never_changes_nothing(
    receive: Receive, telegram: Pretend, stored: Stored
) -> None:
    telegram.will("answerCallbackQuery", refused("Bad Request: query is too old and response timeout expired"), HANG)
    for number in (1, 2, 3):
        await receive.update(tap("q:4:yes", number))
        await telegram.until("answerCallbackQuery", number)
    assert len(stored.events) == 3


@pytest.mark.parametrize(
    "unknown",
    [
        {"update_id": 10, "message": 5},
        {"update_id": 10, "message": {}},
        {"update_id": 10, "message": {"message_id": "x", "date": "y", "chat": PRIVATE}},
        {"update_id": 10, "callback_query": {"id": None}},
    ],
)
async def test_an_update_that_cannot_be_understood_is_kept_as_it_came_and_the_others_taken(
    poll: Start, telegram: Pretend, stored: Stored, unknown: dict[str, Any]
) -> None:
    telegram.updates(text("un", 9), unknown, text("deux", 11))
    poll()
    assert (await telegram.until("getUpdates", 2)).params["offset"] == "12"
    assert stored.said == ["un", "deux"]
    (kept,) = [arrival for arrival in stored.arrivals if arrival.event is None]
    assert kept.update_id == 10
    assert kept.raw is not None
    assert json.loads(kept.raw) == unknown


async def test_whatever_was_kept_means_the_same_later(receive: Receive) -> None:
    content: dict[str, Any] = text("8h30", 3)
    assert receive.translate(raw(content)) == Said(at=at(), language="fr", text="8h30", message_id=14)
