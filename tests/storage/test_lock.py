"""Two never write to one file."""

from pathlib import Path

import pytest

from storage.lock import AlreadyRunning, ServiceLock


def test_the_second_service_is_turned_away_until_the_first_ends(tmp_path: Path) -> None:
    path = tmp_path / "data" / "service.lock"
    with ServiceLock(path):
        with pytest.raises(AlreadyRunning) as refusal, ServiceLock(path):
            pass
        assert refusal.value.path == path
    with ServiceLock(path):
        pass


def test_whoever_is_turned_away_learns_whether_a_command_or_a_service_is_at_work(tmp_path: Path) -> None:
    path = tmp_path / "service.lock"
    for for_command in (False, True, False):
        with ServiceLock(path, for_command=for_command):
            with pytest.raises(AlreadyRunning) as refusal, ServiceLock(path, for_command=not for_command):
                pass
            assert refusal.value.by_command is for_command
