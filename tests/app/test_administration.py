"""Commands beside a running service: it does the writing; nobody else can ask it to."""

import asyncio
import contextlib
import errno
import json
import os
import signal
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from app import service as service_part
from app.acting import Inside, steps_of
from app.administration import NotDone, answer
from app.administration_socket import listening, over_the_socket
from app.service import Service
from app.settings import Settings, SettingsMistake
from demo.people import Demo
from demo.server import RunningServer
from storage import database
from storage.lock import AlreadyRunning, ServiceLock
from tests.app.prompt import Prompt, is_one_sentence


def known(prompt: Prompt) -> dict[str, Any]:
    """What the service wrote down for its commands."""
    found: dict[str, Any] = json.loads((prompt.folder / "data" / "administration.json").read_text())
    return found


def in_process(prompt: Prompt) -> Settings:
    """The settings of a service that is no process of its own."""
    given = {**prompt.settings, "data_dir": prompt.folder / "data", "company_file": prompt.folder / "constat.toml"}
    return Settings(**given, _env_file=None)  # type: ignore[arg-type]


async def test_only_who_can_read_the_data_folder_is_listened_to(prompt: Prompt):
    service = await prompt.serves()
    try:
        file = prompt.folder / "data" / "administration.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        port, secret = known(prompt)["port"], known(prompt)["secret"]
        async with ClientSession() as anybody:

            async def asks(host: str = f"127.0.0.1:{port}", **headers: str) -> int:
                async with anybody.post(
                    f"http://127.0.0.1:{port}/team", json={}, headers={"Host": host, **headers}
                ) as said:
                    return said.status

            assert await asks() == 401
            assert await asks(Authorization=f"Bearer {secret}x") == 401
            assert await asks("constat.example", Authorization=f"Bearer {secret}") == 401, "a page with another name"
            assert await asks(Authorization=f"Bearer {secret}") == 200
    finally:
        service.terminate()
        await service.communicate()
    assert not file.exists()


async def test_beside_a_running_service_no_command_opens_the_database(prompt: Prompt, monkeypatch: pytest.MonkeyPatch):
    service = await prompt.serves()
    try:
        settings = in_process(prompt)

        def opened(*_: object, **__: object) -> None:
            raise AssertionError("a second process opened the database")

        monkeypatch.setattr(database, "create_async_engine", opened)
        made = await answer(settings, "invite", name="Léa Exemple", role="technician", time_zone=None)
        assert made["link"].startswith("https://t.me/")
        assert [each["name"] for each in (await answer(settings, "team"))["invitations"]] == ["Léa Exemple"]
        with pytest.raises(NotDone, match="No person is called Nobody"):
            await answer(settings, "disable", who="Nobody")
    finally:
        service.terminate()
        await service.communicate()


async def test_a_service_that_was_killed_leaves_nothing_in_the_way(prompt: Prompt):
    service = await prompt.serves()
    service.send_signal(signal.SIGKILL)
    await service.communicate()
    assert (prompt.folder / "data" / "administration.json").exists()
    assert (await prompt.types("invite", "--role", "technician", "--name", "Léa Exemple")).code == 0
    again = await prompt.serves()
    assert "Léa Exemple" in (await prompt.types("people", "list")).out
    again.terminate()
    await again.communicate()


async def test_a_service_waits_for_the_one_that_was_killed_a_moment_ago(
    prompt: Prompt, monkeypatch: pytest.MonkeyPatch
):
    tries: list[Path] = []

    class StillHeld(ServiceLock):
        def __enter__(self) -> ServiceLock:
            tries.append(self._path)
            if len(tries) < 3:
                raise AlreadyRunning(self._path)
            return super().__enter__()

    monkeypatch.setattr(service_part, "ServiceLock", StillHeld)
    service = Service(in_process(prompt))
    serving = asyncio.create_task(service.run())
    await service.ready()
    assert len(tries) == 3
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_a_service_started_while_a_command_is_at_work_says_so(prompt: Prompt):
    with ServiceLock(prompt.folder / "data" / "service.lock", for_command=True):
        said = await prompt.types("serve")
    assert said.code == 2
    assert is_one_sentence(said.err)
    assert "A command is at work" in said.err


async def test_a_command_of_a_user_who_may_not_look_into_the_data_folder(
    prompt: Prompt, monkeypatch: pytest.MonkeyPatch
):
    def closed(_: ServiceLock) -> ServiceLock:
        raise PermissionError

    monkeypatch.setattr(ServiceLock, "__enter__", closed)
    settings = Settings(data_dir=prompt.folder / "data", _env_file=None)  # type: ignore[call-arg]
    with pytest.raises(SettingsMistake, match="as the user who runs the service"):
        await answer(settings, "team")


@pytest.mark.parametrize("affected", [True, False])
async def test_a_version_of_sqlite_with_the_bug_is_warned_about_at_the_start(
    prompt: Prompt, monkeypatch: pytest.MonkeyPatch, affected: bool
):
    monkeypatch.setattr(service_part, "is_affected", lambda version: affected)
    with capture_logs() as logs:
        service = Service(in_process(prompt))
        serving = asyncio.create_task(service.run())
        await service.ready()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
    assert [line["log_level"] for line in logs if line["event"] == "sqlite_wal_reset_bug"] == ["warning"] * affected


async def test_a_command_cut_off_by_the_services_end_says_so(tmp_path: Path):
    begun, never = asyncio.Event(), asyncio.Event()

    async def endless(args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        yield {"progress": 1, "of": 2, "what": "files"}
        begun.set()
        await never.wait()

    async with listening(tmp_path, {"endless": endless}, patience=0.01):
        asked = over_the_socket(tmp_path, "endless", {})
        assert await anext(asked) == {"progress": 1, "of": 2, "what": "files"}
        await begun.wait()
    (last,) = [step async for step in asked]
    assert "ended in the middle" in last["refused"]


async def test_an_answer_of_megabytes_arrives_whole(tmp_path: Path):
    people = [{"name": f"Camille Exemple {number}"} for number in range(50_000)]

    async def team(args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        yield {"result": people}

    async with listening(tmp_path, {"team": team}):
        assert [step async for step in over_the_socket(tmp_path, "team", {})] == [{"result": people}]


async def test_a_running_service_writes_through_one_connection_and_commands_through_none(
    prompt: Prompt, server: RunningServer
):
    service = await prompt.serves()
    try:
        said = await prompt.types("invite", "--role", "technician", "--name", "Léa Exemple")
        async with Demo(server.url) as people:
            lea = await people.user("Léa Exemple")
            await lea.start(said.out.strip().rpartition("start=")[2])
            await lea.sees("Bienvenue")
            for words in (("people", "list"), ("backup", "copies")):
                assert (await prompt.types(*words)).code == 0
        database_file = prompt.folder / "data" / "constat.db"
        holders = {pid: ways for pid, ways in opened_by_everybody(database_file).items() if ways}
        assert set(holders) == {service.pid}
        assert [way for way in holders[service.pid] if way != os.O_RDONLY] == [os.O_RDWR], "one that can write"
    finally:
        service.terminate()
        await service.communicate()


def opened_by_everybody(file: Path) -> dict[int, list[int]]:
    """How each process of this machine has the file open (proc_pid_fdinfo(5)): O_RDONLY, O_RDWR."""
    found: dict[int, list[int]] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                found[int(process.name)] = [
                    int((process / "fdinfo" / handle.name).read_text().split("flags:")[1].split()[0], 8) & os.O_ACCMODE
                    for handle in (process / "fd").iterdir()
                    if handle.resolve() == file.resolve()
                ]
    return found


async def test_an_act_that_cannot_be_stored_says_why():
    async def fills_the_disk(inside: Inside, args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        yield {"progress": 1, "of": 2, "what": "files"}
        raise OSError(errno.ENOSPC, "No space left on device")

    *_, last = [step async for step in steps_of(fills_the_disk, cast(Inside, None), {})]
    assert "the disk is full" in last["refused"]
