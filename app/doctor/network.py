"""What the doctor looks at outside: the messenger, the office channel, the public address, the clock."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from telegram import (
    Bot,
    Chat,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatPermissions,
    WebhookInfo,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from app.doctor.finding import Finding, bad, good, look
from app.settings import Settings

PATIENCE = 10.0
"""Seconds for an answer."""
HURRIED, WRONG = timedelta(seconds=5), timedelta(seconds=60)
"""How far the clock may be off; the HTTP Date header counts whole seconds (RFC 9110, 6.6.1)."""
MANY = 100
"""Updates that wait."""
RECENT = timedelta(hours=1)


async def messenger(bot: Bot, settings: Settings) -> Finding:
    """Whether the messenger answers and knows the token."""
    try:
        await bot.initialize()
    except InvalidToken:
        return bad("Bot", "the token was refused", "Write the token that @BotFather shows into CONSTAT_BOT_TOKEN.")
    except TelegramError as error:
        return bad(
            "Bot",
            f"{settings.telegram_api_url} does not answer ({type(error).__name__})",
            "Check the network, or CONSTAT_TELEGRAM_API_URL.",
        )
    return good("Bot", f"@{bot.username} answers")


async def way_in(bot: Bot, settings: Settings, now: datetime, *, running: bool) -> tuple[Finding, ...]:
    """Where the messenger takes updates to, how many wait, what last went wrong (Bot API, WebhookInfo)."""
    try:
        info = await bot.get_webhook_info()
    except TelegramError as error:
        return (bad("Updates", f"cannot be asked for ({type(error).__name__})", "Try again in a moment."),)
    return (_webhook(info, settings, running=running), *_waiting(info, now, running=running))


def _webhook(info: WebhookInfo, settings: Settings, *, running: bool) -> Finding:
    ours = f"{settings.public_url}/telegram"
    elsewhere = urlsplit(info.url).hostname or "nowhere"
    if settings.mode == "polling":
        if not info.url:
            return good("Updates", "fetched by long polling")
        advice = "Stop the other program, or get a new token from @BotFather, then restart the service."
        return (bad if running else look)("Updates", f"Telegram posts them to {elsewhere}", advice)
    if info.url == ours:
        return good("Updates", f"posted to {elsewhere}")
    if running:
        return bad("Updates", f"posted to {elsewhere} instead of {ours}", "Restart the service; it sets the address.")
    return good("Updates", f"will be posted to {urlsplit(ours).hostname} once the service runs")


def _waiting(info: WebhookInfo, now: datetime, *, running: bool) -> tuple[Finding, ...]:
    found = []
    if info.last_error_date is not None and now - info.last_error_date < RECENT:
        said = f"{info.last_error_date:%H:%M} UTC: {info.last_error_message}"
        found.append(look("Updates", f"the last post failed at {said}", "Check the proxy and CONSTAT_PUBLIC_URL."))
    if info.pending_update_count and not running:
        advice = "Start the service: Telegram keeps them for 24 hours."
        found.append(look("Updates", f"{info.pending_update_count} wait at Telegram", advice))
    elif info.pending_update_count >= MANY:
        advice = "The service is slow or stuck: look into its log, and at constat outbox list."
        found.append(look("Updates", f"{info.pending_update_count} wait at Telegram", advice))
    return tuple(found)


async def office(bot: Bot, chat_id: int, settings: Settings) -> Finding:
    """Whether the bot may post reports in the office channel (Bot API, getChat and getChatMember)."""
    try:
        chat = await bot.get_chat(chat_id)
        member = await bot.get_chat_member(chat_id, bot.id)
    except ChatMigrated as moved:
        advice = f"Write CONSTAT_OFFICE_CHAT_ID={moved.new_chat_id}."
        return look("Office channel", "the group became a supergroup", advice)
    except (BadRequest, Forbidden) as refusal:
        advice = "Make the bot its administrator, with the right to post, and check CONSTAT_OFFICE_CHAT_ID."
        return bad("Office channel", f"closed to the bot ({refusal.message})", advice)
    except TelegramError as error:
        return bad("Office channel", f"cannot be asked for ({type(error).__name__})", "Try again in a moment.")
    if not may_post(member, chat):
        advice = "Make the bot its administrator, with the right to post messages."
        return bad("Office channel", f"{chat.title}: the bot may not post ({member.status})", advice)
    if chat_id != settings.office_chat_id:
        advice = f"Write CONSTAT_OFFICE_CHAT_ID={chat_id}: the group became a supergroup."
        return look("Office channel", f"{chat.title}: the bot may post", advice)
    return good("Office channel", f"{chat.title}: the bot may post")


def may_post(member: ChatMember, chat: ChatFullInfo) -> bool:
    """Whether this member may post messages with documents there."""
    if member.status == ChatMember.OWNER:
        return True
    channel = chat.type == Chat.CHANNEL
    if isinstance(member, ChatMemberAdministrator):
        return not channel or bool(member.can_post_messages)
    if channel:
        return False
    if isinstance(member, ChatMemberRestricted):
        return member.can_send_messages and member.can_send_documents
    if member.status != ChatMember.MEMBER:
        return False
    # What is not said is allowed (Bot API, ChatPermissions).
    rights = chat.permissions or ChatPermissions.all_permissions()
    return rights.can_send_messages is not False and rights.can_send_documents is not False


async def public_address(settings: Settings, *, running: bool) -> Finding:
    """Whether clients reach the pages."""
    url = settings.public_url
    if not url:
        if settings.signing == "off":
            return good("Public address", "none is needed, signing is off")
        return bad("Public address", "none", "Write CONSTAT_PUBLIC_URL=https://… , or CONSTAT_SIGNING=off.")
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(f"{url}/health") as answer:
            status, body = answer.status, (await answer.content.read(1000)).decode("utf-8", "replace")
    except aiohttp.ClientSSLError as error:
        advice = "Renew the certificate of your reverse proxy: browsers refuse to open the page."
        return bad("Public address", f"{url}: no valid TLS certificate ({type(error).__name__})", advice)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        if not running:
            return look("Public address", f"{url} not reached; no service runs", "Start the service, then ask again.")
        advice = "Check your reverse proxy, the name in the DNS, and CONSTAT_PUBLIC_URL."
        return bad("Public address", f"{url} not reached ({type(error).__name__})", advice)
    if '"status"' in body and status == 200:
        return good("Public address", f"{url} answers")
    if '"status"' in body:
        return bad("Public address", "the service answers, but cannot read its database", "See Database.")
    if not running:
        return look("Public address", f"{url} answers {status}; no service runs", "Start the service, then ask again.")
    advice = "Something else answers there: let your reverse proxy pass everything on to Constat."
    return bad("Public address", f"{url}/health answers {status}", advice)


async def clock(url: str) -> Finding:
    """Whether this machine's clock agrees with the messenger's (HTTP Date header)."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    before = datetime.now(UTC)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            after, said = datetime.now(UTC), answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError, OSError):
        return look("Clock", "not compared: the messenger does not answer", "Compare it by hand: date -u.")
    return off_by(said, before, after)


def off_by(said: str | None, before: datetime, after: datetime) -> Finding:
    """What a Date header, asked for and received at these moments, says about our clock."""
    try:
        theirs = parsedate_to_datetime(said or "").replace(tzinfo=UTC)  # always GMT (RFC 9110, 5.6.7)
    except ValueError:
        return look("Clock", "not compared: the messenger tells no time", "Compare it by hand: date -u.")
    # Theirs is cut to the second, and was right at some moment between ours.
    ahead = max(before - theirs - timedelta(seconds=1), timedelta())
    behind = max(theirs - after, timedelta())
    off = max(ahead, behind)
    if off <= HURRIED:
        return good("Clock", "right")
    found = f"{round(off.total_seconds())} s {'ahead' if ahead else 'behind'}"
    advice = "Let the network set this machine's clock (timedatectl set-ntp true): reports print these times."
    return (bad if off > WRONG else look)("Clock", found, advice)
