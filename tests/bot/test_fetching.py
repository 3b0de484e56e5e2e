"""Files that people sent, fetched into the archive: what is whole is there, the rest is asked for again or refused."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.fetching import LARGEST, Fetching
from bot.transport import PIECE, RawBot
from core.delivery import DeliveryFailed
from storage.archive import Archive
from tests.bot.pretend import Answer, Pretend, refused


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    yield Archive(tmp_path / "archive")
    assert not list((tmp_path / "archive" / "incoming").iterdir()), "nothing is left on its way"


async def fetched(bot: RawBot, archive: Archive) -> str:
    async with archive.receive() as came:
        await Fetching(bot).fetch("F", came)
        return await came.keep()


def says_size(size: int | None) -> Answer:
    told = {} if size is None else {"file_size": size}
    return Answer(result={"file_id": "F", "file_unique_id": "U", "file_path": "photos/1.jpg", **told})


async def test_a_file_is_in_the_archive_under_its_hash(bot: RawBot, telegram: Pretend, archive: Archive) -> None:
    data = telegram.files["photos/1.jpg"] = bytes(range(256)) * (PIECE // 64) + b"the end"
    telegram.will("getFile", says_size(len(data)))
    assert await fetched(bot, archive) == hashlib.sha256(data).hexdigest()
    assert archive.load(hashlib.sha256(data).hexdigest()) == data
    assert telegram.asked("getFile")[0].params["file_id"] == "F"


@pytest.mark.parametrize(
    ("answer", "code", "permanent"),
    [
        (refused("Bad Request: file is too big"), "file_too_big", True),
        (says_size(LARGEST + 1), "file_too_big", True),
        (refused("Bad Request: invalid file_id"), "file_gone", True),
        (refused("Bad Request: wrong file_id or the file is temporarily unavailable"), "file_gone", False),
        (Answer(result={"file_id": "F", "file_unique_id": "U"}), "file_gone", False),
        (Answer(result={"file_id": "F", "file_unique_id": "U", "file_path": "photos/2.jpg"}), "file_gone", False),
        (refused("Too Many Requests: retry after 3", 429, retry_after=3), "too_many_requests", False),
        (Answer(502, text="Bad Gateway"), "network", False),
        (says_size(5), "network", False),
    ],
)
async def test_what_cannot_be_had(
    bot: RawBot, telegram: Pretend, archive: Archive, answer: Answer, code: str, permanent: bool
) -> None:
    telegram.will("getFile", answer)
    with pytest.raises(DeliveryFailed) as caught:
        await fetched(bot, archive)
    assert (caught.value.code, caught.value.permanent) == (code, permanent)


async def test_a_file_of_untold_size_is_let_go_at_twenty_megabytes(
    bot: RawBot, telegram: Pretend, archive: Archive
) -> None:
    telegram.files["photos/1.jpg"] = bytes(LARGEST + 1)
    telegram.will("getFile", says_size(None))
    with pytest.raises(DeliveryFailed, match="file_too_big"):
        await fetched(bot, archive)


async def test_a_download_that_breaks_off_is_tried_again(bot: RawBot, telegram: Pretend, archive: Archive) -> None:
    telegram.files["photos/1.jpg"] = bytes(100_000)
    telegram.breaks_off = True
    telegram.will("getFile", says_size(None))
    with pytest.raises(DeliveryFailed) as caught:
        await fetched(bot, archive)
    assert (caught.value.code, caught.value.permanent) == ("network", False)


async def test_a_disk_that_is_full_is_not_taken_for_a_bad_network(
    bot: RawBot, telegram: Pretend, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.incoming.Draft.write", full)
    with pytest.raises(OSError, match="No space left"):
        await fetched(bot, archive)
