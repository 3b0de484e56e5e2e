"""The menu of commands: one for whoever has not come in, and each person's own."""

import re

from telegram import Bot

from bot.commands import BEFORE, COMMANDS, set_commands, set_menu
from templates.wording import wording
from tests.bot.pretend import Pretend


def worded(names: tuple[str, ...], language: str) -> list[dict[str, str]]:
    words = wording("fr" if language == "fr" else "en")
    return [{"command": name, "description": words(f"command.{name}")} for name in names]


async def test_who_has_not_come_in_is_offered_nothing_that_would_be_refused(bot: Bot, telegram: Pretend) -> None:
    await set_commands(bot)
    calls = [call.params for call in telegram.asked("setMyCommands")]
    assert [call.get("language_code") for call in calls] == [None, "fr", "en"]
    assert {call["scope"]["type"] for call in calls} == {"all_private_chats"}
    for call, language in zip(calls, ("en", "fr", "en"), strict=True):
        assert call["commands"] == worded(BEFORE, language)


async def test_a_person_has_a_menu_of_their_own_in_the_language_they_chose(bot: Bot, telegram: Pretend) -> None:
    await set_menu(bot, 101, ("today", "help"), "en")
    (call,) = (call.params for call in telegram.asked("setMyCommands"))
    assert call["scope"] == {"type": "chat", "chat_id": 101}
    assert "language_code" not in call, "whatever language the messenger itself has"
    assert call["commands"] == worded(("today", "help"), "en")


async def test_without_commands_the_chat_goes_back_to_the_common_menu(bot: Bot, telegram: Pretend) -> None:
    await set_menu(bot, 101, (), "fr")
    (call,) = (call.params for call in telegram.asked("deleteMyCommands"))
    assert call["scope"] == {"type": "chat", "chat_id": 101}
    assert telegram.asked("setMyCommands") == []


def test_the_menu_keeps_within_what_telegram_takes() -> None:
    # Bot API, BotCommand: 1-32 characters a-z, 0-9 and _; descriptions 1-256 characters.
    assert all(re.fullmatch("[a-z0-9_]{1,32}", c) for c in COMMANDS)
    assert all(1 <= len(wording("fr")(f"command.{c}")) <= 256 for c in COMMANDS)
