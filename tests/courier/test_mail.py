"""Letters to clients through a real mail server: whole, once, and whatever the server says is understood."""

from dataclasses import replace as with_
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.delivery import DeliveryFailed
from core.effects import AnyEffect, SendMail, say, typed
from core.events import MailLapsed, MailSent
from courier.jobs import Jobs
from courier.mail import Mail, Refused
from demo.postbox import Postbox, postbox
from storage.archive import Archive
from storage.documents import pack, unpack_any
from tests.courier.test_jobs import row
from tests.storage.world import NOW

KEY = b"k" * 32

ADDRESS = "claude@boulangerie.example"
LINK = "https://rapports.example/c/" + "t" * 43
NASTY = "Boulangerie <b>Modèle</b> & Fils\r\nBcc: everybody@example.org"


def ask(**changes: object) -> SendMail:
    fields: dict[str, object] = {
        "about": 1,
        "kind": "ask",
        "address": ADDRESS,
        "language": "fr",
        "subject": say("mail.ask.subject", company="Froid Modèle", number="RI-2026-0001"),
        "lines": (say("mail.hello"), typed(NASTY), say("mail.ask.how")),
        "link": LINK,
    }
    return SendMail(**{**fields, **changes})  # type: ignore[arg-type]


def house(box: Postbox, login: str = "") -> Mail:
    return Mail(f"smtp://{login}127.0.0.1:{box.port}", "rapports@froid.example", "Froid Modèle", KEY)


async def sends(mail: Mail, letter: SendMail, pdf: bytes | None = None) -> None:
    await mail.send(letter, pdf, number=7, at=NOW, zone="Europe/Paris")


async def test_a_letter_says_who_it_is_from_and_where_to_read_and_answer() -> None:
    async with postbox() as box:
        await sends(house(box), ask())
    [letter] = box.letters
    assert box.received[0].to == (ADDRESS,)
    assert letter["From"] == "Froid Modèle <rapports@froid.example>"
    assert letter["Subject"] == "Froid Modèle : votre rapport RI-2026-0001 à confirmer"
    assert letter["Bcc"] is None
    plain = letter.get_body(("plain",))
    html = letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert LINK in plain.get_content()
    assert f'href="{LINK}"' in html.get_content()
    assert "&lt;b&gt;Modèle&lt;/b&gt;" in html.get_content()
    assert "http" not in html.get_content().replace(LINK, ""), "nothing is fetched when it is read"


async def test_the_sealed_report_is_in_the_letter() -> None:
    async with postbox() as box:
        await sends(house(box), ask(kind="sealed", link=None, pdf_name="RI-2026-0001-v1.pdf"), b"%PDF-1.7 sealed")
    [attached] = list(box.letters[0].iter_attachments())
    assert (attached.get_filename(), attached.get_content_type()) == ("RI-2026-0001-v1.pdf", "application/pdf")
    assert attached.get_content() == b"%PDF-1.7 sealed"


async def test_a_letter_sent_again_counts_once() -> None:
    async with postbox() as box:
        for _ in range(2):
            await sends(house(box), ask())
    assert (len(box.letters), len(box.different())) == (2, 1)
    assert box.letters[0].as_bytes().count(b"Message-ID") == 1


async def test_a_login_is_used_and_a_wrong_one_is_tried_again_later() -> None:
    async with postbox(("bureau@froid", "p@ss/word")) as box:
        await sends(house(box, "bureau%40froid:p%40ss%2Fword@"), ask())
        assert len(box.letters) == 1
        with pytest.raises(DeliveryFailed, match="mail_login") as failure:
            await sends(house(box, "bureau%40froid:wrong@"), ask())
    assert not failure.value.permanent


@pytest.mark.parametrize(("moment", "code"), [("says", 550), ("says", 553), ("after", 554)])
async def test_what_is_refused_for_good_says_why(moment: str, code: int) -> None:
    async with postbox() as box:
        setattr(box, moment, f"{code} no such mailbox")
        with pytest.raises(Refused) as refusal:
            await sends(house(box), ask())
    assert refusal.value.reason.startswith(f"{code} no such")
    assert box.letters == []


@pytest.mark.parametrize(("moment", "code"), [("says", 450), ("after", 451)])
async def test_what_is_refused_for_now_is_tried_again(moment: str, code: int) -> None:
    async with postbox() as box:
        setattr(box, moment, f"{code} try later")
        with pytest.raises(DeliveryFailed) as failure:
            await sends(house(box), ask())
    assert not failure.value.permanent


async def test_nobody_at_the_address_is_tried_again() -> None:
    async with postbox() as box:
        gone = house(box)
    with pytest.raises(DeliveryFailed, match="mail_server_away") as failure:
        await sends(gone, ask())
    assert not failure.value.permanent


async def test_an_address_that_the_server_cannot_write_to_is_told_at_once() -> None:
    async with postbox() as box:
        with pytest.raises(Refused, match="SMTPUTF8"):
            await sends(house(box), ask(address="x@exämple.example"))
    assert box.letters == []


@pytest.mark.parametrize(("late", "sent"), [(-1, True), (0, False), (3600, False)])
async def test_a_letter_is_sent_while_it_is_of_use_and_not_later(late: int, sent: bool, tmp_path: Path) -> None:
    until = NOW + timedelta(minutes=15)
    async with postbox() as box:
        nothing: Any = None
        jobs = Jobs(db=nothing, archive=Archive(tmp_path), workers=nothing, pictures=nothing, fetch=nothing,
                    company=nothing, identity=nothing, public_url="", clock=lambda: until + timedelta(seconds=late),
                    mail=house(box))  # fmt: skip
        came = await jobs.run(row(ask(kind="code", good_until=until)))
        assert isinstance(came, MailSent if sent else MailLapsed)
        assert (came.about, came.kind, came.address) == (1, "code", ADDRESS)
        assert len(box.letters) == int(sent)
        late_one = await with_(jobs, clock=lambda: NOW + timedelta(days=300)).run(row(ask()))
        assert isinstance(late_one, MailSent), "most letters are always of use"


def test_a_letter_stored_before_letters_could_lapse_is_still_read() -> None:
    stored = {name: value for name, value in msgspec.json.decode(pack(ask())).items() if name != "good_until"}
    assert unpack_any(AnyEffect, msgspec.json.encode(stored).decode()) == ask(good_until=None)
    lapsing = ask(good_until=NOW)
    assert unpack_any(AnyEffect, pack(lapsing)) == lapsing
