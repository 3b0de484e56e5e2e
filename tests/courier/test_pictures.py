"""Strangers' pictures in processes of their own: what one picture does to its process happens to no other."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from courier.pictures import PictureLost, Pictures
from evidence.pictures import BadPicture
from storage.archive import Archive


def jpeg(size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return out.getvalue()


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
async def pictures(archive: Archive) -> AsyncIterator[Pictures]:
    made = Pictures(archive, 1)
    yield made
    await made.close()
    assert made.processes == []


async def photo(pictures: Pictures, archive: Archive, data: bytes) -> str:
    async with archive.receive() as came:
        await came.write(data)
        return await pictures.photo(came)


async def test_a_photo_is_opened_elsewhere_and_kept_clean(pictures: Pictures, archive: Archive) -> None:
    kept = archive.load(await photo(pictures, archive, jpeg() + b"<script>"))
    assert Image.open(io.BytesIO(kept)).size == (64, 48)
    assert b"script" not in kept
    assert len(pictures.processes) == 1


async def test_a_signature_is_kept_clean(pictures: Pictures, archive: Archive) -> None:
    drawn = Image.new("RGBA", (600, 200))
    ImageDraw.Draw(drawn).line([(200, 80), (330, 70)], fill="navy", width=5)
    kept = archive.load(await pictures.drawing(png(drawn)))
    assert Image.open(io.BytesIO(kept)).format == "PNG"
    with pytest.raises(BadPicture, match="blank_signature"):
        await pictures.drawing(png(Image.new("RGBA", (600, 200))))


async def test_what_is_no_picture_is_refused_and_the_process_goes_on(pictures: Pictures, archive: Archive) -> None:
    with pytest.raises(BadPicture, match="not_a_picture"):
        await photo(pictures, archive, b"%PDF-1.7")
    first = pictures.processes
    await photo(pictures, archive, jpeg())
    assert pictures.processes == first


async def test_one_that_takes_too_much_memory_is_refused_and_the_next_has_it_all_again(
    archive: Archive, tmp_path: Path
) -> None:
    small = Pictures(archive, 1, memory=60 * 1024 * 1024)
    try:
        with pytest.raises(BadPicture, match="too_heavy"):
            await photo(small, archive, png(Image.new("RGB", (5000, 5000))))
        assert await photo(small, archive, jpeg())
    finally:
        await small.close()


async def test_one_that_takes_too_much_processor_time_is_refused(archive: Archive) -> None:
    hasty = Pictures(archive, 1, seconds=0.05)
    try:
        with pytest.raises(BadPicture, match="too_heavy"):
            await photo(hasty, archive, png(Image.new("RGB", (6000, 6000))))
        assert await photo(hasty, archive, jpeg())
    finally:
        await hasty.close()


async def test_on_a_machine_that_stands_still_it_is_not_the_pictures_fault(archive: Archive) -> None:
    pictures = Pictures(archive, 1, longest=0.05)
    try:
        await photo(pictures, archive, jpeg((8, 8)))
        [number] = pictures.processes
        os.kill(number, signal.SIGSTOP)
        with pytest.raises(PictureLost, match="worker_too_slow"):
            await photo(pictures, archive, jpeg())
        assert pictures.processes == []
    finally:
        await pictures.close()


@pytest.mark.parametrize(
    ("sign", "kind", "code"),
    [(signal.SIGKILL, PictureLost, "worker_died"), (signal.SIGSEGV, BadPicture, "damaged")],
)
async def test_only_a_decoders_crash_says_something_of_the_picture(
    archive: Archive, sign: signal.Signals, kind: type[Exception], code: str
) -> None:
    pictures = Pictures(archive, 1, module="tests.courier.dying_cleaner")
    with pytest.raises(kind, match=code):
        await photo(pictures, archive, str(int(sign)).encode())
    assert pictures.processes == []


async def test_another_photo_does_not_wait_for_one_that_takes_long(archive: Archive) -> None:
    pictures = Pictures(archive, 2)
    try:
        await photo(pictures, archive, jpeg())
        [number] = pictures.processes
        await asyncio.gather(photo(pictures, archive, jpeg()), photo(pictures, archive, jpeg((40, 40))))
        os.kill(number, signal.SIGSTOP)
        both = [asyncio.ensure_future(photo(pictures, archive, jpeg((side, side)))) for side in (20, 30)]
        _, held = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        assert len(held) == 1
        os.kill(number, signal.SIGCONT)
        assert len(set(await asyncio.gather(*both))) == 2
    finally:
        await pictures.close()
