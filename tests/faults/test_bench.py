"""The short form: one small round of each, so that what is measured is known to run."""

import pytest

from tests.faults.bench import STEPS, soak


def test_both_answer_every_update(capsys: pytest.CaptureFixture[str]):
    table = soak(60, rounds=1, side_by_side=2, pdfs=1)
    with capsys.disabled():
        print(f"\n{table}")
    assert f"{len(STEPS)} updates each" in table
