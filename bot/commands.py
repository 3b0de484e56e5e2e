"""The menu of commands in each person's chat. May import `core`, `templates`; used by `sender`, by `app` at start."""

from collections.abc import Sequence

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from core.people import LANGUAGES, Language
from core.staff.menu import ALL
from templates.wording import wording

COMMANDS = ALL
"""Every command that stands in somebody's menu."""
BEFORE = ("help",)
"""What is offered in the chat of somebody who has not come in yet."""


def _worded(names: Sequence[str], language: Language) -> list[BotCommand]:
    words = wording(language)
    return [BotCommand(name, words(f"command.{name}")) for name in names]


async def set_commands(bot: Bot) -> None:
    """Tell Telegram the commands of private chats without a menu of their own, in both languages (Bot API,

    setMyCommands). Raises TelegramError.
    """
    for language in (None, *LANGUAGES):
        commands = _worded(BEFORE, language or "en")
        await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats(), language_code=language)


async def set_menu(bot: Bot, chat_id: int, names: Sequence[str], language: Language) -> None:
    """Give one chat its own menu, whatever language the messenger has; without names, the common one (Bot API,

    BotCommandScopeChat, deleteMyCommands). Raises TelegramError.
    """
    scope = BotCommandScopeChat(chat_id)
    if names:
        await bot.set_my_commands(_worded(names, language), scope=scope)
    else:
        await bot.delete_my_commands(scope=scope)
