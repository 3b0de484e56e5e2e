"""A desk with a whole team, invitations and several work orders. Imported by the tests of people."""

from dataclasses import replace as with_
from datetime import timedelta

from core.decision import Decision, Saved
from core.effects import Message
from core.events import Administered, Event, ReachabilityChanged
from core.facts import Facts, Job, Needs
from core.people import Invitation, Person, Role
from core.visit import Visit, VisitState
from core.work_order import WorkOrder, WorkOrderState

from desk_of import CAMILLE, HUGO, INES, LEA, MORNING, Desk
from table import CLIENT, INTERVIEW, SITE, order

ALIX = Person(id=8, name="Alix Exemple", roles=frozenset({Role.ADMINISTRATOR}), chat_id=108)


def job(number: int, state: WorkOrderState, *, created_by: int = 2, technician: Person = LEA, **visit: object) -> Job:
    """A work order of Camille's, its visit numbered as itself, at the appointment hour of its number."""
    made = order(id=number, number=f"OI-2026-{number:04d}", visit_id=number, state=state, created_by=created_by,
                 technician_id=technician.id, starts_at=MORNING + timedelta(hours=number))  # fmt: skip
    going = Visit(id=number, work_order_id=number, technician_id=technician.id, trade="cooling",
                  interview_version="v1", offered_at=MORNING, state=VisitState(state.value), **visit)  # fmt: skip
    return Job(made, CLIENT, SITE, going, INTERVIEW)


class Team(Desk):
    """Camille (2) and Inès (4) dispatch, Alix (8) is administrator, Léa (1) and Hugo (3) are technicians."""

    def __init__(self, *jobs: Job) -> None:
        super().__init__(LEA, CAMILLE, HUGO, INES, ALIX, job=jobs[0] if jobs else None)
        self.jobs = {each.work_order.id: each for each in jobs}
        self.invitations: dict[str, Invitation] = {}

    def decides(self, desk: Facts, asked: Needs, event: Event) -> Decision:
        opened = self.invitations.get(asked.invitation or "")
        moves = opened.person_id if opened and opened.waits else None
        number = moves or asked.subject or asked.work_of
        subject = moves or asked.subject
        job = self.jobs.get(asked.work_order_id or asked.visit_id or 0, desk.job)
        work = tuple(j for j in self.jobs.values() if number in (j.work_order.technician_id, j.work_order.created_by))
        full = with_(
            desk,
            job=job,
            invitation=opened,
            subject=self.people.get(subject or 0),
            subject_talk=self.talks.get(subject or 0),
            work=work,
            invitations=tuple(i for i in self.invitations.values() if i.waits),
        )
        return super().decides(full, asked, event)

    def stores(self, *nouns: Saved) -> None:
        for noun in nouns:
            match noun:
                case Invitation():
                    self.invitations[noun.token_sha256] = noun
                case WorkOrder():
                    self.jobs[noun.id] = with_(self.jobs[noun.id], work_order=noun)
                case Visit() if noun.id in self.jobs:
                    self.jobs[noun.work_order_id] = with_(self.jobs[noun.work_order_id], visit=noun)
                case _:
                    super().stores(noun)
        for noun in nouns:
            if isinstance(noun, Visit) and noun.id not in self.jobs:
                known = self.jobs[noun.work_order_id]
                self.jobs[noun.work_order_id] = with_(known, visit=noun)

    def does(self, who: Person, subject: Person | None, choice: str):
        """Tap a button of `/people`."""
        return self.taps_on(who, "people", subject.id if subject else 0, choice)

    def at_the_command_line(self, act: str, subject: Person | None = None, **more: object):
        return self.happens(None, Administered(at=self.now, act=act, person_id=subject.id if subject else None, **more))

    def is_reachable(self, who: Person, reachable: bool):
        return self.happens(who, ReachabilityChanged(at=self.now, reachable=reachable))

    def labels(self, who: Person) -> list[str]:
        """The wordings of the buttons that this person sees."""
        return [b.label.id for m in self.sent(who) for row in m.buttons for b in row]

    def listing(self, who: Person) -> Message:
        self.commands(who, "people")
        return self.sent(who)[-1]
