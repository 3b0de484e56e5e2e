"""Who an effect is for: the chat, the language and the time zone. Used by `storage.apply`, inside its transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.decision import Decision
from core.effects import (
    OFFICE,
    Amend,
    AnyEffect,
    Erase,
    FetchPhoto,
    FetchRecording,
    MakeClientCopy,
    Say,
    SealReport,
    SendMail,
    SetMenu,
    Toast,
)
from core.facts import Facts
from core.people import Person
from storage.outbox import Letter
from storage.people import people_by_id
from storage.slots import moved


@dataclass(frozen=True)
class Addressed:
    """A decision's effects, sorted: letters for the outbox, toasts to be shown now, recipients who have no chat."""

    letters: tuple[Letter, ...]
    toasts: tuple[Toast, ...]
    skipped: tuple[int, ...]


def address(session: Session, facts: Facts, decision: Decision, office_chat_id: int | None) -> Addressed:
    """Find where each effect goes. People count as the decision leaves them: who is disabled is sent nothing more, but

    what stands in their chat is still corrected.
    """
    office_chat = office_chat_id
    if office_chat is not None and any(getattr(effect, "to", None) == OFFICE for effect in decision.effects):
        office_chat = moved(session, [office_chat]).get(office_chat, office_chat)
    people = _people(session, facts, decision)
    letters: list[Letter] = []
    toasts: list[Toast] = []
    skipped: list[int] = []
    for effect in decision.effects:
        if isinstance(effect, Toast):
            toasts.append(effect)
        elif (letter := _letter(effect, facts, people, office_chat)) is not None:
            letters.append(letter)
        else:
            skipped.append(getattr(effect, "to", OFFICE))
    return Addressed(tuple(letters), tuple(toasts), tuple(skipped))


def _letter(effect: AnyEffect, facts: Facts, people: dict[int, Person], office_chat: int | None) -> Letter | None:
    company = facts.house.company
    match effect:
        case FetchPhoto() | FetchRecording() | MakeClientCopy() | SealReport():
            return Letter(effect, None, None, company.language, company.time_zone)
        case SendMail(language=language):
            return Letter(effect, None, None, language, company.time_zone)
        case Say(chat_id=int(chat_id), language=language) | Amend(chat_id=int(chat_id), language=language):
            return Letter(effect, chat_id, None, language, company.time_zone)
        case SetMenu(chat_id=int(chat_id)):
            return Letter(effect, chat_id, None, company.language, company.time_zone)
    to = getattr(effect, "to", OFFICE)
    if to == OFFICE:
        return Letter(effect, office_chat, OFFICE, company.language, company.time_zone) if office_chat else None
    person = people.get(to)
    if person is None or person.chat_id is None:
        return None
    if not person.enabled and not isinstance(effect, Amend | Erase | SetMenu):
        return None
    return Letter(effect, person.chat_id, person.id, person.language, person.time_zone or company.time_zone)


def _people(session: Session, facts: Facts, decision: Decision) -> dict[int, Person]:
    known = dict(facts.by_id)
    if facts.person is not None:
        known[facts.person.id] = facts.person
    known |= {noun.id: noun for noun in decision.saves if isinstance(noun, Person)}
    return known | people_by_id(session, _recipients(decision.effects) - known.keys())


def _recipients(effects: Iterable[AnyEffect]) -> set[int]:
    return {to for effect in effects if (to := getattr(effect, "to", None))}
