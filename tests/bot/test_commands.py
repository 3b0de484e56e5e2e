"""The menu of commands."""

import re

from telegram import Bot

from bot.commands import COMMANDS, set_commands
from templates.wording import wording
from tests.bot.pretend import Pretend


async def test_everyone_gets_the_menu_in_their_language_and_only_in_private(bot: Bot, telegram: Pretend) -> None:
    await set_commands(bot)
    calls = [call.params for call in telegram.asked("setMyCommands")]
    assert [call.get("language_code") for call in calls] == [None, "fr", "en"]
    assert {call["scope"]["type"] for call in calls} == {"all_private_chats"}
    for call, language in zip(calls, ("en", "fr", "en"), strict=True):
        words = wording(language)
        assert call["commands"] == [{"command": c, "description": words(f"command.{c}")} for c in COMMANDS]


def test_the_menu_keeps_within_what_telegram_takes() -> None:
    # Bot API, BotCommand: 1-32 characters a-z, 0-9 and _; descriptions 1-256 characters.
    assert all(re.fullmatch("[a-z0-9_]{1,32}", c) for c in COMMANDS)
    assert all(1 <= len(wording("fr")(f"command.{c}")) <= 256 for c in COMMANDS)
