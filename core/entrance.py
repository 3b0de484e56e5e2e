"""Getting in: invitations, greetings, the language, strangers. Imported by `core.step`."""

from msgspec.structs import replace

from core.effects import Button, Message, Phrase, Say, say
from core.errors import Refusal
from core.events import Started
from core.forms import ask_form, close_question, drop_form, form_of, move_form, open_form, text_value
from core.interview.given import Given
from core.people import LANGUAGES, Invitation, Language, Person, Role
from core.reading import Unreadable, clean_line
from core.staff import links, reach
from core.staff.menu import save_with_menu
from core.turn import Turn, button, q
from core.unreadable import explain

LONGEST_NAME = 80


def language_of(code: str | None, default: Language) -> Language:
    """The language of a messenger's language code (IETF tag); the default where it is none of ours."""
    short = (code or "").lower().partition("-")[0]
    return next((language for language in LANGUAGES if language == short), default)


def refuse_stranger(turn: Turn, chat_id: int, wording: str = "stranger") -> None:
    """Somebody unknown gets a polite refusal in the language of their messenger, and nothing else."""
    language = language_of(turn.event.language, turn.house.company.language)
    turn.do(Say(chat_id=chat_id, language=language, message=Message(lines=(say(f"entrance.{wording}"),))))


def refuse_disabled(turn: Turn, chat_id: int, person: Person) -> None:
    """Somebody disabled gets a clear refusal and nothing else."""
    line = say("entrance.disabled", company=turn.house.company.name)
    turn.do(Say(chat_id=chat_id, language=person.language, message=Message(lines=(line,))))


def _turn_away(turn: Turn, event: Started, wording: str) -> None:
    """A link that does not let this chat in."""
    person = turn.facts.person
    if person is not None and not person.enabled:
        refuse_disabled(turn, event.chat_id, person)
    else:
        refuse_stranger(turn, event.chat_id, wording)


def started(turn: Turn, event: Started) -> None:
    """`/start`, with or without an invitation. A used, expired or unknown invitation lets nobody in."""
    if turn.facts.person is not None:
        reach.changed(turn, reachable=True)
    facts = turn.facts
    invitation = facts.invitation
    if event.token_sha256 is None or invitation is None:
        if facts.person is not None and facts.person.enabled:
            greet(turn, facts.person, "back")
        else:
            _turn_away(turn, event, "bad_link" if event.token_sha256 else "stranger")
    elif invitation.used_at is not None:
        if facts.person is not None and facts.person.enabled and facts.person.id == invitation.used_by:
            greet(turn, facts.person, "back")
        else:
            _turn_away(turn, event, "used_link")
    elif invitation.withdrawn_at is not None:
        _turn_away(turn, event, "withdrawn_link")
    elif invitation.expires_at <= turn.now:
        _turn_away(turn, event, "expired_link")
    elif invitation.person_id is None:
        _enter(turn, event, invitation)
    elif not links.may_move(turn, invitation):
        _turn_away(turn, event, "withdrawn_link")
    elif facts.person is None:
        links.move(turn, event, invitation)
    elif facts.person.id == invitation.person_id:
        greet(turn, facts.person, "same_phone")
    else:
        _turn_away(turn, event, "other_phone")


def _enter(turn: Turn, event: Started, invitation: Invitation) -> None:
    person = save_with_menu(turn, _entering(turn, event, invitation))
    turn.save(replace(invitation, used_by=person.id, used_at=turn.now))
    greet(turn, person, "welcome")
    if invitation.created_by is not None and invitation.created_by != person.id:
        turn.tell(
            say("entrance.joined", name=person.name, role=say(f"role.{invitation.role.value}")),
            to=invitation.created_by,
        )


def _entering(turn: Turn, event: Started, invitation: Invitation) -> Person:
    known = turn.facts.person
    if known is not None:
        # Whoever was disabled comes back as what they are invited as, not as what they were.
        before = known.roles if known.enabled else frozenset()
        return replace(known, roles=before | {invitation.role}, chat_id=event.chat_id, enabled=True, reachable=True)
    return Person(
        id=turn.fresh.person_id,
        name=invitation.name,
        roles=frozenset({invitation.role}),
        language=language_of(event.language, turn.house.company.language),
        time_zone=invitation.time_zone,
        chat_id=event.chat_id,
    )


def greet(turn: Turn, person: Person, wording: str) -> None:
    """Say hello, with what this person can do here."""
    lines = [say(f"entrance.{wording}", name=person.name, company=turn.house.company.name), *help_lines(person)]
    turn.do(Say(to=person.id, message=Message(lines=tuple(lines))))


def help_lines(person: Person) -> list[Phrase]:
    """What the person can do, by role."""
    roles = [r for r in Role if r in person.roles]
    return [say(f"help.{role.value}") for role in roles] + [say("help.everyone")]


def choose_language(turn: Turn) -> None:
    """`/language`."""
    row = tuple(button(f"language.{code}", f"language:0:{code}") for code in LANGUAGES)
    turn.tell(say("language.ask"), buttons=(row,))


def language_chosen(turn: Turn, choice: str) -> None:
    """The language tapped; from the next message on."""
    if choice not in LANGUAGES:
        turn.refuse("stale")
        return
    language: Language = "en" if choice == "en" else "fr"
    save_with_menu(turn, replace(turn.person, language=language))
    turn.toast("toast.noted")
    turn.do(Say(to=turn.person.id, message=Message(lines=(say("language.now"),))))


# -- /invite ---------------------------------------------------------------------------------------------------------


def begin_invite(turn: Turn) -> None:
    """`/invite`: role, then name, then the link."""
    open_form(turn, "invite", "role", _invite_question)


def _invite_question(turn: Turn, serial: int) -> Message:
    form = form_of(turn)
    leave: tuple[Button, ...] = (button("button.quit", q(serial, "quit")),)
    if form.step == "role":
        roles = tuple((button(f"role.{r.value}", q(serial, f"role:{r.value}")),) for r in _invitable(turn.person))
        return Message(lines=(say("invite.role"),), buttons=(*roles, leave))
    role = text_value(form, "role") or ""
    return Message(lines=(say("invite.name", role=say(f"role.{role}")),), buttons=(leave,))


def _invitable(person: Person) -> tuple[Role, ...]:
    """Only an administrator makes administrators."""
    if person.has(Role.ADMINISTRATOR):
        return tuple(Role)
    return (Role.TECHNICIAN, Role.DISPATCHER, Role.MANAGER)


def take_invite(turn: Turn, given: Given) -> None:
    """An answer to the invitation's form."""
    try:
        turn.attempt(lambda: _take_invite(turn, given))
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)


def _take_invite(turn: Turn, given: Given) -> None:
    form = form_of(turn)
    kind, _, value = given.value.partition(":")
    if given.kind == "tap" and kind == "quit":
        close_question(turn)
        drop_form(turn)
        return
    if form.step == "role":
        if given.kind != "tap":
            raise Refusal("tap_please")
        if value not in {r.value for r in _invitable(turn.person)}:
            raise Refusal("stale")
        close_question(turn, say("invite.title"), say(f"role.{value}"))
        move_form(turn, "name", role=value)
        ask_form(turn, _invite_question)
        return
    if given.kind != "text":
        raise Refusal("write_it")
    name = clean_line(given.value, limit=LONGEST_NAME)
    role = Role(text_value(form, "role") or Role.TECHNICIAN.value)
    close_question(turn, say("invite.title"), name)
    drop_form(turn)
    links.invite(turn, name, role)
