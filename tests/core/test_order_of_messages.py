"""What a person reads comes in the order in which it is needed."""

from core.effects import Moment, Say, Show

from table import Table, walk


def test_the_open_question_stands_below_the_briefing():
    table = Table()
    table.taps_on("offer", 9, "accept")
    effects = table.chooses("on_my_way")
    to_lea = [e.message for e in effects if isinstance(e, Say) and e.to == 1]
    first_words = [{p.id for p in walk(message)} for message in to_lea]
    assert "tell.noted.on_my_way" in first_words[0]
    assert "brief.title" in first_words[1]
    assert "ask.arrived" in first_words[-1]
    assert to_lea[-1].keyboard is not None


def test_a_corrected_time_is_brought_to_the_dispatchers_card():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.later(20).chooses("on_my_way")
    table.taps_on("visit", 9, "fix:on_my_way")
    table.says("8h10")
    shown = [p for e in table.effects if isinstance(e, Show) and e.slot == "wo:7" for p in e.message.lines]
    departed = next(p.args["at"] for p in shown if p.id == "card.departed")
    assert isinstance(departed, Moment)
    assert departed.at == table.visit.departed_at


def test_the_question_for_photos_offers_to_go_on_once_there_is_one():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("abandoned")
    table.taps("reason:unsafe")
    assert table.step == "photos"
    assert "button.no_photo" in table.said()
    table.sends_photo("one", album="7")
    assert "button.go_on" in table.said()
    table.sends_photo("two", album="7")
    assert "button.go_on" not in table.said(), "an album is not an edit for each of its pictures"
