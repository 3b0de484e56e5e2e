"""Whatever a technician does in whatever order: a legal state, never an exception, every refusal explained."""

import random

import pytest

from core.events import Commanded, PhotoLost, PhotoStored, SentFile, SentLocation
from core.interview.steps import BY_ID, CHECK, missing, sequence
from core.visit import PhotoState, VisitState
from tests.machine.explore import first_words, is_unexplained

from table import INTERVIEW, Table

TEXTS = ("fini", "8h30", "2 x filtre", "3,5", "<b>gras</b>", "oui", "hier 17h", "25h99", "   ", "R32", "x" * 5000, "30")
CHOICES = ("on_my_way", "arrived", "left", "done", "to_be_continued", "abandoned", "back")
JUNK = ("none", "on", "ok", "skip", "back", "zz", "qty:0", "edit:left", "remove:999", "phase:9", "submit", "0", "add")
COMMANDS = ("review", "resume", "today", "help", "language", "office", "cancel", "new", "urgent", "nonsense")
TOPICS = ("photo", "visit", "offer")
WISHES = ("accept", "open", "fix:left")


def button_of(table: Table, dice: random.Random) -> tuple[str, int, str] | None:
    """Any button of the last messages, as a person would tap it."""
    found = [b.data for m in table.sent() for row in m.buttons for b in row if b.data]
    if not found:
        return None
    topic, subject, choice = (*dice.choice(found).split(":", 2), "", "")[:3]
    return topic, int(subject), choice


def sensible(table: Table, dice: random.Random) -> None:
    """Answer the open question as somebody who wants to finish."""
    step = table.step
    if step is None or table.facts.conversation.form is not None:
        anything(table, dice)
    elif step in ("on_my_way", "arrived", "left"):
        table.later(7).chooses(step)
    elif step == "outcome":
        table.chooses(dice.choice(("done", "done", "to_be_continued", "abandoned")))
    elif step == "review":
        gaps = missing(table.visit, INTERVIEW)
        if "photos_after" in gaps:
            table.taps("edit:photos")
        elif gaps:
            table.taps(f"edit:{gaps[0]}")
        else:
            table.taps("submit")
    elif step == "photos":
        table.sends_photo(f"p{dice.random()}")
        table.taps("on")
    elif step == "anomaly_severity":
        table.taps("minor")
    elif step == "anomaly_photos":
        table.taps("on")
    elif step in ("anomalies", "materials"):
        table.taps("none")
    elif step == "material":
        table.taps("ok")
    elif step == "pauses":
        table.taps("0")
    elif step.startswith(CHECK):
        table.taps({"fluid": "o:r32", "leak": "yes"}.get(step.removeprefix(CHECK), "skip"))
        if table.step == step:
            table.says("2,5")
    else:
        table.says("Travail décrit")


def anything(table: Table, dice: random.Random) -> None:
    """Something that may or may not fit."""
    match dice.randrange(12):
        case 0:
            table.says(dice.choice(TEXTS), reply_to=dice.choice((None, table.messages)))
        case 1:
            table.chooses(dice.choice(CHOICES))
        case 2:
            table.taps_on("q", dice.randrange(60), dice.choice(JUNK))
        case 3:
            table.sends_photo(f"p{dice.random()}", album=dice.choice((None, "a")))
        case 4:
            table.edits(table.messages - dice.randrange(9), dice.choice(TEXTS))
        case 5:
            tapped = button_of(table, dice)
            if tapped:
                table.taps_on(*tapped)
        case 6:
            waiting = [p for p in table.visit.photos if p.state is PhotoState.FETCHING]
            if waiting:
                kind = dice.choice(("stored", "lost"))
                common = {"at": table.now, "visit_id": 9, "photo_id": waiting[0].id}
                if kind == "stored":
                    table.happens(PhotoStored(sha256="a" * 64, **common))
                else:
                    table.happens(PhotoLost(problem="damaged", **common))
        case 7:
            table.messages += 1
            name = dice.choice(COMMANDS)
            table.happens(Commanded(at=table.now, name=name, message_id=table.messages))
        case 8:
            table.messages += 1
            kind = dice.choice(("voice", "video", "document", "sticker"))
            table.happens(SentFile(at=table.now, kind=kind, file_id="f", file_unique_id=str(dice.random()),
                                   message_id=table.messages))  # fmt: skip
        case 9:
            table.messages += 1
            table.happens(SentLocation(at=table.now, latitude=48.8, longitude=2.3, message_id=table.messages))
        case 10:
            table.taps_on(dice.choice(TOPICS), 9, dice.choice((*JUNK, *WISHES)))
        case _:
            table.later(dice.randrange(40))


def must_be_legal(table: Table) -> None:
    step = table.step
    if step is not None:
        assert step in BY_ID or step.startswith(CHECK), step
    visit = table.visit
    assert sequence(visit, INTERVIEW)[-1] == "review"
    if visit.arrived_at and visit.left_at:
        assert visit.left_at > visit.arrived_at
    if visit.departed_at and visit.arrived_at:
        assert visit.departed_at <= visit.arrived_at
    if visit.state in (VisitState.SUBMITTED, VisitState.FROZEN):
        # A photo may get lost after the report was submitted with it.
        lost = {"photos_after"} if visit.photos != visit.kept_photos else set()
        assert set(missing(visit, INTERVIEW)) <= lost
    ids = [x.id for x in (*visit.photos, *visit.anomalies, *visit.materials)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("part", range(8))
def test_walks_stay_legal_and_every_event_is_answered(part):
    submitted = 0
    walks = 50
    for walk in range(walks):
        dice = random.Random(part * 1000 + walk)
        table = Table()
        table.taps_on("offer", 9, "accept")
        for _ in range(dice.randint(1, 200)):
            (sensible if dice.random() < 0.75 else anything)(table, dice)
            must_be_legal(table)
        submitted += table.visit.state in (VisitState.SUBMITTED, VisitState.FROZEN)
    assert submitted >= walks // 2, submitted


def test_whatever_a_person_does_is_answered():
    for seed in range(60):
        dice = random.Random(seed)
        table = Table()
        table.taps_on("offer", 9, "accept")
        for _ in range(80):
            table.effects = []
            texts_before, facts_before = table.messages, table.facts
            (sensible if dice.random() < 0.5 else anything)(table, dice)
            if table.messages != texts_before:
                assert table.effects, (seed, table.step)
            if table.effects:
                assert not is_unexplained(table, facts_before), (seed, table.step, first_words(table))
