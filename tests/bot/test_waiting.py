"""Who waits because nothing can be stored is told, once, and told again when it was taken."""

import asyncio

import pytest
from telegram import Bot

from bot.waiting import QUIET, Waiting, Whose
from core.effects import Toast, say
from storage.standstill import Standstill
from templates.wording import wording
from tests.bot.pretend import CHAT, Pretend, refused

EN, FR = wording("en"), wording("fr")


class Steady:
    """Seconds that are moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class House:
    """People wait here."""

    def __init__(self, bot: Bot) -> None:
        self.standstill, self.steady = Standstill(), Steady()
        self.turns: list[int] = []
        self.waiting = Waiting(bot, self.standstill, self._turn, steady=self.steady)

    async def _turn(self, chat_id: int) -> None:
        self.turns.append(chat_id)


@pytest.fixture
def house(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr("bot.waiting.A_BREATH", 0.0)
    return House(bot)


async def comes_round() -> None:
    """The event loop has done all that is due."""
    for _ in range(3):
        await asyncio.sleep(0)


def somebody(language: str | None = "fr", query: str | None = None) -> Whose:
    return Whose(CHAT, language, query)


async def test_a_typed_message_is_told_in_the_senders_language_and_put_right_afterwards(
    house: House, telegram: Pretend
) -> None:
    with house.waiting.noted(somebody("en-GB")):
        house.standstill.begin("disk_full")
        sent = await telegram.until("sendMessage")
        assert sent.params == {"chat_id": str(CHAT), "text": EN("standstill.waits")}
        assert not telegram.asked("editMessageText")
    edited = await telegram.until("editMessageText")
    assert (edited.params["text"], edited.params["message_id"]) == (EN("standstill.taken"), "77")
    await house.waiting.told()
    assert house.turns == [CHAT, CHAT], "the limits are kept"


async def test_a_chat_is_told_once_however_much_it_sends(house: House, telegram: Pretend) -> None:
    with house.waiting.noted(somebody()), house.waiting.noted(somebody()):
        house.standstill.begin("locked")
        await telegram.until("sendMessage")
        house.standstill.end()
        house.standstill.begin("locked")
    await house.waiting.told()
    with house.waiting.noted(somebody()):
        house.standstill.end()
        house.standstill.begin("locked")
        await comes_round()
    await house.waiting.told()
    assert len(telegram.asked("sendMessage")) == 1
    house.steady.now += QUIET
    with house.waiting.noted(somebody()):
        house.standstill.end()
        house.standstill.begin("locked")
        await telegram.until("sendMessage", 2)
    await house.waiting.told()


async def test_a_tapped_button_is_answered_at_once(house: House, telegram: Pretend) -> None:
    whose = somebody(query="900")
    with house.waiting.noted(whose):
        house.standstill.begin("read_only")
        answer = await telegram.until("answerCallbackQuery")
    assert answer.params["text"] == FR("standstill.tap")
    assert answer.params["show_alert"] == "true"
    assert whose.told
    assert not telegram.asked("sendMessage")


async def test_what_a_tap_would_have_been_answered_is_written_when_it_is_known(house: House, telegram: Pretend) -> None:
    spent = Whose(CHAT, "fr", "900", told=True)
    house.waiting.answer(spent, Toast(text=say("choice.back")), "fr")
    assert (await telegram.until("sendMessage")).params["text"] == FR("choice.back")


async def test_whoever_comes_while_it_lasts_or_waits_long_is_told(
    house: House, telegram: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.waiting.PATIENCE", 0.0)
    with house.waiting.noted(somebody()):
        await telegram.until("sendMessage")
    await house.waiting.told()


async def test_what_is_stored_at_once_says_nothing(house: House, telegram: Pretend) -> None:
    with house.waiting.noted(somebody()):
        await asyncio.sleep(0)
    house.standstill.begin("locked")
    await house.waiting.told()
    assert telegram.calls == [] or not telegram.asked("sendMessage")


async def test_somebody_who_blocked_the_bot_is_no_trouble(house: House, telegram: Pretend) -> None:
    telegram.will("sendMessage", refused("Forbidden: bot was blocked by the user", 403))
    with house.waiting.noted(somebody()):
        house.standstill.begin("locked")
        await telegram.until("sendMessage")
    await house.waiting.told()
    assert not telegram.asked("editMessageText")


async def test_where_only_files_cannot_be_stored_answers_are_taken_without_a_word(
    house: House, telegram: Pretend
) -> None:
    with house.waiting.noted(somebody()):
        house.standstill.begin("read_only")
    await comes_round()
    await house.waiting.told()
    assert not telegram.asked("sendMessage")
