"""`constat people`: beside a running service, as somebody types it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from demo.people import Demo, Person
from demo.server import RunningServer
from templates.wording import wording
from tests.app.prompt import Prompt

FR = wording("fr")


@pytest.fixture
async def demo(server: RunningServer) -> AsyncIterator[Demo]:
    async with Demo(server.url) as people:
        yield people


@pytest.fixture
async def serving(prompt: Prompt) -> AsyncIterator[asyncio.subprocess.Process]:
    """A service that goes on running while things are typed."""
    service = await prompt.serves()
    yield service
    service.terminate()
    await service.communicate()


async def comes_in(prompt: Prompt, demo: Demo, name: str, role: str) -> Person:
    said = await prompt.types("invite", "--role", role, "--name", name)
    person = await demo.user(name)
    await person.start(said.out.strip().rpartition("start=")[2])
    await person.sees("Bienvenue")
    return person


async def test_somebody_is_disabled_and_enabled_while_the_service_runs(
    prompt: Prompt, demo: Demo, serving: asyncio.subprocess.Process
):
    lea = await comes_in(prompt, demo, "Léa Exemple", "technician")
    said = await prompt.types("people", "disable", "Léa")
    assert (said.code, said.out.strip()) == (0, "1 Léa Exemple: technician, access suspended")
    await lea.sees(FR("people.told_disabled", company="Froid Modèle SARL"), patience=10)
    await lea.says("/today")
    await lea.sees(FR("entrance.disabled", company="Froid Modèle SARL"))
    said = await prompt.types("people", "enable", "1")
    assert said.out.strip().endswith("here")
    await lea.sees(FR("people.told_enabled"), patience=10)
    await lea.says("/today")
    await lea.sees(FR("today.nothing"))


async def test_roles_names_and_phones(prompt: Prompt, demo: Demo, serving: asyncio.subprocess.Process):
    lea = await comes_in(prompt, demo, "Léa Exemple", "technician")
    said = await prompt.types("people", "roles", "1", "+dispatcher", "-technician")
    assert (said.code, said.out.strip()) == (0, "1 Léa Exemple: dispatcher, here")
    await lea.sees(FR("people.told_roles"), patience=10)
    assert (await prompt.types("people", "rename", "Léa Exemple", "Léa Modèle")).code == 0
    said = await prompt.types("people", "relink", "Léa Modèle")
    assert said.code == 0
    assert "Léa Modèle" in said.err
    new = await demo.user("Léa, nouveau téléphone")
    await new.start(said.out.strip().rpartition("start=")[2])
    await new.sees("Léa Modèle, vous êtes sur votre nouveau téléphone")
    await lea.sees("Cette conversation est fermée")
    said = await prompt.types("people", "list")
    assert "Léa Modèle" in said.out
    assert "dispatcher" in said.out
    await prompt.types("people", "rename", "1", "[b]Léa\u202e\x1b[2J :cat:")
    said = await prompt.types("people", "list")
    assert "[b]Léa[2J :cat:" in said.out, "names are written as they were typed, without what cannot be seen"
    assert not {"\u202e", "\x1b"} & set(said.out)


async def test_an_invitation_is_sent_anew_and_withdrawn(prompt: Prompt, demo: Demo):
    first = (await prompt.types("invite", "--role", "manager", "--name", "Noa Exemple")).out
    assert "invited, until" in (await prompt.types("people", "list")).out
    second = await prompt.types("people", "resend", "Noa")
    assert second.code == 0
    assert second.out.startswith("https://t.me/")
    assert second.out != first
    assert (await prompt.types("people", "list")).out.count("Noa") == 1
    said = await prompt.types("people", "withdraw", "Noa Exemple")
    assert said.out.strip() == "Noa Exemple is no longer invited."
    assert "Noa" not in (await prompt.types("people", "list")).out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("disable", "Personne"), "constat people list"),
        (("disable", "7"), "constat people list"),
        (("roles", "Alix Exemple", "+pilot"), "+pilot"),
        (("roles", "Alix Exemple", "-administrator"), "one role"),
        (("disable", "Alix Exemple"), "last administrator"),
        (("rename", "Alix Exemple", " "), "new name"),
        (("resend", "Alix Exemple"), "constat people list"),
    ],
)
async def test_what_cannot_be_done_ends_with_one_sentence(
    prompt: Prompt, demo: Demo, serving: asyncio.subprocess.Process, words: tuple[str, ...], says: str
):
    await comes_in(prompt, demo, "Alix Exemple", "administrator")
    said = await prompt.types("people", *words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert len(said.err.strip().splitlines()) == 1, said.err


async def test_a_name_that_two_have_needs_a_number(prompt: Prompt, demo: Demo, serving: asyncio.subprocess.Process):
    await comes_in(prompt, demo, "Léa Exemple", "technician")
    await comes_in(prompt, demo, "Léo Exemple", "technician")
    said = await prompt.types("people", "disable", "Exemple")
    assert said.code == 2
    assert "1 Léa Exemple, 2 Léo Exemple" in said.err
