"""A seal whose time an authority attests (PAdES B-T): said so, checked, and never silently gone without."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from fpdf import FPDF

from evidence.identity import Identity
from evidence.seal import NoTimestamp, seal
from evidence.verify import State, verify
from tests.evidence.authority import NAME, Authority, authority
from tests.evidence.documents import pdfsig

LATER = timedelta(seconds=3)


@pytest.fixture(scope="module")
def tsa(now: datetime) -> Iterator[Authority]:
    with authority(now + LATER) as found:
        yield found


@pytest.fixture(scope="module")
def plain(now: datetime) -> bytes:
    pdf = FPDF()
    pdf.set_creation_date(now)
    pdf.add_page()
    return bytes(pdf.output())


@pytest.fixture(scope="module")
def stamped(plain: bytes, identity: Identity, now: datetime, tsa: Authority) -> bytes:
    return seal(plain, identity, reason="Rapport", location="Lyon", now=now, tsa_url=tsa.url)


def test_the_authoritys_time_and_name_are_told_beside_our_own(stamped: bytes, now: datetime) -> None:
    verdict = verify(stamped)
    assert (verdict.state, verdict.signed_at) == (State.INTACT, now)
    assert (verdict.stamped_at, verdict.stamped_by) == (now + LATER, NAME)


@pytest.mark.poppler
def test_poppler_still_agrees(stamped: bytes) -> None:
    said = pdfsig(stamped)
    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_a_changed_byte_is_noticed_outside_the_authoritys_own_answer(stamped: bytes) -> None:
    """Part of the answer is bound by nothing in the file; there the archive's hash decides (`constat verify`)."""
    start = stamped.index(b"/Contents <") + len(b"/Contents <")
    end = stamped.index(b">", start)
    chance = random.Random(20261125)
    unnoticed = []
    for position in chance.sample([n for n in range(len(stamped)) if not start <= n < end], 200):
        changed = bytearray(stamped)
        changed[position] ^= chance.randrange(1, 256)
        if verify(bytes(changed)).state is not State.ALTERED:
            unnoticed.append(position)
    assert unnoticed == []


def test_a_time_that_the_authority_did_not_say_is_noticed(stamped: bytes, now: datetime) -> None:
    said = f"{now + LATER:%Y%m%d%H%M%SZ}".encode().hex().upper().encode()
    other = f"{now:%Y%m%d%H%M%SZ}".encode().hex().upper().encode()
    assert stamped.count(said) == 1
    assert verify(stamped.replace(said, other)).state is State.ALTERED


@pytest.mark.parametrize("trouble", ["down", "careless"])
def test_an_authority_that_gives_no_good_stamp_is_no_seal(
    trouble: str, plain: bytes, identity: Identity, now: datetime
) -> None:
    with authority(now) as found:
        setattr(found, trouble, True)
        with pytest.raises(NoTimestamp):
            seal(plain, identity, reason="Rapport", location="Lyon", now=now, tsa_url=found.url)


def test_nobody_at_the_address_is_no_seal(plain: bytes, identity: Identity, now: datetime) -> None:
    with authority(now) as gone:
        url = gone.url
    with pytest.raises(NoTimestamp):
        seal(plain, identity, reason="Rapport", location="Lyon", now=now, tsa_url=url)
