"""Ask the office: a thread about the work order, from any question, answered by replying, kept out of the report."""

from dataclasses import replace as with_
from datetime import timedelta

import pytest
from msgspec.structs import replace

from core.effects import AnyEffect, Message, Say, SendAttachment, Show
from core.events import Chose, Event, Said, SentPhoto
from core.office.message import OfficeMessage
from core.people import Person, Role
from core.visit import Visit, VisitState
from core.work_order import WorkOrderState

from desk_of import CAMILLE, HUGO, INES, LEA, Amend, Desk, accepted, offered, on_the_way
from table import Table, straight_to_review, walk

ON_DUTY = replace(INES, on_duty=True)
NOBODY_HOME = replace(CAMILLE, reachable=False)


def arrived(*people: Person) -> Desk:
    """Léa on site, asked what she did; the dispatchers given besides Camille, who made the work order."""
    desk = on_the_way(*people)
    desk.now += timedelta(minutes=20)
    desk.chooses(LEA, "arrived")
    return desk


def asking(*people: Person) -> Desk:
    """Léa with the thread open."""
    desk = arrived(*people)
    desk.chooses(LEA, "ask_office")
    return desk


def recipients(desk: Desk, kind: type = Say) -> list[int]:
    """Who is told by messages that can be replied to."""
    return [e.to for e in desk.effects if isinstance(e, kind) and (e.slot or "").startswith("office:7:")]


def receipt(desk: Desk) -> Message:
    """What confirms to the author that it was passed on."""
    (shown,) = [e for e in desk.effects if isinstance(e, Show) and ":sent:" in e.slot]
    return shown.message


def replies(desk: Desk, who: Person, text: str, *, slot: str = "office:7:1"):
    """Reply to a message of the thread."""
    desk.slots[500] = slot
    return desk.happens(who, Said(at=desk.now, text=text, message_id=2, reply_to=500))


def test_a_question_goes_to_who_is_on_duty_and_the_visits_question_stays_open():
    desk = asking(ON_DUTY)
    assert desk.said(LEA) == {"office.ask", "choice.back_to_visit"}
    desk.says(LEA, "Quel disjoncteur ?")
    assert recipients(desk) == [INES.id]
    assert {"office.head", "typed", "button.office_answer", "button.office_list"} <= desk.said(INES)
    (kept,) = desk.saved(OfficeMessage)
    assert (kept.id, kept.author_name, kept.from_office, kept.text) == (1, "Léa Exemple", False, "Quel disjoncteur ?")
    assert desk.visits[9].work_done is None
    assert desk.visits[9].remarks == ()
    desk.taps(LEA, "back")
    assert "ask.work" in desk.said(LEA)
    desk.says(LEA, "Disjoncteur remplacé")
    assert desk.visits[9].work_done == "Disjoncteur remplacé"


class Watched(Table):
    """Collects the questions that are asked."""

    asked: tuple[Message, ...] = ()

    def happens(self, event: Event) -> list[AnyEffect]:
        effects = super().happens(event)
        self.asked += tuple(e.message for e in effects if isinstance(e, Say) and (e.slot or "").startswith("q:"))
        return effects


def test_every_question_has_a_way_to_the_office():
    table = Watched()
    table.facts = with_(table.facts, people=(CAMILLE,))
    straight_to_review(table)
    assert len(table.asked) > 12
    for message in table.asked:
        assert {phrase.id for phrase in walk(message)} & {"choice.ask_office", "button.ask_office"}, message
    table.taps("office")
    assert "office.ask" in table.said()
    assert table.step == "review"


def test_asked_from_an_inline_question_nothing_is_answered():
    desk = arrived()
    desk.says(LEA, "Condensateur nettoyé")
    visit, place = desk.visits[9], desk.talks[LEA.id].place
    assert place.step == "check:fluid"
    assert "office" in desk.choices(LEA)
    desk.taps(LEA, "office")
    assert desk.visits[9] == visit
    assert desk.talks[LEA.id].place == place
    desk.taps_on(LEA, "q", place.serial, "o:r32")
    assert desk.visits[9].checklist["fluid"].choice == "r32", "the question's own buttons still answer it"
    assert desk.talks[LEA.id].form is None, "what is asked next is answered, not sent to the office"


def test_the_back_button_asks_the_same_question_again():
    desk = arrived()
    desk.says(LEA, "Condensateur nettoyé")
    desk.taps(LEA, "office")
    desk.happens(LEA, Chose(at=desk.now, choice="back_to_visit", message_id=1, typed="reprendre"))
    assert "o:r32" in desk.choices(LEA)
    assert desk.talks[LEA.id].form is None


@pytest.mark.parametrize("name", ["resume", "cancel"])
def test_commands_lead_back_as_well(name: str):
    desk = asking()
    desk.commands(LEA, name)
    assert {"office.left", "ask.work"} <= desk.said(LEA)
    assert desk.talks[LEA.id].form is None


def test_a_main_answer_in_the_thread_is_one():
    desk = on_the_way()
    desk.chooses(LEA, "ask_office")
    desk.chooses(LEA, "arrived")
    assert desk.visits[9].arrived_at == desk.now
    assert desk.talks[LEA.id].form is None
    desk = on_the_way()
    desk.chooses(LEA, "ask_office")
    desk.happens(LEA, Chose(at=desk.now, choice="arrived", message_id=1, typed="sur place"))
    assert desk.visits[9].arrived_at == desk.now
    desk.chooses(LEA, "ask_office")
    desk.happens(LEA, Chose(at=desk.now, choice="done", message_id=1, typed="terminé"))
    assert [entry.text for entry in desk.thread] == ["terminé"], "words that are no news go to the office"


@pytest.mark.parametrize(
    ("kind", "sent"), [("photo", "photo"), ("voice", "voice"), ("video", "video"), ("document", "document")]
)
def test_files_go_both_ways(kind: str, sent: str):
    desk = asking()
    desk.sends(LEA, kind, caption="Ici")
    (passed,) = [e for e in desk.effects if isinstance(e, SendAttachment)]
    assert (passed.to, passed.kind, passed.file_id, passed.slot) == (CAMILLE.id, sent, "f", "office:7:1")
    assert passed.caption.id == "office.captioned"
    assert desk.visits[9].photos == ()
    desk.taps_on(CAMILLE, "office", 7, "answer")
    desk.sends(CAMILLE, kind)
    (passed,) = [e for e in desk.effects if isinstance(e, SendAttachment)]
    assert (passed.to, passed.kind, passed.slot) == (LEA.id, sent, "office:7:2")


def test_a_picture_as_a_file_stays_a_file_and_a_long_caption_is_not_cut():
    desk = asking()
    desk.sends(LEA, "photo", as_file=True, caption="x" * 1000)
    (passed,) = [e for e in desk.effects if isinstance(e, SendAttachment)]
    assert (passed.kind, passed.caption) == ("document", None)
    assert "office.captioned" in desk.said(CAMILLE, Say)


def test_a_round_video_takes_no_caption_and_a_sticker_cannot_be_passed_on():
    desk = asking()
    desk.sends(LEA, "video_note")
    (passed,) = [e for e in desk.effects if isinstance(e, SendAttachment)]
    assert passed.caption is None
    assert "office.head" in desk.said(CAMILLE, Say)
    desk.sends(LEA, "sticker")
    assert desk.said(LEA) == {"error.office_kind"}
    assert len(desk.thread) == 1


def test_a_reply_answers_from_any_state_and_colleagues_see_it():
    hugo = replace(HUGO, roles=frozenset({Role.DISPATCHER}), on_duty=True)
    desk = asking(ON_DUTY, hugo)
    desk.says(LEA, "Quel disjoncteur ?")
    assert recipients(desk) == [HUGO.id, INES.id]
    desk.commands(INES, "invite")
    form = desk.talks[INES.id].form
    replies(desk, INES, "Le Q4")
    assert recipients(desk) == [LEA.id, HUGO.id]
    assert "office.answered" in desk.said(HUGO)
    assert "button.office_answer" not in desk.said(HUGO)
    assert desk.talks[INES.id].form == form, "what she had begun is still open"
    assert desk.thread[-1].from_office
    assert desk.thread[-1].text == "Le Q4"


def test_who_was_not_asked_is_not_told_of_the_answer():
    desk = asking(ON_DUTY)
    desk.says(LEA, "Quel disjoncteur ?")
    replies(desk, INES, "Le Q4")
    assert recipients(desk) == [LEA.id]


def test_the_technician_replies_with_the_thread_closed_and_the_question_open():
    desk = asking()
    desk.says(LEA, "Quel disjoncteur ?")
    desk.taps(LEA, "back")
    place = desk.talks[LEA.id].place
    replies(desk, CAMILLE, "Le Q4")
    replies(desk, LEA, "Merci", slot="office:7:2")
    assert recipients(desk) == [CAMILLE.id]
    assert desk.talks[LEA.id].place == place
    assert desk.visits[9].work_done is None
    assert [e.id for e in desk.thread] == [1, 2, 3]
    desk.slots[500] = "office:7:2"
    desk.happens(LEA, SentPhoto(at=desk.now, file_id="f", file_unique_id="u", message_id=9, reply_to=500))
    assert desk.thread[-1].kind == "photo"
    assert desk.visits[9].photos == ()


def test_words_of_a_button_in_a_reply_are_passed_on():
    desk = asking()
    desk.says(LEA, "Fini ?")
    desk.slots[500] = "office:7:1"
    desk.happens(CAMILLE, Chose(at=desk.now, choice="done", message_id=1, typed="Terminé", reply_to=500))
    assert desk.thread[-1].text == "Terminé"


def test_answering_by_the_button_leaves_what_was_begun_waiting():
    desk = asking()
    desk.says(LEA, "Quel disjoncteur ?")
    desk.commands(CAMILLE, "invite")
    begun = desk.talks[CAMILLE.id].form
    desk.taps_on(CAMILLE, "office", 7, "answer")
    assert desk.said(CAMILLE) == {"office.answer", "button.quit"}
    desk.says(CAMILLE, "Le Q4")
    desk.says(CAMILLE, "Pas le Q5")
    assert recipients(desk)[0] == LEA.id
    desk.taps(CAMILLE, "back")
    assert desk.talks[CAMILLE.id].form == begun
    assert "office.form_waits" in desk.said(CAMILLE)


def test_what_came_in_a_burst_is_confirmed_in_one_message_and_photos_are_offered_to_the_report():
    desk = asking()
    desk.says(LEA, "Voici")
    for n in (1, 2):
        desk.sends(LEA, "photo", file_id=f"p{n}", file_unique_id=f"u{n}", message_id=10 + n)
    lines = {line.id: line.args for line in receipt(desk).lines}
    assert lines["office.sent"] == {"n": 3, "names": "Camille Exemple"}
    assert lines["office.photos_apart"] == {"n": 2}
    (add,) = [b.data for row in receipt(desk).buttons for b in row if ":add:" in b.data]
    _, subject, choice = add.split(":", 2)
    desk.taps_on(LEA, "office", int(subject), choice)
    assert [p.file_id for p in desk.visits[9].photos] == ["p1", "p2"]
    desk.taps_on(LEA, "office", int(subject), choice)
    assert len(desk.visits[9].photos) == 2


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((INES,), [CAMILLE.id]),
        ((ON_DUTY,), [INES.id]),
        ((replace(ON_DUTY, enabled=False),), [CAMILLE.id]),
        ((replace(ON_DUTY, reachable=False),), [CAMILLE.id]),
        ((INES, NOBODY_HOME), [INES.id]),
        ((INES, replace(CAMILLE, roles=frozenset())), [INES.id]),
    ],
)
def test_on_duty_else_who_made_it_else_everybody(people: tuple[Person, ...], expected: list[int]):
    desk = arrived()
    desk.stores(*people)
    desk.chooses(LEA, "ask_office")
    desk.says(LEA, "Allô ?")
    assert recipients(desk) == expected


def test_where_nobody_can_be_reached_the_phone_is_named():
    desk = arrived(NOBODY_HOME)
    desk.chooses(LEA, "ask_office")
    assert desk.said(LEA) == {"error.office_nobody_no_phone"}
    assert desk.talks[LEA.id].form is None
    desk = asking()
    desk.stores(NOBODY_HOME)
    desk.says(LEA, "Allô ?")
    assert "error.office_nobody_no_phone" in desk.said(LEA)
    assert desk.talks[LEA.id].form is None
    assert desk.thread == ()


def test_a_technician_who_left_the_chat_is_said_to_the_dispatcher():
    desk = asking()
    desk.says(LEA, "Allô ?")
    desk.stores(replace(LEA, reachable=False))
    replies(desk, CAMILLE, "Oui ?")
    assert "office.unreached" in desk.said(CAMILLE)


def test_before_accepting_too():
    desk = offered()
    desk.commands(LEA, "office")
    assert desk.said(LEA) == {"office.ask", "choice.back_to_visit"}
    desk.says(LEA, "Quel étage ?")
    assert recipients(desk) == [CAMILLE.id]


def test_without_any_visit_there_is_nothing_to_ask_about():
    desk = accepted()
    desk.commands(HUGO, "office")
    assert desk.said(HUGO) == {"error.office_no_visit_no_phone"}
    desk.commands(CAMILLE, "office")
    assert desk.said(CAMILLE) == {"office.is_you"}


def test_a_colleagues_thread_is_none_of_ones_business():
    desk = asking()
    desk.says(LEA, "Quel disjoncteur ?")
    for choice in ("answer", "list", "add:1-1"):
        desk.taps_on(HUGO, "office", 7, choice)
        assert desk.said() <= {"error.not_yours", "error.stale"}
    replies(desk, HUGO, "Moi aussi")
    assert desk.said(HUGO) == {"error.not_yours"}
    assert len(desk.thread) == 1


def test_the_card_counts_and_lists_the_thread():
    desk = asking()
    desk.says(LEA, "Quel disjoncteur ?")
    assert {"card.office", "button.office_list"} <= desk.said(CAMILLE, Show)
    desk.sends(LEA, "voice")
    desk.taps_on(CAMILLE, "office", 7, "list")
    assert {"office.list", "office.entry", "office.kind.voice"} <= desk.said(CAMILLE)
    assert [e.kind for e in desk.effects if isinstance(e, SendAttachment)] == ["voice"]


def close(desk: Desk) -> None:
    """The report is submitted."""
    visit = desk.visits[9]
    desk.stores(
        replace(visit, state=VisitState.FROZEN, submitted_at=desk.now), replace(desk.order, state=WorkOrderState.DONE)
    )


def test_the_thread_outlives_the_visit_by_a_day_and_then_says_so():
    desk = asking()
    desk.says(LEA, "Quel disjoncteur ?")
    close(desk)
    desk.now += timedelta(hours=20)
    replies(desk, CAMILLE, "Alors, c’était le Q4 ?")
    assert recipients(desk) == [LEA.id]
    desk.now += timedelta(hours=20)
    replies(desk, CAMILLE, "Et ?")
    assert desk.said(CAMILLE) == {"error.office_over"}
    replies(desk, LEA, "Oui", slot="office:7:2")
    assert "error.office_over" in desk.said(LEA)
    assert len(desk.thread) == 2


def test_nobody_to_answer_once_it_was_declined():
    desk = offered()
    desk.commands(LEA, "office")
    desk.says(LEA, "Quel étage ?")
    desk.stores(replace(desk.visits[9], state=VisitState.DECLINED))
    replies(desk, CAMILLE, "Au 2e")
    assert desk.said(CAMILLE) == {"error.office_no_technician"}


def test_reading_one_person_at_both_ends():
    """A dispatcher who does the work as well asks a colleague, not herself."""
    both = replace(LEA, roles=LEA.roles | {Role.DISPATCHER}, on_duty=True)
    desk = asking()
    desk.stores(both)
    desk.says(LEA, "Quel disjoncteur ?")
    assert recipients(desk) == [CAMILLE.id]
    replies(desk, CAMILLE, "Le Q4")
    assert recipients(desk) == [LEA.id]


def test_the_thread_says_how_to_go_on_when_it_is_left():
    desk = asking()
    desk.taps(LEA, "back")
    (closed,) = [e for e in desk.effects if isinstance(e, Amend) and {"office.left"} == {p.id for p in walk(e.message)}]
    assert closed.message.buttons == ()


def test_nothing_of_the_thread_stands_in_the_visit():
    desk = asking()
    before = desk.visits[9]
    desk.says(LEA, "Le client se plaint")
    desk.sends(LEA, "photo")
    assert desk.saved(Visit) == []
    assert desk.visits[9] == before
