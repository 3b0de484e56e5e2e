"""Invitations from the command line: how the first person gets in. Used by `app.cli`, `app.acts`, the demonstration."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from telegram.error import TelegramError

from app.acting import Inside, NotDone
from app.administration import answer
from app.settings import Settings, SettingsMistake
from bot.transport import make_bot
from core.people import Invitation, Role
from core.reading import Unreadable, clean_line
from core.staff.links import INVITATION_LIFE
from storage.numbers import token
from storage.people import save_invitation

LONGEST_NAME = 80


async def invitation_link(
    settings: Settings, name: str, role: Role, *, time_zone: str | None = None
) -> tuple[str, datetime]:
    """A link that lets one person in, and until when (UTC). `time_zone` is theirs (IANA), None for the company's.

    Raises NotDone, SettingsMistake.
    """
    try:
        name = clean_line(name.strip()[:LONGEST_NAME], limit=LONGEST_NAME)
    except Unreadable:
        raise SettingsMistake("The name is empty: write --name with the person's name.") from None
    if time_zone is not None and time_zone not in available_timezones():
        raise SettingsMistake(f"{time_zone} is no time zone: write a name such as Europe/Paris.")
    made = await answer(settings, "invite", name=name, role=role.value, time_zone=time_zone)
    return made["link"], datetime.fromisoformat(made["until"])


async def invite(inside: Inside, args: dict[str, Any]) -> dict[str, str]:
    """An act: store the invitation; its `link`, and `until` when (ISO 8601)."""
    username = await username_of(inside)
    value, sha256 = token()
    until = inside.clock() + INVITATION_LIFE
    role, zone = Role(args["role"]), args["time_zone"]
    invitation = Invitation(token_sha256=sha256, name=args["name"], role=role, expires_at=until, time_zone=zone)
    await inside.db.write(lambda session: save_invitation(session, invitation))
    return {"link": link_to(username, value), "until": until.isoformat()}


def link_to(username: str, value: str) -> str:
    """Opens the bot's chat with a token."""
    return f"https://t.me/{username}?start={value}"


async def username_of(inside: Inside) -> str:
    """The name that links lead to: the running service knows it, else the messenger says it. Raises NotDone."""
    if inside.desk.house.bot_username:
        return inside.desk.house.bot_username
    settings = inside.settings
    value = settings.bot_token.get_secret_value()
    if not value:
        raise NotDone("CONSTAT_BOT_TOKEN is missing: write the token that @BotFather gave for your bot.")
    bot = make_bot(value, settings.telegram_api_url)
    try:
        await bot.initialize()
        return bot.username
    except TelegramError as error:
        raise NotDone(
            f"{settings.telegram_api_url} did not accept the bot ({type(error).__name__}): check CONSTAT_BOT_TOKEN."
        ) from None
    finally:
        await bot.shutdown()
