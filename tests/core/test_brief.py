"""What a trade asks the dispatcher in `/new`: on the cards, in the visit from the start, not asked again on site."""

from dataclasses import replace as with_

import pytest

from core.effects import Show
from core.interview.spec import Condition, Interview, Option, Question
from core.visit import Answer, Visit
from core.work_order import WorkOrder

from desk_of import CAMILLE, HUGO, LEA, Desk, Say
from new_order import KNOWN, begun, step, through
from table import HOUSE, INTERVIEW, both

PUMPS = Interview(
    trade="pumps",
    version="p1",
    name=both("Pumps"),
    questions=(
        Question(id="call", kind="choice", ask=both("What is it?"), label=both("Reason"), by="dispatcher",
                 options=(Option(id="leak", label=both("Leak")), Option(id="swap", label=both("New pump")))),
        Question(id="parcel", kind="text", ask=both("Which parcel?"), label=both("Parcel"), by="dispatcher",
                 when=Condition(question="call", choices=("swap",))),
        Question(id="contract", kind="text", ask=both("Contract?"), label=both("Contract"), by="dispatcher",
                 required=False),
        Question(id="runs", kind="yes_no", ask=both("Running?"), label=both("Running")),
        Question(id="drained", kind="yes_no", ask=both("Drained?"), label=both("Drained"),
                 when=Condition(question="call", choices=("leak",))),
    ),
)  # fmt: skip
TO_THE_TRADE = (*KNOWN, "demain 8h30-10h", "Pompe à voir", "=skip", "=skip", "=on")
TRADES = {"cooling": INTERVIEW, "pumps": PUMPS}


def at_the_trade(trades: dict[str, Interview] = TRADES) -> Desk:
    """Camille is asked for the trade, pumps being one."""
    desk = begun()
    desk.facts = with_(desk.facts, house=with_(HOUSE, trades=trades))
    return through(desk, *TO_THE_TRADE)


def without_pumps(desk: Desk) -> None:
    """The house is opened again without the trade."""
    desk.facts = with_(desk.facts, house=with_(HOUSE, trades={"cooling": INTERVIEW}))


def sent(*answers: str) -> Desk:
    """A work order of pumps, with these answers of the dispatcher, offered to Léa."""
    desk = through(at_the_trade(), "=trade:pumps", *answers, "=technician:1")
    desk.taps(CAMILLE, "send")
    return desk


def working(desk: Desk) -> Desk:
    """Léa is on site and said what she did."""
    desk.taps_on(LEA, "offer", desk.order.visit_id, "accept")
    desk.chooses(LEA, "on_my_way")
    desk.chooses(LEA, "arrived")
    desk.says(LEA, "Joint changé")
    return desk


def asks(desk: Desk) -> str:
    """What Léa is asked."""
    return desk.talks[1].place.step


# -- asked and shown -------------------------------------------------------------------------------------------------


def test_after_the_trade_come_its_questions_as_far_as_they_apply():
    desk = through(at_the_trade(), "=trade:pumps")
    assert step(desk) == "brief.call"
    assert desk.choices() == ["o:leak", "o:swap", "skip_all", "back", "skip", "quit"]
    through(desk, "=o:leak")
    assert step(desk) == "brief.contract", "the parcel is asked for a new pump only"
    through(desk, "=back", "=o:swap", "MP-77", "C-2026-4")
    assert step(desk) == "technician"


def test_the_answers_stand_on_the_card_on_the_offer_and_in_the_visit_from_the_start():
    desk = sent("=o:swap", "MP-77", "=skip")
    (order,), (visit,) = desk.saved(WorkOrder), desk.saved(Visit)
    assert order.brief == visit.checklist == {"call": Answer(choice="swap"), "parcel": Answer(text="MP-77")}
    assert "card.brief" in desk.said(CAMILLE, Show)
    assert "card.brief" in desk.said(LEA, Say)
    desk.taps_on(LEA, "offer", order.visit_id, "accept")
    desk.chooses(LEA, "on_my_way")
    assert {"brief.title", "card.brief"} <= desk.said(LEA)


def test_an_answer_that_cannot_be_taken_says_why():
    desk = through(at_the_trade(), "=trade:pumps")
    desk.says(CAMILLE, "peut-être")
    assert desk.said() == {"error.choose_one"}
    assert step(desk) == "brief.call"


def test_a_trade_that_asks_nothing_beforehand_leads_straight_on():
    assert step(through(at_the_trade(), "=trade:cooling")) == "technician"


def test_another_trade_asks_anew():
    desk = through(at_the_trade(), "=trade:pumps", "=o:leak", "C-1", "=technician:1", "=edit:trade", "=trade:cooling")
    assert step(desk) == "check"
    through(desk, "=edit:trade", "=trade:pumps")
    assert step(desk) == "brief.call"


def test_an_answer_is_corrected_from_the_check_card():
    desk = through(at_the_trade(), "=trade:pumps", "=o:leak", "C-1", "=technician:1", "=edit:more")
    assert {"edit:brief.call", "edit:brief.contract"} <= set(desk.choices())
    through(desk, "=edit:brief.call", "=o:swap")
    assert step(desk) == "brief.parcel", "what now applies is asked"
    through(desk, "MP-77")
    assert step(desk) == "check"
    desk.taps(CAMILLE, "send")
    assert desk.order.brief["parcel"] == Answer(text="MP-77")


# -- on site ---------------------------------------------------------------------------------------------------------


def test_the_technician_is_not_asked_what_the_dispatcher_answered():
    desk = working(sent("=o:leak", "C-1"))
    assert asks(desk) == "check:runs"
    desk.taps(LEA, "yes")
    assert asks(desk) == "check:drained", "it depends on what the dispatcher said"


def test_what_was_left_open_is_asked_on_site_where_it_must_be_known():
    desk = working(sent("=skip_all"))
    assert desk.order.brief == {}
    assert asks(desk) == "check:call"
    desk.taps(LEA, "o:swap")
    assert asks(desk) == "check:parcel"
    desk.says(LEA, "MP-78")
    assert asks(desk) == "check:runs", "the contract is no business of the technician's"
    desk.taps(LEA, "back")
    assert asks(desk) == "check:parcel", "what was answered on site can be gone back to"


def test_the_review_card_shows_what_the_dispatcher_answered_and_corrects_it():
    desk = working(sent("=o:leak", "C-1"))
    desk.commands(LEA, "review")
    desk.taps(LEA, "checks")
    assert {"edit:check:call", "edit:check:contract"} <= set(desk.choices(LEA))
    desk.taps(LEA, "edit:check:contract")
    desk.says(LEA, "C-2")
    visit = desk.visits[desk.order.visit_id]
    assert visit.checklist["contract"] == Answer(text="C-2")
    assert [(c.what, c.by) for c in visit.changes] == [("check:contract", LEA.id)]
    assert asks(desk) == "check:runs"


def test_the_next_technician_gets_the_answers_too():
    desk = sent("=o:leak", "C-1")
    desk.taps_on(CAMILLE, "wo", desk.order.id, f"to:{HUGO.id}")
    assert desk.visits[desk.order.visit_id].technician_id == HUGO.id
    assert desk.visits[desk.order.visit_id].checklist == desk.order.brief


# -- a trade that is gone --------------------------------------------------------------------------------------------


def test_a_work_order_of_a_trade_that_is_gone_is_not_sent_until_another_is_chosen():
    desk = through(at_the_trade(), "=trade:pumps", "=o:leak", "C-1", "=technician:1")
    without_pumps(desk)
    desk.taps(CAMILLE, "send")
    assert desk.said() == {"error.trade_gone"}
    through(desk, "=edit:trade", "=trade:cooling")
    assert step(desk) == "check"
    desk.taps(CAMILLE, "send")
    assert (desk.order.trade, desk.order.brief) == ("cooling", {})


def test_the_check_card_says_that_the_trade_is_gone():
    desk = through(at_the_trade(), "=trade:pumps", "=o:leak", "C-1")
    without_pumps(desk)
    desk.taps(CAMILLE, "technician:1")
    assert step(desk) == "trade", "it is asked again"


def test_the_trade_gone_in_the_middle_of_its_questions_is_asked_again():
    desk = through(at_the_trade(), "=trade:pumps")
    without_pumps(desk)
    desk.taps(CAMILLE, "o:leak")
    assert desk.said() == {"error.stale"}
    through(desk, "=skip")
    assert step(desk) == "trade"
    assert "new.part.brief" in desk.said(), "its name went with the trade"


def test_a_work_order_of_a_trade_that_is_gone_is_not_given_to_another():
    desk = sent("=o:leak", "C-1")
    without_pumps(desk)
    desk.taps_on(CAMILLE, "wo", desk.order.id, f"to:{HUGO.id}")
    assert desk.said() == {"error.trade_gone"}
    assert desk.last.saves == ()


@pytest.mark.parametrize("again", ["yes", "no"])
def test_the_office_card_is_shown_without_a_trade_that_is_gone(again):
    desk = sent("=o:leak", "C-1")
    without_pumps(desk)
    desk.taps_on(CAMILLE, "wo", desk.order.id, "open" if again == "yes" else "reassign")
    assert not {w for w in desk.said() if w.startswith("error.")}
