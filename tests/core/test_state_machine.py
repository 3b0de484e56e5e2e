"""Every event in every state of a technician's conversation: tried, answered, and the picture of it up to date."""

import pytest

from core.effects import Phrase, say
from core.turn import Turn
from tests.machine import draw
from tests.machine.explore import Explored, explore, states


@pytest.fixture(scope="module")
def explored() -> Explored:
    return explore()


def test_every_legal_pair_of_state_and_event_is_hit(explored: Explored):
    print(f"\n{draw.coverage(explored)}")
    assert explored.missing == []
    assert states() <= explored.reached, states() - explored.reached


def test_whatever_changes_nothing_in_any_state_is_refused_with_a_reason(explored: Explored):
    assert explored.unexplained == set()


@pytest.mark.parametrize("instead", [(), (say("blank"),)], ids=["silence", "a blank message"])
def test_a_refusal_without_words_is_found(instead: tuple[Phrase, ...], monkeypatch: pytest.MonkeyPatch):
    def wordless(turn: Turn, code: str, **details: object) -> None:
        if instead:
            turn.tell(*instead)

    monkeypatch.setattr(Turn, "refuse", wordless)
    assert ("on_my_way", "stale tap") in explore(walks=3, every=False).unexplained


def test_the_picture_is_the_code(explored: Explored):
    assert draw.PICTURE.read_text("utf-8") == draw.picture(explored), "make picture draws it anew"
