"""Invitations from the command line: how the first person gets in. Used by `app.cli` and the demonstration."""

from datetime import datetime
from zoneinfo import available_timezones

from telegram.error import TelegramError

from app.settings import Settings, SettingsMistake
from bot.transport import make_bot
from core.people import Invitation, Role
from core.reading import Unreadable, clean_text
from core.staff.links import INVITATION_LIFE
from storage.database import Database
from storage.migrate import upgrade
from storage.numbers import token
from storage.people import save_invitation

LONGEST_NAME = 80


async def invitation_link(
    settings: Settings, name: str, role: Role, now: datetime, *, time_zone: str | None = None
) -> tuple[str, datetime]:
    """A link that lets one person in, and until when (UTC). `time_zone` is theirs (IANA), None for the company's.

    Raises SettingsMistake.
    """
    try:
        name = clean_text(name.strip()[:LONGEST_NAME], limit=LONGEST_NAME)
    except Unreadable:
        raise SettingsMistake("The name is empty: write --name with the person's name.") from None
    if time_zone is not None and time_zone not in available_timezones():
        raise SettingsMistake(f"{time_zone} is no time zone: write a name such as Europe/Paris.")
    username = await bot_username(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await upgrade(settings.database)
    db = Database.open(settings.database)
    try:
        value, sha256 = token()
        until = now + INVITATION_LIFE
        invitation = Invitation(token_sha256=sha256, name=name, role=role, expires_at=until, time_zone=time_zone)
        await db.write(lambda session: save_invitation(session, invitation))
    finally:
        await db.close()
    return f"https://t.me/{username}?start={value}", until


async def bot_username(settings: Settings) -> str:
    """The name that links lead to, as the messenger says it. Raises SettingsMistake."""
    token_ = settings.bot_token.get_secret_value()
    if not token_:
        raise SettingsMistake("CONSTAT_BOT_TOKEN is missing: write the token that @BotFather gave for your bot.")
    bot = make_bot(token_, settings.telegram_api_url)
    try:
        await bot.initialize()
        return bot.username
    except TelegramError as error:
        raise SettingsMistake(
            f"{settings.telegram_api_url} did not accept the bot ({type(error).__name__}): check CONSTAT_BOT_TOKEN."
        ) from None
    finally:
        await bot.shutdown()
