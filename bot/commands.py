"""The menu of commands in each person's chat. May import `core`, `templates`; run by `app` at start."""

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats

from core.people import LANGUAGES
from templates.wording import wording

COMMANDS = ("today", "urgent", "new", "summary", "duty", "invite", "review", "resume", "office", "language", "cancel", "help")


async def set_commands(bot: Bot) -> None:
    """Tell Telegram the commands of private chats in both languages (Bot API, setMyCommands). Raises TelegramError."""
    for language in (None, *LANGUAGES):
        words = wording(language or "en")
        commands = [BotCommand(name, words(f"command.{name}")) for name in COMMANDS]
        await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats(), language_code=language)
