"""Handing the client's link over with what the technician's phone has. Imported by its neighbours.

Telegram's buttons open https only (Bot API, InlineKeyboardButton), so text messages and mails begin on a page of ours.
What that page needs travels behind the `#` of its address (RFC 3986, 3.5), which browsers keep to themselves: no
server, no log and no Referer sees the token, and the page itself knows of no client.
"""

from urllib.parse import quote, urlencode

from core.clients import Client
from core.effects import Button, say
from core.people import Language


def rows(
    public_url: str, token: str, client: Client, report: Language, reader: Language
) -> tuple[tuple[Button, ...], ...]:
    """The buttons for whoever reads `reader`: Telegram, copying, WhatsApp, and the page with the other ways.

    `report`: in which language the client is written to.
    """
    url = f"{public_url}/c/{token}"
    page = share_page(public_url, token, client, report, reader)
    return (
        (Button(label=say("button.share"), url=share_url(url)), Button(label=say("button.copy_link"), copy=url)),
        (
            Button(label=say("button.whatsapp"), url=whatsapp_url(url, client.phone)),
            Button(label=say("button.other_ways"), url=page),
        ),
    )


def share_url(url: str) -> str:
    """Telegram's own way to share a link (t.me/share/url)."""
    return f"https://t.me/share/url?url={quote(url, safe='')}"


def whatsapp_url(url: str, phone: str | None) -> str:
    """WhatsApp's own way to send a text (wa.me): to the client where the number on file is international, else to whom

    the technician chooses.
    """
    to = "".join(char for char in phone if char.isdigit()) if phone is not None and phone.startswith("+") else ""
    return f"https://wa.me/{to}?text={quote(url, safe='')}"


def share_page(public_url: str, token: str, client: Client, report: Language, reader: Language) -> str:
    """The page with the other ways; behind the `#`: the token, the client's language, and how to reach them."""
    known = {"to": report, "tel": client.phone, "mail": client.email}
    said = urlencode({name: value for name, value in known.items() if value}, quote_via=quote)
    return f"{public_url}/share?lang={reader}#{token}&{said}"
