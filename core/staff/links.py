"""Invitations and their links: made, sent anew, withdrawn, and used to move somebody to a new phone.

Imported by its neighbours, by `core.entrance`, and by `app` for the first invitation.
"""

from datetime import timedelta

from msgspec.structs import replace

from core.effects import Button, Message, Moment, Say, SetMenu, say
from core.errors import Refusal
from core.events import Administered, Started
from core.people import Invitation, Person, Role
from core.staff import rules, work
from core.staff.again import worth_asking
from core.staff.menu import save_with_menu
from core.turn import Turn

INVITATION_LIFE = timedelta(days=7)
SHORT = 16
"""How many digits of an invitation's SHA-256 name it on a button."""


def pending(turn: Turn) -> tuple[Invitation, ...]:
    """Invitations that were neither used nor withdrawn, by name; links to a new phone come last."""
    waiting = (i for i in turn.facts.invitations if i.waits)
    return tuple(sorted(waiting, key=lambda i: (i.person_id is not None, i.name.casefold(), i.token_sha256)))


def named(turn: Turn, short: str) -> Invitation:
    """The pending invitation of a button. Raises Refusal `stale`."""
    found = next((i for i in pending(turn) if i.token_sha256.startswith(short)), None) if len(short) >= SHORT else None
    if found is None:
        raise Refusal("stale")
    return found


def invite(turn: Turn, name: str, role: Role, *, time_zone: str | None = None, person_id: int | None = None) -> None:
    """Store an invitation and show its link to whoever asked for it; at the command line it is shown there."""
    if isinstance(turn.event, Administered):
        token, sha256 = None, turn.event.token_sha256 or ""
    else:
        token, sha256 = turn.fresh.tokens[0]
    expires = turn.now + INVITATION_LIFE
    made_by = turn.facts.person.id if turn.facts.person else None
    turn.save(
        Invitation(token_sha256=sha256, name=name, role=role, expires_at=expires, created_by=made_by,
                   time_zone=time_zone, person_id=person_id)
    )  # fmt: skip
    if token is None:
        return
    zone = turn.person.time_zone or turn.house.company.time_zone
    until = Moment(at=expires, zone=zone, style="both")
    url = f"https://t.me/{turn.house.bot_username}?start={token}"
    if person_id is None:
        head = say("invite.link", name=name, role=say(f"role.{role.value}"), until=until)
    else:
        head = say("people.relink", name=name, until=until)
    turn.tell(head, say("invite.url", url=url), buttons=((Button(label=say("button.copy_link"), copy=url),),))


def relink(turn: Turn, subject: Person) -> None:
    """A link that moves this person to another phone once it is used there; an earlier one is withdrawn."""
    rules.may_change(turn, subject)
    if not subject.enabled:
        raise Refusal("people_enable_first", name=subject.name)
    for earlier in pending(turn):
        if earlier.person_id == subject.id:
            turn.save(replace(earlier, withdrawn_at=turn.now))
    invite(turn, subject.name, _standing(subject), time_zone=subject.time_zone, person_id=subject.id)


def _standing(person: Person) -> Role:
    """The role that a link to a new phone is made for: who may make it depends on whether it is an administrator's."""
    return max(person.roles, key=lambda role: (role is Role.ADMINISTRATOR, role.value))


def resend(turn: Turn, old: Invitation) -> None:
    """Another link in place of this one, which lets nobody in any more."""
    if old.role is Role.ADMINISTRATOR:
        rules.needs_administrator(turn)
    turn.save(replace(old, withdrawn_at=turn.now))
    invite(turn, old.name, old.role, time_zone=old.time_zone, person_id=old.person_id)


def withdraw(turn: Turn, old: Invitation) -> None:
    """The link lets nobody in any more."""
    if old.role is Role.ADMINISTRATOR:
        rules.needs_administrator(turn)
    turn.save(replace(old, withdrawn_at=turn.now))


def may_move(turn: Turn, invitation: Invitation) -> bool:
    """Whether the link to a new phone still counts: its person is enabled, and no administrator since it was made."""
    subject = turn.facts.subject
    risen = subject is not None and Role.ADMINISTRATOR in subject.roles and invitation.role is not Role.ADMINISTRATOR
    return subject is not None and subject.enabled and not risen


def move(turn: Turn, event: Started, invitation: Invitation) -> None:
    """The person of the link goes on in this chat with all that was theirs; the old one is cut off and says so."""
    before = turn.facts.subject
    assert before is not None
    old_chat = before.chat_id
    person = save_with_menu(turn, replace(before, chat_id=event.chat_id, reachable=True, menu=""))
    turn.save(replace(invitation, used_by=person.id, used_at=turn.now))
    if old_chat is not None:
        work.hide_codes(turn, person, chat_id=old_chat)
        farewell = Message(lines=(say("people.farewell", name=person.name),), clear_keyboard=True)
        turn.do(Say(chat_id=old_chat, language=person.language, message=farewell))
        turn.do(SetMenu(chat_id=old_chat, commands=()))
    talk = turn.facts.subject_talk
    if talk is not None and talk.form is not None:
        talk = replace(talk, form=worth_asking(talk.form))
        turn.save(talk)
    lines = [say("people.moved", name=person.name)]
    if talk is not None and talk.form is not None:
        lines.append(say("people.moved_form"))
    elif talk is not None and talk.visit_id is not None:
        lines.append(say("people.moved_visit"))
    turn.do(Say(to=person.id, message=Message(lines=tuple(lines))))
    for job in work.to_do(person, turn.facts.work):
        if (message := work.access_message(job, with_code=True)) and job.visit is not None:
            turn.do(Say(to=person.id, message=message, slot=f"access:{job.visit.id}"))
    if invitation.created_by is not None and invitation.created_by != person.id:
        turn.tell(say("people.has_moved", name=person.name), to=invitation.created_by)
