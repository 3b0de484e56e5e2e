"""The evidence log: what happens to a report is added in order, and nothing of it can be changed unnoticed."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from core.evidence_log import Chained, Entry, chained, first_broken

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ENTRIES = [
    Entry(visit_id=9, report_id=1, version=1, kind="created", at=NOON, facts={"report_sha256": "a" * 64}),
    Entry(visit_id=9, report_id=1, version=1, kind="opened", at=NOON, facts={"ip": "192.0.2.7"}),
    Entry(visit_id=9, report_id=1, version=1, kind="word", at=NOON, facts={"word": "accepted"}),
]


def log() -> list[Chained]:
    links: list[Chained] = []
    for n, entry in enumerate(ENTRIES, start=1):
        links.append(chained(entry, n, f"salt {n}", links[-1].sha256 if links else ""))
    return links


def test_a_log_holds():
    assert first_broken(log()) is None
    assert first_broken([]) is None


@pytest.mark.parametrize(
    "change",
    [{"kind": "sealed"}, {"at": datetime(2026, 11, 24, 13, tzinfo=UTC)}, {"version": 2}, {"facts": {"ip": "192.0.2.8"}},
     {"facts_sha256": "0" * 64}, {"report_id": 2}, {"salt": "another"}, {"n": 5}],
)  # fmt: skip
def test_whatever_is_changed_in_an_entry_is_noticed(change):
    first, second, third = log()
    assert first_broken([first, replace(second, **change), third]) == 2


def test_one_that_is_missing_moved_or_written_anew_is_noticed():
    first, second, third = log()
    assert first_broken([first, third]) == 2
    assert first_broken([first, third, second]) == 2
    assert first_broken([second, third]) == 1
    anew = chained(replace(ENTRIES[1], facts={"ip": "192.0.2.8"}), 2, "salt 2", first.sha256)
    assert first_broken([first, anew, third]) == 3, "it fits where it stands; what follows does not"


def test_what_was_erased_leaves_the_log_whole():
    first, second, third = log()
    assert first_broken([first, replace(second, facts=None, salt=None), third]) is None
