"""The service goes on from a backup: everybody in the middle of something is told, and asked again."""

from datetime import timedelta

from core.events import BroughtBack

from table import MORNING, Table, walk


def brought_back(table: Table) -> list[str]:
    table.happens(BroughtBack(at=table.now, taken_at=MORNING - timedelta(hours=1)))
    return [phrase.id for message in table.sent() for phrase in walk(message)]


def test_a_visit_goes_on_at_the_question_that_was_open_then():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    open_step = table.step
    said = brought_back(table)
    assert said[0] == "restored.told"
    assert f"step.{open_step}" in said or f"ask.{open_step}" in said
    table.chooses("arrived")
    assert table.visit.arrived_at == table.now


def test_what_was_known_then_is_kept():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.chooses("arrived")
    table.says("Filtre changé")
    before, step = table.visit, table.step
    assert brought_back(table)[0] == "restored.told"
    assert (table.visit, table.step) == (before, step)
