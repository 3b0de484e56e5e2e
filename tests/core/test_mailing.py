"""The client by mail: asked, reminded a few times in daylight, sent the sealed report; and what comes back is told."""

from dataclasses import replace as with_
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from core.effects import SealReport, SendMail
from core.events import LetterDue, LineContested, LinkWanted, MailRefused, MailSent, ReportSealed, WordOverdue
from core.evidence_log import Chained, Entry, Kind
from core.reporting.reminding import REMINDERS, awake, next_letter

from desk_of import HUGO
from versions_of import CAMILLE, LEA, Versions, reported

ADDRESS = "claude@boulangerie.example"
DAY = timedelta(days=1)


def with_mail(address: str | None = ADDRESS, *, server: bool = True) -> Versions:
    """The house has a mail server, the client an address; version 1 is frozen and the client asked."""
    versions = Versions()
    job = versions.facts.job
    assert job is not None
    house = with_(versions.facts.house, mail=server)
    versions.facts = with_(versions.facts, house=house, job=with_(job, client=replace(job.client, email=address)))
    return reported(versions)


def mails(versions: Versions) -> list[SendMail]:
    return [effect for effect in versions.effects if isinstance(effect, SendMail)]


def noted(versions: Versions) -> list[tuple[str, dict[str, str]]]:
    return [(noun.kind, noun.facts) for noun in versions.last.saves if isinstance(noun, Entry)]


def live_links(versions: Versions) -> list[str]:
    return [link.token_sha256 for link in versions.links.values() if link.device == "mail" and link.revoked_at is None]


def test_the_link_goes_by_mail_with_a_tap_and_only_its_hash_stays():
    versions = with_mail()
    assert "button.send_mail" in versions.said()
    versions.taps_on("report", versions.version(1).report.id, "mail")
    [mail] = mails(versions)
    assert (mail.address, mail.kind, mail.language) == (ADDRESS, "ask", "fr")
    assert mail.link is not None
    assert mail.link.partition("/c/")[2].startswith("third")
    assert versions.version(1).report.number in {line.args.get("number") for line in mail.lines}
    assert "tell.mailed" in versions.said()
    assert len(live_links(versions)) == 1


def test_a_second_mail_ends_the_first_ones_link():
    versions = with_mail()
    report_id = versions.version(1).report.id
    versions.taps_on("report", report_id, "mail")
    [first] = live_links(versions)
    versions.taps_on("report", report_id, "mail")
    [second] = live_links(versions)
    assert first != second


def test_whoever_was_not_there_is_written_to_by_itself():
    versions = with_mail()
    versions.taps_on("report", versions.version(1).report.id, "absent")
    assert [mail.kind for mail in mails(versions)] == ["ask"]
    assert "tell.mailed" in versions.said()


def test_after_a_day_of_silence_the_letter_waits_for_the_morning_and_comes_once():
    versions = with_mail()
    report_id, zone = versions.version(1).report.id, versions.version(1).report.time_zone
    versions.later(60 * 24).happens(WordOverdue(at=versions.now, report_id=report_id))
    assert mails(versions) == [], "whatever hour it is"
    versions.sealed(1, "awaiting")
    file = versions.version(1)
    assert file.sealed_at is not None
    due = next_letter(file, [])
    assert due == awake(file.sealed_at, zone)
    night = with_(file, sealed_at=datetime(2026, 11, 24, 22, tzinfo=UTC))
    assert next_letter(night, []) == datetime(2026, 11, 25, 7, tzinfo=UTC), "eight o'clock in Paris"
    versions.happens(LetterDue(at=versions.now, report_id=report_id))
    assert [mail.kind for mail in mails(versions)] == ["ask"]
    assert versions.told(LEA) == {"tell.client_written", "tell.mailed"}
    versions.happens(LetterDue(at=versions.now, report_id=report_id))
    assert [mail.kind for mail in mails(versions)] == ["reminder"]
    assert versions.told(LEA) == set()


def test_an_address_that_did_not_work_is_not_written_to_after_a_day_either():
    versions = with_mail()
    versions.later(60 * 24).happens(WordOverdue(at=versions.now, report_id=versions.version(1).report.id))
    versions.sealed(1, "awaiting")
    log = entries(versions, ("bounced", "mail_ask", versions.now))
    assert next_letter(versions.version(1), log) is None


def corrected(versions: Versions) -> Versions:
    """A new version is frozen and its copy made; only the last step's effects are kept."""
    versions.begins(LEA).leaves_at("9h20")
    versions.taps("submit")
    return versions.asked(max(file.report.version for file in versions.files.values()))


def test_whoever_signed_hears_that_their_word_is_void_and_gets_the_new_versions_link():
    versions = corrected(with_mail().answered(1).sealed(1))
    [mail] = mails(versions)
    assert (mail.kind, mail.address, mail.about) == ("replaced", ADDRESS, versions.version(2).report.id)
    assert "mail.replaced.void" in {line.id for line in mail.lines}
    assert mail.link is not None
    assert "tell.mailed" in versions.told(LEA)
    assert len({link.token_sha256 for link in versions.links.values()}) == len(versions.links) == 5


def test_whoever_was_written_to_hears_of_every_later_version():
    versions = with_mail()
    versions.taps_on("report", versions.version(1).report.id, "mail")
    corrected(versions)
    assert [mail.kind for mail in mails(versions)] == ["replaced"]
    sent: tuple[Kind, str, datetime] = ("sent", "mail_replaced", versions.now)
    assert next_letter(versions.version(2), entries(versions, sent, version=2)) is not None, "and is reminded of it"
    versions.begins(LEA).leaves_at("9h25")
    versions.taps("submit")
    versions.asked(3)
    assert [mail.kind for mail in mails(versions)] == ["replaced"]


def test_a_correction_on_the_doorstep_writes_no_letter():
    versions = corrected(with_mail())
    assert mails(versions) == []


def test_a_client_who_is_not_asked_again_gets_the_corrected_report_all_the_same():
    versions = with_mail().answered(1).sealed(1)
    versions.begins(LEA)
    versions.taps("edit:outcome")
    versions.chooses("abandoned")
    versions.taps("reason:unsafe")
    versions.taps("submit")
    versions.asked(2)
    assert mails(versions) == []
    versions.sealed(2, "not_asked")
    [mail] = mails(versions)
    assert (mail.kind, mail.link) == ("sealed", None)
    assert "mail.sealed.replaced" in {line.id for line in mail.lines}


@pytest.mark.parametrize(("address", "server"), [(None, True), (ADDRESS, False)])
def test_without_an_address_or_a_server_nothing_is_offered_or_sent(address, server):
    versions = with_mail(address, server=server)
    assert "button.send_mail" not in versions.said()
    report_id = versions.version(1).report.id
    versions.taps_on("report", report_id, "mail")
    assert versions.said() == {"error.no_mail"}
    versions.taps_on("report", report_id, "absent")
    assert mails(versions) == []


def test_somebody_else_sends_nothing():
    versions = with_mail().be(HUGO)
    versions.taps_on("report", versions.version(1).report.id, "mail")
    assert (versions.said(), mails(versions)) == ({"error.not_yours"}, [])


def test_the_sealed_report_follows_the_word():
    versions = with_mail().answered(1)
    assert mails(versions) == []
    versions.sealed(1)
    [mail] = mails(versions)
    assert (mail.kind, mail.pdf_sha256, mail.link) == ("sealed", "e1with_word", None)
    assert mail.pdf_name == f"{versions.version(1).report.number}-v1.pdf"


def test_what_the_mail_server_said_is_kept_and_who_can_help_is_told():
    versions = with_mail()
    report_id = versions.version(1).report.id
    versions.happens(MailSent(at=versions.now, about=report_id, kind="ask", address=ADDRESS))
    assert noted(versions) == [("sent", {"way": "mail_ask", "address": "c…@boulangerie.example"})]
    versions.happens(MailRefused(at=versions.now, about=report_id, kind="ask", address=ADDRESS, reason="550 unknown"))
    assert noted(versions)[0][0] == "bounced"
    for person in (LEA, CAMILLE):
        assert versions.told(person) >= {"tell.mail_refused"}


# -- reminders -------------------------------------------------------------------------------------------------------


def entries(versions: Versions, *kinds: tuple[Kind, str, datetime], version: int = 1) -> list[Chained]:
    report = versions.version(version).report
    return [
        Chained(n=n, report_id=report.id, version=version, kind=kind, at=at, facts={"way": way}, salt="",
                facts_sha256="", previous="")
        for n, (kind, way, at) in enumerate(kinds, start=1)
    ]  # fmt: skip


def test_reminders_come_a_few_times_and_then_never():
    versions = with_mail()
    file, noon = versions.version(1), datetime(2026, 11, 24, 11, tzinfo=UTC)
    log: list[tuple[Kind, str, datetime]] = [("sent", "code", noon)]
    assert next_letter(file, entries(versions, *log)) is None, "nobody wrote to the client yet"
    log.append(("sent", "mail_ask", noon))
    for after in REMINDERS:
        due = next_letter(file, entries(versions, *log))
        assert due == noon + after
        log.append(("sent", "mail_reminder", due))
    assert next_letter(file, entries(versions, *log)) is None


def test_any_answer_and_a_mail_that_came_back_end_the_reminders():
    versions = with_mail()
    sent: tuple[Kind, str, datetime] = ("sent", "mail_ask", versions.now)
    log = entries(versions, sent)
    file = versions.version(1)
    assert next_letter(file, log) is not None
    assert next_letter(file, entries(versions, sent, ("bounced", "mail_ask", versions.now))) is None
    versions.happens(LineContested(at=versions.now, report_id=file.report.id, line="times", text="Non"))
    assert next_letter(versions.version(1), log) is None
    versions.happens(LetterDue(at=versions.now, report_id=file.report.id))
    assert mails(versions) == [], "nor does one that was due just then"
    versions.answered(1)
    assert next_letter(versions.version(1), log) is None


def test_a_reminder_that_is_due_is_a_mail_of_its_own():
    versions = with_mail()
    versions.taps_on("report", versions.version(1).report.id, "mail")
    versions.happens(LetterDue(at=versions.now, report_id=versions.version(1).report.id))
    assert [mail.kind for mail in mails(versions)] == ["reminder"]


@pytest.mark.parametrize(
    ("zone", "local", "then"),
    [
        ("Europe/Paris", "2026-11-24 12:00", "2026-11-24 12:00"),
        ("Europe/Paris", "2026-11-24 23:30", "2026-11-25 08:00"),
        ("Europe/Paris", "2026-11-24 03:00", "2026-11-24 08:00"),
        ("Europe/Paris", "2026-03-28 22:00", "2026-03-29 08:00"),  # the night that lacks an hour
        ("Europe/Paris", "2026-10-24 22:00", "2026-10-25 08:00"),  # the night that has one twice
        ("Australia/Lord_Howe", "2026-10-03 19:00", "2026-10-04 08:00"),
        ("Indian/Reunion", "2026-11-24 19:00", "2026-11-25 08:00"),
    ],
)
def test_nobody_is_written_to_at_night_wherever_they_are(zone, local, then):
    tz = ZoneInfo(zone)
    at = datetime.fromisoformat(local).replace(tzinfo=tz)
    assert awake(at, zone) == datetime.fromisoformat(then).replace(tzinfo=tz).astimezone(UTC)


def test_a_link_leads_there_for_as_long_as_the_house_says():
    versions = with_mail()
    versions.facts = with_(versions.facts, house=with_(versions.facts.house, link_life=timedelta(days=3)))
    versions.taps_on("report", versions.version(1).report.id, "mail")
    [link] = [link for link in versions.links.values() if link.device == "mail"]
    assert link.expires_at == versions.now + timedelta(days=3)


def test_where_signing_was_switched_off_nobody_is_asked_any_more_and_the_report_follows():
    versions = with_mail()
    report_id = versions.version(1).report.id
    versions.facts = with_(versions.facts, house=with_(versions.facts.house, signing=False))
    for event in (LinkWanted(at=versions.now, report_id=report_id), LetterDue(at=versions.now, report_id=report_id)):
        versions.happens(event)
        assert versions.effects == []
    versions.happens(WordOverdue(at=versions.now, report_id=report_id))
    assert [effect.seal for effect in versions.effects if isinstance(effect, SealReport)] == ["without_confirmation"]
    assert mails(versions) == []
    versions.happens(WordOverdue(at=versions.now, report_id=report_id))
    assert versions.effects == []
    sealed = ReportSealed(at=versions.now, report_id=report_id, sha256="e" * 64, seal="without_confirmation")
    versions.happens(sealed)
    [letter] = mails(versions)
    assert (letter.kind, letter.link, letter.pdf_sha256) == ("sealed", None, "e" * 64)
    assert "mail.sealed.unasked" in {line.id for line in letter.lines}
