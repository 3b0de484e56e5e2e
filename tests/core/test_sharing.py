"""The client's link is handed over with what a phone has: the buttons below the QR code."""

from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace

from core.clients import Client
from core.effects import SendQr
from core.reporting.sharing import share_page, whatsapp_url

from versions_of import CAMILLE, LEA, Versions, reported

CLIENT = Client(id=5, name="Boulangerie Modèle", phone="+33 6 12 34 56 78", email="o’neil+a&b=c@exemple.example")
ABROAD = "+33 6 12 34 56 78"


@pytest.mark.parametrize(
    ("phone", "to"), [(ABROAD, "33612345678"), ("+33612345678", "33612345678"), ("06 12 34 56 78", ""), (None, "")]
)
def test_whatsapp_opens_on_the_client_where_their_number_says_the_country(phone, to):
    assert whatsapp_url("https://x.example/c/t", phone) == f"https://wa.me/{to}?text=https%3A%2F%2Fx.example%2Fc%2Ft"


def test_what_the_page_needs_is_behind_the_hash_where_no_server_sees_it():
    address = urlsplit(share_page("https://x.example", "secret-token", CLIENT, "fr", "en"))
    assert (address.path, address.query) == ("/share", "lang=en")
    token, _, rest = address.fragment.partition("&")
    assert token == "secret-token"
    assert parse_qs(rest) == {"to": ["fr"], "tel": [CLIENT.phone], "mail": [CLIENT.email]}
    assert " " not in address.fragment


def test_a_client_without_phone_and_mail_is_named_by_their_language_alone():
    bare = Client(id=5, name="Boulangerie Modèle", language="en")
    assert share_page("https://x.example", "t", bare, "en", "fr") == "https://x.example/share?lang=fr#t&to=en"


def signs(versions: Versions) -> dict[int, SendQr]:
    return {effect.to: effect for effect in versions.effects if isinstance(effect, SendQr)}


def buttons(sign: SendQr) -> dict[str, str | None]:
    return {button.label.id: button.url for row in sign.caption.buttons for button in row}


def test_the_page_holds_the_clients_link_not_the_one_for_the_technicians_phone():
    [sign] = signs(reported()).values()
    links = buttons(sign)
    page = links["button.other_ways"] or ""
    token = page.partition("#")[2].partition("&")[0]
    assert sign.url == f"https://constat.example/c/{token}"
    assert (links["button.sign_here"] or "").partition("/c/")[2] not in page


def test_the_page_speaks_the_language_of_whoever_opens_it():
    versions = reported()
    english = replace(CAMILLE, language="en")
    versions.begins(english).leaves_at("9h20").taps("submit")
    versions.asked(2)
    sent = signs(versions)
    assert "/share?lang=fr#" in (buttons(sent[LEA.id])["button.other_ways"] or "")
    assert "/share?lang=en#" in (buttons(sent[english.id])["button.other_ways"] or "")
