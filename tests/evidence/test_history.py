"""The certificate: what happened until the sealing, on a page of its own, and the same as data that can be checked."""

from typing import get_args

import msgspec
import pytest

from core.evidence_log import Chained, Entry, Kind, chained, first_broken
from core.report import Seal
from tests.evidence.documents import a_report, at, attachments, pages_of, photographed, printed, text_of, the_word

pytestmark = pytest.mark.poppler

FACTS = {
    "sent": {"way": "code"},
    "bounced": {"way": "mail_ask", "address": "c…@example.org", "reason": "550 unknown"},
    "contested": {"line": "times", "text": "Bien plus tard"},
    "answered": {"line": "times", "text": "Corrigé", "by": "Camille Exemple"},
    "code_sent": {"address": "c…@example.org"},
    "code_verified": {"address": "c…@example.org"},
    "code_failed": {"ip": "203.0.113.99"},
    "opened": {"device": "client", "ip": "203.0.113.24", "user_agent": "TestPhone/1.0"},
    "word": {"word": "accepted", "ip": "203.0.113.25", "other_clients": "2"},
    "sealed": {"seal": "awaiting"},
    "posted": {"place": "office", "message": "7"},
    "replaced": {"by": "2"},
}


def a_log() -> tuple[Chained, ...]:
    """Everything that can happen, once."""
    log: list[Chained] = []
    for n, kind in enumerate(get_args(Kind), start=1):
        facts = FACTS.get(kind, {})
        entry = Entry(visit_id=7, report_id=42, version=1, kind=kind, at=at(9, n), facts=facts)
        log.append(chained(entry, n, f"salt {n}", log[-1].sha256 if log else ""))
    return tuple(log)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_that_happened_stands_on_the_certificate(language: str, jpegs: dict[str, bytes]) -> None:
    report = a_report(language=language, photos=photographed(jpegs, 2))
    log = a_log()
    pdf = printed(report, seal=Seal.WITH_WORD, confirmation=the_word(report), photos=jpegs, log=log)
    certificate = text_of(pdf, "-raw")
    for word in ("203.0.113.24", "TestPhone/1.0", "203.0.113.25", "2026-11-24 09:02:00 UTC", "10:02:00 Paris"):
        assert word in certificate
    assert ("2 autres clients" if language == "fr" else "2 other clients") in certificate
    for sha256 in (log[-1].sha256, *list(jpegs)[:2]):
        assert sha256 in certificate.replace("\n", "").replace(" ", "")
    [proof] = [page for page in pages_of(pdf) if ("Éléments de preuve" if language == "fr" else "Evidence\n") in page]
    assert "Dominique Modèle" not in proof, "a page of its own"


def test_the_log_is_attached_and_can_be_checked_by_anybody() -> None:
    report, log = a_report(), a_log()
    pdf = printed(report, seal=Seal.WITH_WORD, confirmation=the_word(report), log=log)
    found = msgspec.json.decode(attachments(pdf)["evidence.json"], type=list[Chained])
    assert tuple(found) == log
    assert first_broken(found) is None


def test_the_copy_that_the_client_is_shown_has_no_history() -> None:
    pdf = printed(a_report())
    assert "Historique" not in text_of(pdf)
    assert "evidence.json" not in attachments(pdf)
