"""A one-time code by mail before the word: sent, right, wrong, outdated, guessed; and where none is demanded."""

import re
from dataclasses import replace as with_

import pytest
from msgspec.structs import replace

from core.confirmation import Confirmation, Word
from core.effects import SealReport, SendMail
from core.events import CodeWanted, MailSent, WordGiven
from core.evidence_log import Entry
from core.reporting.one_time import CODE_LIFE, MOST_SENT, MOST_WRONG, is_demanded

from table import CLIENT
from versions_of import Versions, reported

ADDRESS = "claude@boulangerie.example"


def asked(code: str = "remote", *, email: str | None = ADDRESS, mail: bool = True) -> Versions:
    versions = Versions()
    job = versions.facts.job
    assert job is not None
    house = with_(versions.facts.house, mail=mail, code=code)  # type: ignore[arg-type]
    versions.facts = with_(versions.facts, house=house, job=with_(job, client=replace(job.client, email=email)))
    return reported(versions)


def wants(versions: Versions, device: str = "client") -> str:
    """Ask for a code; the one that was sent, empty when none was."""
    versions.happens(CodeWanted(at=versions.now, report_id=versions.version(1).report.id, device=device))
    sent = [effect for effect in versions.effects if isinstance(effect, SendMail)]
    codes = [str(line.args["code"]) for mail in sent for line in mail.lines if line.id == "mail.code.text"]
    return codes[0] if codes else ""


def says(versions: Versions, code: str, way: str = "client") -> bool:
    """Give the word with this code; whether it was taken."""
    report_id = versions.version(1).report.id
    said = Confirmation(word=Word.ACCEPTED, name="Claude Modèle", signed_at=versions.now, client_pdf_sha256="c" * 64,
                        report_sha256="d" * 64)  # fmt: skip
    versions.happens(WordGiven(at=versions.now, report_id=report_id, confirmation=said, code=code, way=way))
    return any(isinstance(effect, SealReport) for effect in versions.effects)


def noted(versions: Versions) -> list[str]:
    return [noun.kind for noun in versions.last.saves if isinstance(noun, Entry)]


def test_the_right_code_lets_the_word_in_and_both_are_evidence():
    versions = asked()
    code = wants(versions)
    assert re.fullmatch("[0-9]{6}", code)
    kept = versions.version(1).code
    assert kept is not None
    assert code not in f"{kept.sha256}{kept.salt}"
    [letter] = [effect for effect in versions.effects if isinstance(effect, SendMail)]
    assert letter.good_until == kept.expires_at == versions.now + CODE_LIFE
    versions.happens(MailSent(at=versions.now, about=versions.version(1).report.id, kind="code", address=ADDRESS))
    assert noted(versions) == ["code_sent"]
    assert says(versions, code)
    assert noted(versions) == ["code_verified", "word"]


@pytest.mark.parametrize("code", ["", "000000", "abc"])
def test_a_wrong_code_takes_nothing_and_is_noted(code):
    versions = asked()
    right = wants(versions)
    assert not says(versions, code)
    assert noted(versions) == ["code_failed"]
    assert versions.version(1).confirmation is None
    assert says(versions, right), "the next try may be right"


def test_without_a_code_having_been_sent_none_is_right():
    versions = asked()
    assert not says(versions, "")
    assert not says(versions, "000000")


def test_a_code_that_was_guessed_at_too_often_is_void_and_so_is_an_outdated_one():
    versions = asked()
    code = wants(versions)
    for _ in range(MOST_WRONG):
        says(versions, "000000" if code != "000000" else "111111")
    assert not says(versions, code)
    code = wants(versions.later(1))
    versions.later(CODE_LIFE.total_seconds() / 60 + 1)
    assert not says(versions, code)
    assert says(versions, wants(versions))


def test_a_new_code_ends_the_one_before_and_there_is_an_end_to_them():
    versions = asked()
    first = wants(versions)
    assert wants(versions) == "", "not twice in a moment"
    second = wants(versions.later(1))
    assert first != second
    assert not says(versions, first)
    for _ in range(MOST_SENT):
        last = wants(versions.later(1))
    assert last == ""
    late = wants(versions.later(61))
    assert says(versions, late), "a slow mail server makes no report unsignable"


@pytest.mark.parametrize(
    ("code", "email", "mail", "device", "demanded"),
    [
        ("never", ADDRESS, True, "client", False),
        ("remote", ADDRESS, True, "client", True),
        ("remote", ADDRESS, True, "mail", True),
        ("remote", ADDRESS, True, "technician", False),
        ("always", ADDRESS, True, "technician", True),
        ("always", None, True, "client", False),
        ("always", ADDRESS, False, "client", False),
    ],
)
def test_from_whom_it_is_demanded(code, email, mail, device, demanded):
    versions = asked(code, email=email, mail=mail)
    assert is_demanded(versions.facts.house, replace(CLIENT, email=email), device) is demanded
    assert says(versions, "", way=device) is not demanded
    if not demanded:
        assert "code_failed" not in noted(versions)
