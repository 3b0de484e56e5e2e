"""The corpus of dispatchers' messages is well formed, invented, and says of each message only what stands in it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from templates.interviews import load_interviews
from tests.corpus.assignments.corpus import (
    EXACT,
    HALVES,
    PHRASE_LISTS,
    PHRASES,
    Job,
    Message,
    agrees,
    plain,
    read_half,
    read_world,
)

WORLD = read_world()
TRADES = load_interviews().keys()
TUNING, HELD_OUT = (read_half(half) for half in HALVES)
MESSAGES = TUNING + HELD_OUT
SITES = {client.name: {site.name: site for site in client.sites} for client in WORLD.clients}
NAMES = {technician.name for technician in WORLD.technicians}

FICTION = re.compile(
    r"\+33(19900|26191|35301|46571|53649|63998)\d{4}|\+44(2079460\d{3}|7700900\d{3}|1214960\d{3}|1614960\d{3}|1632960\d{3})"
)
"""Numbers that ARCEP (numbering plan) and Ofcom ("Telephone numbers for drama use") keep for fiction."""
ORDER_NUMBERS = {"+33202611873"}
"""Taken for phone numbers by phonenumbers, but the numbers of orders ("2026-11873")."""
MOBILE_FICTION = re.compile(r"\+3363998\d{4}|\+44(7700900|1632960)\d{3}")
"""Of the numbers kept for fiction, those that phonenumbers calls possible but not valid, because nobody has them."""


def jobs() -> Iterator[tuple[Message, Job]]:
    for message in MESSAGES:
        for job in message.jobs:
            yield message, job


def test_there_are_enough_of_every_kind() -> None:
    assert len(MESSAGES) >= 130
    languages = Counter(message.language for message in MESSAGES)
    assert languages["fr"] >= 80
    assert languages["en"] >= 50
    kinds = Counter(message.kind for message in MESSAGES)
    assert kinds["forwarded"] >= 34
    assert min(kinds[kind] for kind in ("line", "pasted", "chat")) >= 10
    assert all(message.text.count("\n") >= 4 for message in MESSAGES if message.kind == "forwarded")
    assert sum(not message.jobs for message in MESSAGES) >= 10
    assert sum(len(message.jobs) > 1 for message in MESSAGES) >= 5


def test_the_halves_are_alike_and_share_nothing() -> None:
    assert abs(len(TUNING) - len(HELD_OUT)) <= 2
    assert len({message.id for message in MESSAGES}) == len(MESSAGES)
    assert len({plain(message.text) for message in MESSAGES}) == len(MESSAGES)
    tuned, held = (Counter((message.language, message.kind) for message in half) for half in (TUNING, HELD_OUT))
    assert all(abs(tuned[group] - held[group]) <= 1 for group in tuned | held)


def test_every_field_is_met_in_both_halves() -> None:
    assert set(PHRASES) | set(PHRASE_LISTS) | set(EXACT) == set(Job.__struct_fields__)
    for half in (TUNING, HELD_OUT):
        met = {name for message in half for job in message.jobs for name in Job.__struct_fields__ if getattr(job, name)}
        assert met == set(Job.__struct_fields__)


def test_what_is_named_exists() -> None:
    assert len(SITES) >= 14
    assert len(NAMES) == 9
    for message, job in jobs():
        assert job.client is None or job.client in SITES, message.id
        assert job.site is None or (job.client and job.site in SITES[job.client]), message.id
        assert job.technician is None or job.technician in NAMES, message.id
        assert job.trade is None or job.trade in TRADES, message.id
        assert not (job.client and job.new_client), message.id
        assert not (job.site and job.address), message.id
        if job.site and job.client:
            assert SITES[job.client][job.site].zone == message.zone, message.id
        if job.client and not job.site and not job.address:
            assert len(SITES[job.client]) > 1, message.id


def test_phrases_stand_in_their_message() -> None:
    for message, job in jobs():
        text = " ".join(message.text.replace("> ", "").split())
        phrases = [getattr(job, name) for name in PHRASES if getattr(job, name)]
        for phrase in [*phrases, *(phrase for name in PHRASE_LISTS for phrase in getattr(job, name))]:
            assert phrase in text, f"{message.id}: {phrase}"
        assert job.mission_must_contain, message.id
        assert not job.urgent or re.search(r"(?i)urgent|asap|de suite", text), message.id
        assert job.email is None or job.email in text, message.id


def test_times_exist_and_lie_ahead() -> None:
    for message, job in jobs():
        assert not (job.day and (job.starts_at or job.ends_at)), message.id
        assert job.day is None or job.day >= message.now.date(), message.id
        times = [at for at in (job.starts_at, job.ends_at) if at]
        for at in times:
            assert exists(at, message.zone), message.id
            assert (at - message.now).days < 45, message.id
        assert all(earlier < later for earlier, later in pairwise([message.now, *times])), message.id


def exists(local: datetime, zone: str) -> bool:
    """False in the hour that the start of summer time leaves out."""
    aware = local.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None) == local


@pytest.mark.parametrize("truth", [True, False])
def test_phone_numbers_are_numbers_and_nobodys(truth: bool) -> None:
    if truth:
        found = [job.phone for _, job in jobs() if job.phone]
        found += [contact.phone for sites in SITES.values() for site in sites.values() for contact in site.contacts]
        found += WORLD.company.phones
    else:
        found = [number for message in MESSAGES for number in numbers_in(message)]
    assert len(found) > 40
    for phone in found:
        number = phonenumbers.parse(phone)
        assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == phone
        assert FICTION.fullmatch(phone), phone
        assert phonenumbers.is_valid_number(number) or MOBILE_FICTION.fullmatch(phone), phone


def numbers_in(message: Message) -> Iterator[str]:
    """What phonenumbers calls a valid number, and mobiles nobody can have, anywhere in the text."""
    region = "FR" if message.zone == "Europe/Paris" else "GB"
    for match in phonenumbers.PhoneNumberMatcher(message.text, region, phonenumbers.Leniency.POSSIBLE):
        phone = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        real = phonenumbers.is_valid_number(match.number) and phone not in ORDER_NUMBERS
        if real or MOBILE_FICTION.fullmatch(phone):
            yield phone


def test_the_companys_own_numbers_are_nobodys_contact() -> None:
    for message, job in jobs():
        assert job.phone not in WORLD.company.phones, message.id
        assert job.email not in WORLD.company.emails, message.id


def test_mail_and_web_addresses_are_nobodys() -> None:
    mails = [job.email for _, job in jobs() if job.email]
    mails += [contact.email for sites in SITES.values() for site in sites.values() for contact in site.contacts]
    texts = "\n".join([*(message.text for message in MESSAGES), *mails, *WORLD.company.emails])
    hosts = re.findall(r"(?:@|https?://|www\.)([\w.-]+\w)", texts)
    assert len(hosts) > 30
    assert all(host.endswith(".example") for host in hosts)


def test_a_card_that_does_not_split_holds_what_all_jobs_share() -> None:
    list_of_jobs = next(message for message in MESSAGES if message.text.startswith("19/06 Léa"))
    assert list_of_jobs.shared == Job(
        client="Supermarché Témoin", technician="Léa Exemple", mission_must_contain=("meuble surgelés", "-14", "idem")
    )
    assert all(message.shared == Job() for message in MESSAGES if not message.jobs)


@pytest.mark.parametrize(
    ("found", "truth", "same"),
    [
        ("Code 4B12", "4B12", True),
        ("SOUS SOL -2", "sous-sol -2", True),
        ("3e etage gauche", "3e étage gauche", True),
        ("étage 3", "3e étage gauche", False),
        ("4B1", "4B12", False),
        ("", "4B12", False),
        ("R449A et une échelle de 3 m", "R449A", False),
    ],
)
def test_phrases_agree_when_they_say_the_same(found: str, truth: str, same: bool) -> None:
    assert agrees(found, truth) is same
