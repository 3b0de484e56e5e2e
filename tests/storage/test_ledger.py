"""Erasures noted outside the database: they only grow, name nobody, and know their client again."""

from pathlib import Path

import pytest

from storage import ledger
from tests.storage.world import HOUR, NOW

MARK = "0123456789abcdef" * 2


def test_an_erasure_knows_its_client_and_not_another_under_the_same_number(tmp_path: Path) -> None:
    noted = ledger.erasure(17, MARK, NOW)
    assert noted.means(17, MARK)
    assert not noted.means(17, "another mark")
    assert not noted.means(18, MARK)


def test_what_is_noted_is_read_again_and_noted_once(tmp_path: Path) -> None:
    file = tmp_path / ledger.NAME
    first, second = ledger.erasure(1, MARK, NOW), ledger.erasure(2, MARK, NOW + HOUR)
    assert ledger.read(file) == ()
    assert ledger.add(file, [first]) == 1
    assert ledger.add(file, [first, second, second]) == 1
    assert ledger.read(file) == (first, second)
    assert MARK not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_cut_off_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / ledger.NAME
    first, second = ledger.erasure(1, MARK, NOW), ledger.erasure(2, MARK, NOW)
    ledger.add(file, [first])
    with file.open("ab") as cut:
        cut.write(b'{"at":"2026-')
    assert ledger.read(file) == (first,)
    assert ledger.add(file, [second]) == 1
    assert ledger.read(file) == (first, second)


def test_a_damaged_line_is_not_passed_over(tmp_path: Path) -> None:
    file = tmp_path / ledger.NAME
    ledger.add(file, [ledger.erasure(1, MARK, NOW)])
    file.write_bytes(b"nothing\n" + file.read_bytes())
    with pytest.raises(ValueError, match="line 1"):
        ledger.read(file)
