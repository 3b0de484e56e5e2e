"""Effect → Bot API call, at the moment of sending. May import `core`, `storage`, `templates`; handed to the courier.

Repairs what can be repaired here: an edit that changes nothing succeeded, a message that is gone is sent anew. All
else is raised as `DeliveryFailed` and left to the courier.
"""

import io
from collections.abc import Awaitable, Callable
from typing import Any

import segno
from telegram import Bot, InlineKeyboardMarkup, InputFile, InputMediaDocument, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, TelegramError

from bot.commands import set_menu
from bot.failures import GONE, NO_CAPTION, NOT_MODIFIED, failure_of, says
from bot.render import CAPTION_LIMIT, TEXT_LIMIT, Shown, fitted, parts, render
from core.delivery import DeliveryFailed, Receipt
from core.effects import (
    OFFICE,
    Amend,
    Erase,
    Message,
    Say,
    SendAttachment,
    SendQr,
    SendReport,
    SendSummary,
    SendVenue,
    SetMenu,
    Show,
    say,
)
from core.people import Language
from storage.outbox import OutboxRow

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sender:
    """Sends rows of the outbox. `load` gives the bytes of an archived document by its SHA-256."""

    def __init__(self, bot: Bot, load: Callable[[str], Awaitable[bytes]]) -> None:
        self._bot = bot
        self._load = load

    async def send(self, row: OutboxRow, message_id: int | None) -> Receipt:
        """Carry out a row's effect; `message_id` is the message in its slot, None when there is none.

        Raises DeliveryFailed.
        """
        try:
            return await self._send(row, message_id)
        except TelegramError as error:
            raise failure_of(error, office=row.recipient == OFFICE) from error

    async def _send(self, row: OutboxRow, message_id: int | None) -> Receipt:
        chat = row.chat_id
        assert chat is not None
        match row.effect:
            case Say(message=message, about=about):
                return await self._say(chat, render(message, row.language), row.parts_sent, about)
            case Show(message=message):
                shown = fitted(message, row.language, TEXT_LIMIT)
                if message_id is None:
                    return await self._say(chat, shown)
                there = await self._edit(chat, message_id, shown)
                return Receipt(message_id) if there else Receipt(None, complete=False)
            case Amend(message=message, caption=caption):
                if message_id is not None:
                    await self._amend(chat, message_id, message, row.language, caption=caption)
                return Receipt()
            case Erase():
                if message_id is not None:
                    await self._erase(chat, message_id)
                return Receipt()
            case SendVenue() as venue:
                sent = await self._bot.send_venue(
                    chat,
                    latitude=venue.latitude,
                    longitude=venue.longitude,
                    title=venue.title or "–",
                    address=venue.address or "–",
                )
                return Receipt(sent.message_id)
            case SendAttachment() as attachment:
                return await self._attachment(chat, attachment, row)
            case SendQr(url=url, caption=message):
                shown = fitted(message, row.language, CAPTION_LIMIT)
                sent = await self._bot.send_photo(
                    chat,
                    InputFile(qr_png(url), filename="qr.png"),
                    caption=shown.text,
                    caption_entities=shown.entities,
                    reply_markup=shown.markup,
                )
                return Receipt(sent.message_id)
            case SetMenu(commands=commands):
                await set_menu(self._bot, chat, commands, row.language)
                return Receipt()
            case SendReport() as report:
                return await self._report(chat, report, row, message_id)
            case SendSummary(message=message):
                return await self._summary(chat, message, row, message_id)
        raise DeliveryFailed("unknown_effect", permanent=True)

    async def _say(self, chat: int, shown: Shown, sent_before: int = 0, about: int | None = None) -> Receipt:
        """Send a text, of a long one the part that follows those sent before; it may quote the message `about`."""
        every = parts(shown)
        place = min(sent_before, len(every) - 1)
        part = every[place]
        sent = await self._bot.send_message(
            chat,
            part.text,
            entities=part.entities,
            reply_markup=part.markup,
            link_preview_options=NO_PREVIEW,
            reply_parameters=ReplyParameters(about, allow_sending_without_reply=True) if about else None,
        )
        return Receipt(sent.message_id, complete=place == len(every) - 1)

    async def _edit(self, chat: int, message_id: int, shown: Shown) -> bool:
        """Edit a text message; False when it is gone and must be sent anew."""
        try:
            await self._bot.edit_message_text(
                shown.text,
                chat,
                message_id,
                entities=shown.entities,
                reply_markup=_inline(shown),
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if says(error, NOT_MODIFIED):
                return True
            if says(error, *GONE):
                return False
            raise
        return True

    async def _amend(self, chat: int, message_id: int, message: Message, language: Language, *, caption: bool) -> None:
        if not caption:
            await self._edit(chat, message_id, fitted(message, language, TEXT_LIMIT))
            return
        short = fitted(message, language, CAPTION_LIMIT)
        try:
            await self._bot.edit_message_caption(
                chat, message_id, caption=short.text, caption_entities=short.entities, reply_markup=_inline(short)
            )
        except BadRequest as error:
            if says(error, NO_CAPTION):
                # A posting whose document never followed is still the text that announced it.
                await self._edit(chat, message_id, fitted(message, language, TEXT_LIMIT))
            elif not says(error, NOT_MODIFIED, *GONE):
                raise

    async def _erase(self, chat: int, message_id: int) -> None:
        try:
            await self._bot.delete_message(chat, message_id)
        except BadRequest as error:
            if not says(error, *GONE):
                raise

    async def _attachment(self, chat: int, attachment: SendAttachment, row: OutboxRow) -> Receipt:
        lines = (attachment.caption,) if attachment.caption else ()
        shown = fitted(Message(lines=lines, buttons=attachment.buttons), row.language, CAPTION_LIMIT)
        send: Callable[..., Awaitable[Any]] = getattr(self._bot, f"send_{attachment.kind}")
        caption = {"caption": shown.text, "caption_entities": shown.entities} if lines else {}
        sent = await send(chat, attachment.file_id, reply_markup=shown.markup, **caption)
        return Receipt(sent.message_id)

    async def _report(self, chat: int, report: SendReport, row: OutboxRow, message_id: int | None) -> Receipt:
        """First the caption as a text, whose number becomes the receipt; then the document is edited into it.

        Repeating either step repairs: a lost reply leaves one visible report (Bot API, editMessageMedia turns a text
        message of ours into a document).
        """
        if message_id is None:
            follows = Message(lines=(*report.caption.lines, say("post.follows")))
            receipt = await self._say(chat, fitted(follows, row.language, CAPTION_LIMIT))
            return Receipt(receipt.message_id, complete=False)
        shown = fitted(report.caption, row.language, CAPTION_LIMIT)
        document = InputMediaDocument(
            InputFile(io.BytesIO(await self._load(report.sha256)), filename=report.file_name, attach=True),
            caption=shown.text,
            caption_entities=shown.entities,
        )
        try:
            await self._bot.edit_message_media(document, chat, message_id, reply_markup=_inline(shown))
        except BadRequest as error:
            if says(error, *GONE):
                return Receipt(None, complete=False)
            if not says(error, NOT_MODIFIED):
                raise
        return Receipt(message_id)

    async def _summary(self, chat: int, message: Message, row: OutboxRow, message_id: int | None) -> Receipt:
        """As a report: what is edited into its placeholder is there once, however often it is tried."""
        if message_id is None:
            follows = Message(lines=(message.lines[0], say("summary.follows")))
            receipt = await self._say(chat, fitted(follows, row.language, TEXT_LIMIT))
            return Receipt(receipt.message_id, complete=False)
        there = await self._edit(chat, message_id, fitted(message, row.language, TEXT_LIMIT))
        return Receipt(message_id) if there else Receipt(None, complete=False)


def _inline(shown: Shown) -> InlineKeyboardMarkup | None:
    return shown.markup if isinstance(shown.markup, InlineKeyboardMarkup) else None


def qr_png(url: str) -> bytes:
    """A QR code as PNG, large enough to be read off a phone's screen."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", scale=8, border=3)
    return out.getvalue()
