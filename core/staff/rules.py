"""Who may change whom. Imported by its neighbours.

Nobody stands above the command line: an event of it has no person.
"""

from core.errors import Refusal
from core.people import Person, Role
from core.turn import Turn


def may_change(turn: Turn, subject: Person) -> None:
    """Raise Refusal unless whoever does this may change the subject: administrators are changed by their like."""
    if Role.ADMINISTRATOR in subject.roles:
        needs_administrator(turn)


def needs_administrator(turn: Turn) -> None:
    """Raise Refusal unless an administrator, or the command line, does this."""
    actor = turn.facts.person
    if actor is not None and not actor.has(Role.ADMINISTRATOR):
        raise Refusal("people_administrators_only")


def not_oneself(turn: Turn, subject: Person) -> None:
    """Raise Refusal where somebody would lock themselves out."""
    if turn.facts.person is not None and turn.facts.person.id == subject.id:
        raise Refusal("people_not_yourself")


def not_the_last(turn: Turn, subject: Person) -> None:
    """Raise Refusal where the last enabled administrator would be gone. Needs everyone on the desk."""
    if subject.has(Role.ADMINISTRATOR) and not any(
        other.has(Role.ADMINISTRATOR) for other in turn.facts.people if other.id != subject.id
    ):
        raise Refusal("people_last_administrator", name=subject.name)
