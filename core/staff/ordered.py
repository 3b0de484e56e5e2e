"""What was told at the command line: the same acts as in the chat, the answer is read there. Used by `core.step`."""

from core.errors import Refusal
from core.events import Administered
from core.people import Invitation, Person, Role
from core.staff import acts, links
from core.turn import Turn


def administered(turn: Turn, event: Administered) -> None:
    """Do it, or answer why not; either is a Toast, a refusal one with `alert`."""
    subject = turn.facts.subject
    invitation = next((i for i in links.pending(turn) if i.token_sha256 == event.invitation_sha256), None)
    try:
        turn.attempt(lambda: _do(turn, event, subject, invitation))
    except Refusal as problem:
        turn.refuse(problem.code, **problem.details)
        return
    turn.toast("toast.noted")


def _do(turn: Turn, event: Administered, subject: Person | None, invitation: Invitation | None) -> None:
    match event.act:
        case "resend" if invitation is not None:
            links.resend(turn, invitation)
        case "withdraw" if invitation is not None:
            links.withdraw(turn, invitation)
        case "disable" if subject is not None:
            acts.disable(turn, subject)
        case "enable" if subject is not None:
            acts.enable(turn, subject)
        case "roles" if subject is not None:
            acts.set_roles(turn, subject, frozenset(Role(value) for value in event.value.split()))
        case "rename" if subject is not None:
            acts.rename(turn, subject, event.value)
        case "relink" if subject is not None:
            links.relink(turn, subject)
        case _:
            raise Refusal("people_nobody")
