"""What `needs` asks for is what `step` reads: with everything else on the desk nothing is decided otherwise."""

import random
from dataclasses import replace as with_
from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from test_any_order import anything, sensible

from core.confirmation import Confirmation, Word
from core.decision import Decision
from core.events import (
    ClientCopyMade,
    Event,
    PageOpened,
    PhotoLost,
    ReachabilityChanged,
    ReportSealed,
    SummaryDue,
    WordGiven,
    WordOverdue,
)
from core.facts import Facts, Fresh, Job, Needs, PastVisit
from core.people import Invitation, Role
from core.step import needs, step
from core.visit import Material, Outcome, VisitState
from core.work_order import WorkOrderState

from asked import only
from desk_of import CAMILLE, HUGO, INES, LEA, Desk, offered
from table import CLIENT, HOUSE, INTERVIEW, MORNING, SITE, TOKENS, Table, order, straight_to_review

A_DAY = timedelta(days=1)
EVERYBODY = (LEA, CAMILLE, HUGO, INES)


def full(facts: Facts) -> Facts:
    """The desk with everything on it that it lacks, each different from nothing."""
    visit = Table().visit
    earlier = replace(visit, id=90, state=VisitState.ON_SITE, arrived_at=MORNING - A_DAY, left_at=MORNING + A_DAY)
    another = Job(order(id=70, number="OI-2026-0070", visit_id=90), CLIENT, SITE, earlier, INTERVIEW)
    reported = straight_to_review(Table())
    reported.all_photos_stored()
    reported.taps("submit")
    everything = {
        "job": another,
        "report": reported.report,
        "client": CLIENT,
        "site": SITE,
        "invitation": Invitation(
            token_sha256="d" * 64, name="Noa Exemple", role=Role.MANAGER, expires_at=MORNING + A_DAY
        ),
        "clients": (CLIENT,),
        "sites": (SITE,),
        "agenda": (another,),
        "history": (PastVisit(at=MORNING - A_DAY, technician_name="Hugo", mission="Filtre", outcome=Outcome.DONE),),
        "materials": (Material(id=1, name="filtre 20µ", quantity=Decimal(2)),),
        "people": EVERYBODY,
        "busy": (another,),
        "visits": (another,),
        "trades": ("cooling",),
        "jobs": (another,),
        "reports": (reported.report,),
        "fresh": Fresh(80, 81, 82, 83, 84, 85, (*TOKENS[1:], ("tokenE" * 8, "e" * 64)), 86),
    }
    lacking = {name: value for name, value in everything.items() if not getattr(facts, name)}
    by_id = {**{p.id: p for p in EVERYBODY}, **facts.by_id}
    return with_(facts, **lacking, by_id=by_id)


def agreed(facts: Facts, asked: Needs, event: Event, now) -> Decision:
    """The decision from what was asked for, which is also that of the full desk."""
    everything = full(facts)
    decision = step(only(everything, asked), event, now)
    assert decision == step(everything, event, now), event
    return decision


class FullTable(Table):
    """A technician whose every event is decided twice: knowing everything, and what was asked for."""

    def happens(self, event: Event):
        asked = needs(HOUSE, self.facts.person, self.facts.conversation, event)
        agreed(self.facts, asked, event, self.now)
        return super().happens(event)


class FullDesk(Desk):
    """The same for several people."""

    def decides(self, desk: Facts, asked: Needs, event: Event) -> Decision:
        return agreed(desk, asked, event, self.now)


# -- a technician ----------------------------------------------------------------------------------------------------


def test_a_visit_from_the_offer_to_the_post():
    table = straight_to_review(FullTable())
    table.taps("edit:materials")
    table.taps("none")
    table.taps("edit:left")
    table.chooses("left")
    table.taps("submit")
    table.all_photos_stored()
    report = table.report.report
    table.happens(ClientCopyMade(at=table.now, report_id=report.id, sha256="c" * 64))
    table.taps_on("report", report.id, "absent")
    table.happens(PageOpened(at=table.now, report_id=report.id))
    said = Confirmation(word=Word.REFUSED, name="M. Modèle", signed_at=table.now, remarks="Trop cher",
                        client_pdf_sha256="c" * 64, report_sha256="d" * 64)  # fmt: skip
    table.happens(WordGiven(at=table.now, report_id=report.id, confirmation=said))
    table.happens(ReportSealed(at=table.now, report_id=report.id, sha256="e" * 64, seal="with_word"))
    assert table.report.sealed_pdf_sha256 == "e" * 64


def test_silence_and_a_lost_photo():
    table = straight_to_review(FullTable())
    table.taps("submit")
    table.happens(PhotoLost(at=table.now, visit_id=9, photo_id=table.visit.photos[0].id, problem="damaged"))
    report = table.report.report
    table.happens(ClientCopyMade(at=table.now, report_id=report.id, sha256="c" * 64))
    table.later(24 * 60).happens(WordOverdue(at=table.now, report_id=report.id))
    assert table.report.seal is not None


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_technician_does(seed):
    dice = random.Random(seed)
    table = FullTable()
    table.taps_on("offer", 9, "accept")
    for _ in range(60):
        (sensible if dice.random() < 0.6 else anything)(table, dice)


def test_the_blocked_bot():
    table = FullTable()
    table.happens(ReachabilityChanged(at=table.now, reachable=False))
    assert table.facts.person.reachable is False


# -- everybody else --------------------------------------------------------------------------------------------------


def answers(desk: Desk, who, *given: str) -> None:
    for one in given:
        if one.startswith("="):
            desk.taps(who, one[1:])
        else:
            desk.says(who, one)


def test_a_new_work_order_and_what_becomes_of_it():
    desk = FullDesk(CAMILLE, LEA, HUGO)
    desk.commands(CAMILLE, "new")
    answers(desk, CAMILLE, "boul", "=client:5", "=back", "=client:5", "=site:6", "=field:floor", "2", "=on")
    answers(desk, CAMILLE, "demain 8h30-10h", "Groupe en panne", "=skip", "=skip")
    desk.sends(CAMILLE, "photo")
    desk.is_at(CAMILLE, 48.85, 2.35)
    answers(desk, CAMILLE, "=on", "=trade:cooling", "=technician:1", "=edit:when", "=half:today_morning")
    assert "new.double_booking" in desk.said()
    answers(desk, CAMILLE, "=send")
    number = desk.order.id
    first = desk.order.visit_id
    desk.taps_on(LEA, "offer", first, "decline")
    answers(desk, LEA, "=reason:busy")
    desk.taps_on(CAMILLE, "wo", number, "reassign")
    assert "button.declined_busy" in desk.said(), "Léa declined it, and has another one then"
    desk.taps_on(CAMILLE, "wo", number, "to:3")
    desk.taps_on(HUGO, "offer", desk.order.visit_id, "accept")
    desk.chooses(HUGO, "on_my_way")
    desk.taps_on(CAMILLE, "wo", number, "open")
    desk.taps_on(CAMILLE, "wo", number, "cancel")
    answers(desk, CAMILLE, "Client parti")
    assert desk.order.state == "cancelled"


def test_an_emergency_its_completing_its_wrong_address_and_the_next_visit():
    desk = FullDesk(LEA, CAMILLE, HUGO)
    desk.commands(LEA, "urgent")
    answers(desk, LEA, "boul", "=client:5", "=back", "=site:6", "Fuite d’eau")
    number, first = desk.order.id, desk.order.visit_id
    desk.taps_on(CAMILLE, "wo", number, "complete")
    answers(desk, CAMILLE, "=part:access", "=part:access.floor", "2", "=back", "=part:mission", "Fuite", "=quit")
    desk.chooses(LEA, "abandoned")
    answers(desk, LEA, "=reason:wrong_address", "12 rue de l’Essai", "=submit")
    desk.taps_on(CAMILLE, "site", first, "address")
    assert desk.saved(type(SITE))
    ended = replace(desk.visits[first], outcome=Outcome.TO_BE_CONTINUED, reason_code="more_time")
    desk.stores(ended, replace(desk.order, state=WorkOrderState.TO_BE_CONTINUED))
    for choice in ("who", "who:3", "date:3"):
        desk.taps_on(CAMILLE, "next", first, choice)
    answers(desk, CAMILLE, "bientôt", "vendredi 14h-16h")
    assert (desk.order.technician_id, desk.order.state) == (HUGO.id, WorkOrderState.OFFERED)
    desk.taps_on(HUGO, "offer", desk.order.visit_id, "accept")
    desk.chooses(HUGO, "on_my_way")
    assert "card.remains" in desk.said()


@pytest.mark.parametrize("who", [LEA, CAMILLE, HUGO])
@pytest.mark.parametrize(
    "command", ["help", "today", "summary", "language", "review", "resume", "cancel", "invite", "urgent"]
)
def test_commands(who, command):
    desk = FullDesk(*EVERYBODY, job=offered().facts.job)
    desk.commands(who, command)
    assert desk.effects


def test_invitations_and_the_language():
    desk = FullDesk(CAMILLE)
    desk.commands(CAMILLE, "invite")
    answers(desk, CAMILLE, "=role:technician", "Noa Exemple")
    desk.starts(None, desk.facts.invitation.token_sha256)
    assert len(desk.people) == 2
    desk.starts(CAMILLE)
    desk.taps_on(CAMILLE, "language", 0, "en")
    assert desk.people[2].language == "en"


@pytest.mark.parametrize("sent", [False, True])
def test_the_summary_of_the_day(sent):
    desk = FullDesk(CAMILLE)
    desk.facts = with_(desk.facts, summary_sent=sent)
    desk.happens(CAMILLE, SummaryDue(at=MORNING, person_id=2, day=MORNING.date(), starts_at=MORNING, ends_at=MORNING))
    assert ("summary.technician" in desk.said()) is not sent
