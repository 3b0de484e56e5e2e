"""Every event in every state of a technician's conversation: tried, answered, and the picture of it up to date."""

import pytest

from tests.machine import draw
from tests.machine.explore import Explored, explore, states


@pytest.fixture(scope="module")
def explored() -> Explored:
    return explore()


def test_every_legal_pair_of_state_and_event_is_hit(explored: Explored):
    print(f"\n{draw.coverage(explored)}")
    assert explored.missing == []
    assert states() <= explored.reached, states() - explored.reached


def test_whatever_is_done_in_any_state_is_answered(explored: Explored):
    assert explored.silent == set()


def test_the_picture_is_the_code(explored: Explored):
    assert draw.PICTURE.read_text("utf-8") == draw.picture(explored), "make picture draws it anew"
