"""Hostile files, through the processes that open pictures and through the chat: clean pictures or clear refusals.

Every file is made by `odd_files`. What is measured is the time until there is an answer, and the largest memory that a
process ever had (VmHWM, proc(5)). What a clean picture says is read from its bytes, segment by segment, not asked of
the library that wrote it; what people are told is read in their chat.
"""

import asyncio
import io
import itertools
import logging
import re
import struct
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from PIL import Image

from core.people import Role
from courier.jobs import CRASHES_FORGIVEN
from courier.pictures import PictureLost, Pictures
from demo.people import Person, Seen
from evidence.pictures import MAX_BYTES, MAX_SIDE, BadPicture
from storage.archive import Archive
from templates.wording import Wording
from tests.faults import odd_files
from tests.faults.odd_files import CLEAN, SECRET, Odd
from tests.faults.town import STILL, Town, town

from acting import Browser, arrives, assigns, finishes, pictures_in, works
from conftest import EN, FR, picture

ENOUGH = 300
SECONDS = 5.0 + 0.7
"""A picture's, and those in which a process begins."""
MEGABYTES = 300.0
PROBLEMS = ("not_a_picture", "too_many_pixels", "too_heavy", "damaged", "unsupported", "photo_too_big", "photo_gone",
            "unknown")  # fmt: skip
PATIENCE = 90.0
PLAIN = frozenset({0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xDD})
"""The segments of a JPEG that say nothing but the picture (ISO/IEC 10918-1, B.1): JFIF, tables, frame, scan."""


@dataclass
class Figures:
    """What was really reached."""

    answers: Counter[str] = field(default_factory=Counter)
    by_name: dict[str, str] = field(default_factory=dict)
    slowest: float = 0.0
    slowest_name: str = ""
    kilobytes: int = 0
    again: int = 0
    """Tries that a busy machine did not finish."""

    @property
    def megabytes(self) -> float:
        """Of the largest process, in millions of bytes."""
        return self.kilobytes * 1024 / 1e6

    @property
    def files(self) -> int:
        """How many were answered."""
        return self.answers.total()

    def __str__(self) -> str:
        refused = ", ".join(f"{count} {code}" for code, count in self.answers.most_common() if code != CLEAN)
        return (
            f"{self.files} hostile files: {self.answers[CLEAN]} clean pictures, refused: {refused}; slowest "
            f"{self.slowest:.2f} s ({self.slowest_name}), largest process {self.megabytes:.0f} MB"
            + (f"; tried again {self.again} times" if self.again else "")
        )


# -- the processes that open pictures ----------------------------------------------------------------------------------


@contextmanager
def watched(pictures: Pictures, figures: Figures) -> Iterator[None]:
    """Note the largest memory of the processes, often enough that one which is killed is noted too."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.005):
            for number in pictures.processes:
                figures.kilobytes = max(figures.kilobytes, high_water(number))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def high_water(process: int) -> int:
    """The most memory that a process has had, in kB; 0 where it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


async def opened(
    archive: Archive,
    pictures: Pictures,
    files: Iterable[Odd],
    figures: Figures,
    *,
    until: float = float("inf"),
    seconds: float = SECONDS,
    megabytes: float = MEGABYTES,
) -> None:
    """Each file through the processes, one after the other. Raises AssertionError with the first that is not held."""
    with watched(pictures, figures):
        for file in files:
            if time.monotonic() > until:
                return
            answer, took = await answered(archive, pictures, file, figures)
            if took > figures.slowest:
                figures.slowest, figures.slowest_name = took, file.name
            figures.answers[answer] += 1
            figures.by_name[file.name] = answer
            assert answer in file.may, f"{file.name}: {answer}, where it is {' or '.join(sorted(file.may))}"
            assert took <= seconds, f"{file.name} took {took:.1f} s"
            assert figures.megabytes <= megabytes, f"{file.name} took {figures.megabytes:.0f} MB"


async def answered(archive: Archive, pictures: Pictures, file: Odd, figures: Figures) -> tuple[str, float]:
    """What became of a file, and in how many seconds; a clean picture is read.

    A busy machine is given its other tries, as in `courier.jobs`, and the longest counts.
    """
    longest = 0.0
    async with archive.receive() as came:
        await came.write(file.data)
        for tried in range(CRASHES_FORGIVEN):
            began = time.monotonic()
            figures.again += tried > 0
            try:
                sha256 = await pictures.photo(came)
            except BadPicture as bad:
                return bad.code, max(longest, time.monotonic() - began)
            except PictureLost:
                longest = max(longest, time.monotonic() - began)
            else:
                assert_plain(archive.load(sha256), file.name)
                return CLEAN, max(longest, time.monotonic() - began)
    return "too_heavy", longest


def assert_plain(jpeg: bytes, name: str) -> None:
    """The bytes are a small upright JPEG, and nothing else: no words, no profile, nothing after its end."""
    assert len(jpeg) <= MAX_BYTES, f"{name}: {len(jpeg)} bytes"
    assert SECRET not in jpeg, f"{name}: its words came along"
    found, end = segments(jpeg, name)
    assert set(found) <= PLAIN, f"{name}: says more than a picture, in {[hex(each) for each in set(found) - PLAIN]}"
    assert end == len(jpeg), f"{name}: {len(jpeg) - end} bytes come after its end"
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    assert (image.format, image.mode) == ("JPEG", "RGB"), f"{name}: {image.format} {image.mode}"
    assert max(image.size) <= MAX_SIDE, f"{name}: {image.size}"


def segments(jpeg: bytes, name: str) -> tuple[list[int], int]:
    """The markers of a JPEG's segments, and where it ends."""
    assert jpeg[:2] == b"\xff\xd8", f"{name}: no JPEG came out"
    found, at = [], 2
    while jpeg[at : at + 2] != b"\xff\xd9":
        assert at < len(jpeg), f"{name}: it has no end"
        marker = jpeg[at + 1]
        assert jpeg[at] == 0xFF, f"{name}: no segment at {at}"
        found.append(marker)
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if marker == 0xDA:
            # Coded pixels: in them 0xFF is followed by 0 or a restart marker (B.1.1.5).
            while jpeg[at] != 0xFF or jpeg[at + 1] in (0, *range(0xD0, 0xD8)):
                at += 1
    return found, at + 2


# -- the chat ----------------------------------------------------------------------------------------------------------


@dataclass
class Told:
    """What a technician was told of the files that they sent: how many are stored, and what is wrong with the others,

    by the number of the message that each came in.
    """

    stored: int
    missing: dict[int, str]


async def told(person: Person, words: Wording, count: int) -> Told:
    """Wait until every file is either stored, or answered with what is wrong and what to do."""
    last = Told(0, {})

    def look(messages: list[Seen]) -> Seen | None:
        nonlocal last
        last = read(messages, words, count)
        return messages[-1] if last.stored + len(last.missing) == count else None

    try:
        await person.until(look, f"what became of {count} files", PATIENCE)
    except AssertionError as error:
        raise AssertionError(f"{person.name} was not told of all {count} files, but: {last}") from error
    return last


def read(messages: list[Seen], words: Wording, count: int) -> Told:
    """The chat as a person reads it."""
    heads = {words("tell.photos", n=count, stored=stored): stored for stored in range(count + 1)}
    answers = {words("tell.photo_lost", why=words(f"photo_problem.{code}")): code for code in PROBLEMS}
    own = [message for message in messages if not message.mine]
    counts = [heads[line] for message in own for line in message.text.splitlines()[:1] if line in heads]
    missing = {message.raw["reply_to"]["id"]: answers[message.text] for message in own if message.text in answers}
    return Told(max(counts, default=0), missing)


async def chatted(place: Town, files: list[Odd], known: dict[str, str], language: str) -> str:
    """A technician sends the files, is told of each, and finishes the visit; the client sees the clean ones alone."""
    words = FR if language == "fr" else EN
    name = "Léa Exemple" if language == "fr" else "Lee Example"
    lea = await place.stage.comes_in(name, Role.TECHNICIAN, language=language)
    await assigns(place.crews[0].dispatcher, name, client=f"Atelier {name}", when="aujourd'hui 8h30-18h")
    await arrives(STILL, lea, words)
    await works(STILL, lea, words)
    before = 1  # The trade asks for a photo of its own.
    names = [f"../IMG_{number:04}\u202egpj.exe.jpg" for number in range(len(files))]
    sent = [
        await lea.sends_file(file.data, name=name, mime="image/jpeg") for file, name in zip(files, names, strict=True)
    ]
    said = await told(lea, words, before + len(files))
    for message, file in zip(sent, files, strict=True):
        answer = said.missing.get(message["message_id"], CLEAN)
        assert answer == known[file.name], f"{name} is told that {file.name} is {answer}, it is {known[file.name]}"
    await refused_otherwise(lea, words)
    await finishes(STILL, lea, words)
    await lea.taps(words("button.submit"))
    link = await lea.sees(words("sign.how"), patience=PATIENCE)
    stored = said.stored + 1
    async with Browser() as browser:
        await browser.opens(link.copy_text(words("button.copy_link")))
        shown = sorted(set(re.findall(r"photo/(\d+)", browser.page)))
        assert len(shown) == stored, f"the page shows {len(shown)} photos of {stored}"
        for number in shown:
            for size in ("photo", "thumb"):
                assert_plain(await browser.downloads(f"{size}/{number}"), f"{size} {number} of the page")
        await browser.gives("accepted")
        assert browser.status == 200, f"the client cannot sign: {browser.status}"
    sealed = await lea.until(
        lambda seen: next((m for m in reversed(seen) if m.file_name and not m.mine), None), "the sealed PDF", PATIENCE
    )
    pdf = await sealed.download()
    assert SECRET not in pdf, "words of a picture stand in the PDF"
    assert b"EXIF" not in pdf.upper(), "EXIF stands in the PDF"
    assert pictures_in(pdf) == stored + 1, f"{pictures_in(pdf)} pictures in the PDF, {stored} photos and the signature"
    return f"{len(files)} sent by {name}: {said.stored - before} stored, {len(said.missing)} refused, signed and posted"


async def refused_otherwise(lea: Person, words: Wording) -> None:
    """A picture that is too large to be fetched, and one that says it is a paper."""
    await lea.sends_file(bytes(20 * 1024 * 1024 + 1), name="IMG.jpg", mime="image/jpeg")
    await lea.sees(words("error.photo_too_big"))
    await lea.sends_file(picture(), name="plan.pdf", mime="application/pdf")
    await lea.sees(words("recording_problem.picture"), anywhere=True, patience=PATIENCE)


# -- both --------------------------------------------------------------------------------------------------------------


async def round_of(
    folder: Path,
    files: list[Odd],
    more: Iterable[Odd],
    sample: list[str],
    *,
    until: float,
    languages: tuple[str, ...] = ("fr", "en"),
) -> str:
    """The files through the processes, then more until the time is over; a sample through the chat."""
    figures, archive = Figures(), Archive(folder / "archive")
    pictures = Pictures(archive)
    try:
        await opened(archive, pictures, files, figures)
        await opened(archive, pictures, more, figures, until=until)
    finally:
        await pictures.close()
    assert not list((folder / "archive" / "incoming").iterdir()), "files are left on their way"
    lines = [str(figures)]
    sent = [file for file in files if file.name in set(sample) and file.data]
    async with town(folder, 1) as place:
        for number, language in enumerate(languages):
            lines.append(await chatted(place, sent[number :: len(languages)], figures.by_name, language))
        assert not await waiting(place), "jobs are left in the outbox"
    return "\n".join(lines)


async def waiting(place: Town) -> int:
    """Rows that the courier has not done with."""
    await place.rests()
    courier = place.stage.service.courier
    assert courier is not None
    return 0 if courier.idle else 1


def all_files() -> list[Odd]:
    """Every file that is not drawn at random."""
    makers = (odd_files.good, odd_files.large, odd_files.foreign, odd_files.two_in_one, odd_files.bombs,
              odd_files.broken, odd_files.cut)  # fmt: skip
    return [file for make in makers for file in make()]


def endless() -> Iterator[Odd]:
    """Files with bytes changed, as many as one wants."""
    return itertools.chain.from_iterable(odd_files.flipped(seed) for seed in itertools.count())


def soak(seconds: float) -> str:
    """Every file, then changed ones for half of the time; some ninety of them through the chat."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        files = all_files()
        files += itertools.islice(endless(), max(0, ENOUGH + 20 - len(files)))
        sample = [file.name for file in files[::4]][:140]
        more = itertools.islice(endless(), 100, None)
        lines = asyncio.run(round_of(Path(folder), files, more, sample, until=began + seconds / 2))
    return f"{lines}\n({time.monotonic() - began:.0f} s)"
