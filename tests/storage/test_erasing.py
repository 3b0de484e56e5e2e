"""A client and their work removed: nothing of theirs stays, nothing of anybody else's goes, copies still verify."""

from dataclasses import replace as with_
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from core.clients import Access
from core.conversation import Conversation, Form, Place
from core.effects import SendMail, say
from core.facts import Link, PlaceLink, ReportFile
from core.office.message import OfficeMessage
from core.report import Seal
from core.visit import Photo, PhotoState, VisitState
from core.work_order import WorkOrderState
from storage import erasing, inbox, outbox, references, slots
from storage.database import Database
from storage.erasing import Gone
from storage.holding import clients_called, obstacles, of_client
from storage.inbox_view import everything_kept
from storage.outbox import Letter
from storage.people import person_at
from storage.reports import history_of_site, report_by_code
from storage.tombstones import let_go, tombstone_by_code
from tests.storage.world import (
    BAKERY,
    EVERYTHING,
    HOUR,
    LEASE,
    NOW,
    ORDER,
    OVEN,
    VISIT,
    file_of,
    furnish,
    hello,
    report,
    word,
)

SHARED, OWN, COPY, SEALED, DRAWN = "aa" * 32, "bb" * 32, "cd" * 32, "ef" * 32, "1f" * 32
CAFE = replace(BAKERY, id=2, name="Café Échantillon")
TERRACE = replace(OVEN, id=2, client_id=2, name="Terrasse", address="2 rue d’Essai")
THEIR_ORDER = replace(ORDER, id=2, number="OI-2026-0002", client_id=2, site_id=2, visit_id=2,
                      state=WorkOrderState.DONE, mission="Percolateur")  # fmt: skip
THEIR_VISIT = replace(VISIT, id=2, work_order_id=2, state=VisitState.FROZEN, photos=())
UNTIL = datetime(2037, 1, 1, tzinfo=UTC)


def photo(number: int, sha256: str) -> Photo:
    return Photo(id=number, file_id="f", file_unique_id="u", taken_at=NOW, state=PhotoState.STORED, sha256=sha256)


@pytest.fixture
async def house(db: Database) -> Database:
    """The bakery's finished work and the café's, which shows one of the same photos."""
    await furnish(
        db,
        *EVERYTHING,
        replace(OVEN, access=Access(door_code="4B12")),
        replace(ORDER, state=WorkOrderState.DONE, office_messages=1),
        replace(VISIT, state=VisitState.FROZEN, photos=(photo(1, SHARED), photo(2, OWN))),
        CAFE,
        TERRACE,
        THEIR_ORDER,
        replace(THEIR_VISIT, photos=(photo(1, SHARED),)),
    )
    said_so = replace(word(), signature_sha256=DRAWN)
    fate = {"client_pdf_sha256": COPY, "sealed_pdf_sha256": SEALED, "seal": Seal.WITH_WORD, "sealed_at": NOW}
    await furnish(
        db,
        file_of(report(), **fate, confirmation=said_so),
        Link(token_sha256="12" * 32, report_id=1, device="client", expires_at=NOW + HOUR),
        OfficeMessage(id=1, work_order_id=1, author_id=1, author_name="Camille Exemple", from_office=False, at=NOW,
                      kind="text", message_id=3, text="Le client Modèle a perdu ses clés"),
    )  # fmt: skip
    theirs = replace(
        report(2, visit_id=2), work_order_number="OI-2026-0002", client_name=CAFE.name, photos=(), materials=(),
        site_name=TERRACE.name, mission="Percolateur", work_done="Détartré", advice=None,
    )  # fmt: skip
    await furnish(db, ReportFile(report=theirs, work_order_id=2))
    return db


async def erase(db: Database, *, until: datetime | None = UNTIL) -> Gone:
    def work(session):  # type: ignore[no-untyped-def]
        held = of_client(session, 1)
        assert held is not None
        return erasing.erase_client(session, held, NOW, lambda file: until if file.sealed_pdf_sha256 else None)

    return await db.write(work)


async def everything_stored(db: Database) -> str:
    """Every text in every row."""

    def work(session):  # type: ignore[no-untyped-def]
        names = session.execute(text("select name from sqlite_master where type = 'table'")).scalars().all()
        return "\n".join(str(row) for name in names for row in session.execute(text(f'select * from "{name}"')))

    return await db.read(work)


TYPED = ("Boulangerie", "4B12", "Four froid", "Résistance", "Fournil", "Lou Cliente", "perdu ses clés", "le joint")


async def test_nothing_that_was_typed_about_the_client_is_left(house: Database) -> None:
    assert [words for words in TYPED if words not in await everything_stored(house)] == []
    await erase(house, until=None)
    after = await everything_stored(house)
    assert [words for words in TYPED if words in after] == []
    assert "Café Échantillon" in after


async def test_what_the_law_has_kept_is_out_of_sight_and_goes_when_its_time_is_over(house: Database) -> None:
    gone = await erase(house)
    assert gone.kept == (("RI-2026-0001", 1, UNTIL),)
    assert gone.files == {OWN, COPY, DRAWN, "ab" * 32}, "not the sealed PDF, nor the photo that the café's visit has"
    assert await house.read(lambda s: report_by_code(s, "code-1")) is None
    assert await house.read(lambda s: history_of_site(s, 1)) == ()
    assert await house.read(lambda s: clients_called(s, "Boulangerie")) == ()
    assert "Lou Cliente" in await everything_stored(house)
    assert await house.write(lambda s: let_go(s, UNTIL - HOUR)) == set()
    assert await house.write(lambda s: let_go(s, UNTIL)) == {SEALED}
    assert "Lou Cliente" not in await everything_stored(house)
    assert SEALED not in await house.read(references.all_named)


async def test_the_tombstone_says_number_dates_and_hashes(house: Database) -> None:
    frozen = report()
    file = await house.read(lambda s: report_by_code(s, "code-1"))
    assert file is not None
    second = replace(frozen, id=3, version=2, code="code-3")
    await furnish(house, file_of(second, client_pdf_sha256="77" * 32), with_(file, replaced=True))
    await erase(house)
    found = await house.read(lambda s: tombstone_by_code(s, "code-1"))
    assert found is not None
    stone, newest = found
    assert (stone.number, stone.version, stone.frozen_at) == (frozen.number, 1, frozen.frozen_at)
    assert (stone.client_pdf_sha256, stone.sealed_pdf_sha256, stone.seal) == (COPY, SEALED, Seal.WITH_WORD)
    assert (stone.erased_at, stone.replaced, newest.version) == (NOW, True, 2)


async def test_the_other_client_keeps_everything(house: Database) -> None:
    before = await house.read(lambda s: of_client(s, 2))
    await erase(house)
    assert await house.read(lambda s: of_client(s, 2)) == before
    assert SHARED in await house.read(references.all_named)
    assert await house.read(erasing.doomed) == tuple(sorted({OWN, COPY, DRAWN, "ab" * 32}))


async def test_drafts_slots_deliveries_and_parked_updates_about_the_client_go(house: Database) -> None:
    draft = Form(name="new", step="when", values={"client_id": 1, "mission": "Encore le four"})
    other = Form(name="new", step="when", values={"client_id": 2, "mission": "Percolateur"})
    places = {"1": Place(step="review"), "2": Place(step="work")}
    await furnish(
        house,
        Conversation(person_id=1, visit_id=1, places=places, form=draft),
        Conversation(person_id=2, form=replace(other, under=draft)),
    )
    letters = [Letter(hello(slot=slot, text=words), 101, 1, "fr", "Europe/Paris") for slot, words in (
        ("offer:1", "à vous"), ("offer:2", "à vous"), (None, "OI-2026-0001 est fini"), (None, "OI-2026-00012 est fini"),
        ("report:RI-2026-0001:1", "voici"), ("q:1", "encore ?"), ("office:1:4", "oui"), ("office:2:4", "oui"),
    )]  # fmt: skip

    letters += [
        Letter(SendMail(topic=topic, about=about, kind="ask", address="x@example.org", language="fr",
                        subject=say("mail.hello"), lines=()), None, None, "fr", "Europe/Paris")
        for topic in ("report", "order", "client") for about in (1, 2)
    ]  # fmt: skip
    linked = {"address": "x@example.org", "made_at": NOW, "expires_at": NOW + HOUR}
    await furnish(house, *(PlaceLink(token_sha256=f"{n}" * 64, client_id=n, **linked) for n in (1, 2)))

    def work(session):  # type: ignore[no-untyped-def]
        slots.keep_slots(session, {(101, "wo:1"): 5, (101, "wo:2"): 6, (101, "remark:1:3"): 7, (101, "q:1"): 8})
        outbox.enqueue(session, letters, NOW, LEASE)
        inbox.keep(session, b'{"text":"Rappeler la boulangerie mod\\u00e8le"}', "KeyError", NOW, update_id=1)
        session.execute(text("update inbox set parked_at = received_at"))

    await house.write(work)
    await erase(house)
    _, camille = await house.read(lambda s: person_at(s, person_id=1))
    _, dana = await house.read(lambda s: person_at(s, person_id=2))
    assert camille == Conversation(person_id=1, places={"2": Place(step="work")})
    assert dana == Conversation(person_id=2, form=other)
    mails = await house.read(
        lambda s: s.execute(text("select lane from outbox where kind = 'SendMail'")).scalars().all()
    )
    assert sorted(mails) == ["mail:client:2", "mail:order:2", "mail:report:2"]
    assert await house.read(lambda s: s.execute(text("select client_id from place_link")).scalars().all()) == [2]
    rows = await house.read(lambda s: s.execute(
        text("select slot, effect from outbox where kind <> 'SendMail' order by id")).all())  # fmt: skip
    assert [row.slot for row in rows] == ["offer:2", None, "q:1", "office:2:4"]
    assert "OI-2026-00012" in rows[1].effect
    left = await house.read(lambda s: s.execute(text("select slot from slot order by slot")).scalars().all())
    assert left == ["q:1", "wo:2"]
    assert await house.read(everything_kept) == ()


async def test_what_is_not_over_stands_in_the_way(house: Database) -> None:
    async def in_the_way() -> tuple[str, ...]:
        held = await house.read(lambda s: of_client(s, 1))
        assert held is not None
        return obstacles(held)

    assert await in_the_way() == ()
    await furnish(house, replace(ORDER, state=WorkOrderState.OFFERED))
    assert await in_the_way() == ("OI-2026-0001",)
    await furnish(house, replace(ORDER, state=WorkOrderState.DONE), replace(VISIT, state=VisitState.CORRECTING))
    assert await in_the_way() == ("OI-2026-0001",)
    await furnish(house, replace(VISIT, state=VisitState.FROZEN), file_of(replace(report(3), version=2, code="c3")))
    assert await in_the_way() == ("RI-2026-0001",)


async def test_a_file_doomed_and_named_again_stays(house: Database) -> None:
    await erase(house)
    await furnish(house, replace(THEIR_VISIT, photos=(photo(1, OWN),)))
    assert OWN not in await house.read(erasing.doomed)


@pytest.mark.parametrize(("who", "finds"), [("1", [1]), ("boulangerie modele", [1]), ("café", [2]), ("e", [1, 2]),
                                            ("7", []), (" ", []), ("9" * 40, [])])  # fmt: skip
async def test_clients_are_found_by_number_or_name(house: Database, who: str, finds: list[int]) -> None:
    assert [each.id for each in await house.read(lambda s: clients_called(s, who))] == finds
