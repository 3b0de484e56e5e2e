"""Buttons of old messages about work that was erased: everyone gets an answer, nothing breaks, nothing comes back."""

from pathlib import Path

import pytest

from app.keeping.erase import erase_client
from core.events import Commanded, Edited, Event, PhotoStored, ReportSealed, Said, Tapped, WordOverdue
from core.facts import House
from storage.apply import Arrival, Desk, apply
from storage.holding import clients_called
from tests.app.house import acting, furnish
from tests.storage.world import HOUSE, LEASE, NOW

TAPS = (
    ("wo", "open"), ("wo", "reassign"), ("wo", "to:1"), ("wo", "cancel"), ("wo", "changes"), ("wo", "complete"),
    ("visit", "open"), ("visit", "directions"), ("offer", "accept"), ("offer", "decline"), ("report", "absent"),
    ("correct", "begin"), ("correct", "over"), ("office", "list"), ("office", "answer"), ("next", "plan"),
    ("site", "address"), ("photo", "remove:1"), ("urgent", "client:1"), ("q", "skip"),
)  # fmt: skip
DESK = Desk(House(company=HOUSE.company, trades=HOUSE.trades, bot_username="modele_bot"), LEASE, -100)


@pytest.mark.parametrize("person", [1, 2])
async def test_every_button_of_erased_work_is_answered(tmp_path: Path, person: int):
    events: list[Event] = [Tapped(at=NOW, topic=topic, subject=1, choice=choice) for topic, choice in TAPS]
    events += [
        PhotoStored(at=NOW, visit_id=1, photo_id=1, sha256="0" * 64),
        ReportSealed(at=NOW, report_id=1, sha256="0" * 64, seal="awaiting"),
        WordOverdue(at=NOW, report_id=1),
        Edited(at=NOW, text="autre chose", message_id=3),
        Said(at=NOW, text="bonjour", message_id=9, reply_to=3),
        *(Commanded(at=NOW, name=name, message_id=10) for name in ("today", "resume", "review", "office", "new")),
    ]
    async with acting(tmp_path) as house:
        await furnish(house)
        assert "result" in await house.does(erase_client, client=1, name="Boulangerie <Modèle>")
        for event in events:
            (applied,) = await apply(house.db, DESK, [Arrival(event, person_id=person)], NOW)
            assert applied.state == "taken", f"{event}: {applied.problem}"
            if isinstance(event, Tapped):
                assert applied.toasts or applied.rows, f"no answer to {event}"
        assert await house.db.read(lambda s: clients_called(s, "boulangerie")) == ()
