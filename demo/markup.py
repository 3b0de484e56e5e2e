"""Keyboards checked as the Bot API does (its sections InlineKeyboardButton and ReplyKeyboardMarkup)."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from demo.errors import bad_request

ReplyMarkup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply
# The server's bounds on the shape are not documented; these are what bots observe.
_ROW_MAX, _BUTTONS_MAX, _PLACEHOLDER_MAX = 8, 100, 64
_SCHEME = re.compile(r"[a-z][a-z0-9+-]*:(?!\d)", re.IGNORECASE)
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def check_markup(markup: ReplyMarkup | None, *, local_urls: bool) -> None:
    """Raise the Bot API's 400 for a keyboard it would not take; `local_urls` lets loopback links pass."""
    if isinstance(markup, InlineKeyboardMarkup):
        _check_shape([len(row) for row in markup.inline_keyboard])
        for row in markup.inline_keyboard:
            for button in row:
                _check_inline(button, local_urls)
    elif isinstance(markup, ReplyKeyboardMarkup):
        if not markup.keyboard or not any(markup.keyboard):
            raise bad_request("reply keyboard must be non-empty")
        _check_shape([len(row) for row in markup.keyboard])
        for reply_row in markup.keyboard:
            for reply_button in reply_row:
                if not reply_button.text.strip():
                    raise bad_request("keyboard button text must be non-empty")
    if isinstance(markup, ReplyKeyboardMarkup | ForceReply):
        placeholder = markup.input_field_placeholder
        if placeholder is not None and not 1 <= len(placeholder) <= _PLACEHOLDER_MAX:
            raise bad_request("input field placeholder must be 1 to 64 characters")


def _check_shape(rows: list[int]) -> None:
    if any(length == 0 for length in rows):
        raise bad_request("keyboard row must be non-empty")
    if any(length > _ROW_MAX for length in rows) or sum(rows) > _BUTTONS_MAX:
        raise bad_request("reply markup is too long")


def _check_inline(button: InlineKeyboardButton, local_urls: bool) -> None:
    if not button.text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if getattr(button, name) is not None]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(
            f"can't parse inline keyboard button: exactly one action is allowed, not {', '.join(actions)}"
        )
    if button.callback_data is not None and not 1 <= len(button.callback_data.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.copy_text is not None and not 1 <= len(button.copy_text.text) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if button.url is not None:
        _check_url(button.url, local_urls)


def _check_url(url: str, local_urls: bool) -> None:
    parts = urlsplit(url if _SCHEME.match(url) else f"http://{url}")
    if parts.scheme in ("tg", "ton"):
        return
    if parts.scheme not in ("http", "https"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if not is_public(parts.hostname or "") and not (local_urls and parts.hostname):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def is_public(host: str) -> bool:
    """Whether a phone elsewhere could open this host.

    Telegram refuses names without a dot such as ``localhost``; loopback addresses are refused here as well, since
    a button that leads to the phone itself is never meant.
    """
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return "." in host.strip(".") and not host.endswith(".localhost")
