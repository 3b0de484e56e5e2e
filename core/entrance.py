"""Getting in: invitations, greetings, the language, strangers. Imported by `core.step`."""

from datetime import timedelta

from msgspec.structs import replace

from core.effects import Button, Message, Moment, Phrase, Say, say
from core.errors import Refusal
from core.events import Started
from core.forms import ask_form, close_question, drop_form, form_of, move_form, open_form, text_value
from core.interview.given import Given
from core.people import LANGUAGES, Invitation, Language, Person, Role
from core.reading import Unreadable, clean_text
from core.turn import Turn, button, q
from core.unreadable import explain

INVITATION_LIFE = timedelta(days=7)
LONGEST_NAME = 80


def language_of(code: str | None, default: Language) -> Language:
    """The language of a messenger's language code (IETF tag); the default where it is none of ours."""
    short = (code or "").lower().partition("-")[0]
    return next((language for language in LANGUAGES if language == short), default)


def refuse_stranger(turn: Turn, chat_id: int, language: Language, wording: str = "stranger") -> None:
    """Somebody unknown gets a polite refusal and nothing else."""
    turn.do(Say(chat_id=chat_id, language=language, message=Message(lines=(say(f"entrance.{wording}"),))))


def started(turn: Turn, event: Started) -> None:
    """`/start`, with or without an invitation. A used, expired or unknown invitation lets nobody in."""
    facts = turn.facts
    language = language_of(event.language, turn.house.company.language)
    invitation = facts.invitation
    if event.token_sha256 is None or invitation is None:
        if facts.person is not None and facts.person.enabled:
            greet(turn, facts.person, "back")
        else:
            refuse_stranger(turn, event.chat_id, language, "bad_link" if event.token_sha256 else "stranger")
        return
    if invitation.used_at is not None:
        if facts.person is not None and facts.person.id == invitation.used_by:
            greet(turn, facts.person, "back")
        else:
            refuse_stranger(turn, event.chat_id, language, "used_link")
        return
    if invitation.expires_at <= turn.now:
        refuse_stranger(turn, event.chat_id, language, "expired_link")
        return
    person = _entering(turn, event, invitation, language)
    turn.save(person)
    turn.save(replace(invitation, used_by=person.id, used_at=turn.now))
    greet(turn, person, "welcome")
    if invitation.created_by is not None and invitation.created_by != person.id:
        turn.tell(
            say("entrance.joined", name=person.name, role=say(f"role.{invitation.role.value}")),
            to=invitation.created_by,
        )


def _entering(turn: Turn, event: Started, invitation: Invitation, language: Language) -> Person:
    known = turn.facts.person
    if known is not None:
        return replace(
            known, roles=known.roles | {invitation.role}, chat_id=event.chat_id, enabled=True, reachable=True
        )
    return Person(
        id=turn.fresh.person_id,
        name=invitation.name,
        roles=frozenset({invitation.role}),
        language=language,
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
    turn.save(replace(turn.person, language=language))
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
    name = clean_text(given.value, limit=LONGEST_NAME)
    role = Role(text_value(form, "role") or Role.TECHNICIAN.value)
    close_question(turn, say("invite.title"), name)
    drop_form(turn)
    token, sha = turn.fresh.tokens[0]
    expires = turn.now + INVITATION_LIFE
    zone = turn.person.time_zone or turn.house.company.time_zone
    until = Moment(at=expires, zone=zone, style="both")
    turn.save(Invitation(token_sha256=sha, name=name, role=role, expires_at=expires, created_by=turn.person.id))
    url = f"https://t.me/{turn.house.bot_username}?start={token}"
    turn.tell(
        say("invite.link", name=name, role=say(f"role.{role.value}"), until=until),
        say("invite.url", url=url),
        buttons=((Button(label=say("button.copy_link"), copy=url),),),
    )
