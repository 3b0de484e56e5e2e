"""The client's link is handed over with what a phone has: the buttons below the QR code."""

from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace

from core.clients import Client
from core.effects import Amend, SendQr
from core.reporting.post import post_slot
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


# -- a link that ended ------------------------------------------------------------------------------------------------


def alive(versions: Versions) -> set[str]:
    return {
        link.device for link in versions.links.values() if link.revoked_at is None and link.expires_at > versions.now
    }


def test_long_after_the_links_ended_the_technician_has_fresh_ones_with_a_tap():
    versions = reported()
    [first] = signs(versions).values()
    versions.later(40 * 24 * 60)
    assert alive(versions) == set()
    versions.be(LEA).taps_on("link", 9, "new")
    [sign] = signs(versions).values()
    assert (sign.to, sign.url == first.url) == (LEA.id, False)
    assert alive(versions) == {"client", "technician"}


def test_the_dispatcher_has_them_too_and_every_code_before_says_that_it_ended():
    versions = reported()
    versions.be(CAMILLE).taps_on("link", 9, "new")
    [sign] = signs(versions).values()
    assert sign.to == CAMILLE.id
    assert len([link for link in versions.links.values() if link.revoked_at is None]) == 2
    old = [e for e in versions.effects if isinstance(e, Amend) and e.slot == sign.slot]
    assert [(e.to, e.message.lines[0].id) for e in old] == [(LEA.id, "sign.renewed"), (CAMILLE.id, "sign.renewed")]
    assert versions.effects.index(old[-1]) < versions.effects.index(sign), "the new one is not overwritten"
    versions.answered(1)
    shown = versions.shown_in(CAMILLE.id, sign.slot or "")
    assert shown is not None
    assert shown.lines[0].id == "sign.signed"


def test_the_report_that_was_posted_without_a_word_offers_a_new_link_until_the_word_is_there():
    versions = reported()
    report_id = versions.version(1).report.id
    versions.be(LEA).taps_on("report", report_id, "absent")

    def below_the_post() -> set[str]:
        shown = versions.shown_in(LEA.id, post_slot(versions.version(1).report))
        return {button.label.id for row in shown.buttons for button in row} if shown else set()

    versions.sealed(1, "awaiting")
    assert below_the_post() == {"button.correct_report", "button.new_link"}
    versions.answered(1).sealed(1)
    assert below_the_post() == {"button.correct_report"}


def test_after_the_word_and_for_strangers_there_is_none():
    versions = reported()
    versions.be(replace(LEA, id=77)).taps_on("link", 9, "new")
    assert "error.not_yours" in versions.said()
    versions.answered(1).be(LEA).taps_on("link", 9, "new")
    assert "error.word_given" in versions.said()
    assert signs(versions) == {}
