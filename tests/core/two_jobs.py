"""A technician with two work orders: like `table`, but which job lies on the desk is what `needs` asked for."""

from dataclasses import replace as with_
from datetime import timedelta

from msgspec.structs import replace

from core.clients import Client
from core.conversation import Conversation
from core.effects import AnyEffect
from core.events import Commanded, Event
from core.facts import Job
from core.people import Person
from core.step import needs, step
from core.visit import Visit
from core.work_order import WorkOrder

from asked import only
from table import CLIENT, HOUSE, INTERVIEW, MORNING, SITE, Table, order

SECOND = Client(id=15, name="Garage Modèle")


class TwoJobs(Table):
    """Visits 9 (08:30, of work order 7) and 19 (13:30, of work order 17), both offered to Léa."""

    def __init__(self) -> None:
        super().__init__()
        afternoon = order(id=17, number="OI-2026-0017", client_id=15, visit_id=19,
                          starts_at=MORNING + timedelta(hours=5), ends_at=MORNING + timedelta(hours=6))  # fmt: skip
        visit = Visit(id=19, work_order_id=17, technician_id=1, trade="cooling", interview_version="v1",
                      offered_at=self.now)  # fmt: skip
        self.jobs = {9: self.facts.job, 19: Job(afternoon, SECOND, SITE, visit, INTERVIEW)}

    def happens(self, event: Event) -> list[AnyEffect]:
        facts = self.facts
        asked = needs(HOUSE, facts.person, facts.conversation, event)
        talk = facts.conversation
        of_order = {job.work_order.id: job for job in self.jobs.values()}
        job = self.jobs.get(asked.visit_id or 0) or of_order.get(asked.work_order_id or 0)
        if job is None and talk is not None:
            job = self.jobs.get(talk.visit_id or 0)
        jobs = tuple(self.jobs.values())
        on_site = tuple(each for each in jobs if each.visit.arrived_at)
        self.last = step(only(with_(facts, job=job, agenda=jobs, visits=on_site), asked), event, self.now)
        for noun in self.last.saves:
            match noun:
                case Conversation():
                    self.facts = with_(self.facts, conversation=noun)
                case Person():
                    self.facts = with_(self.facts, person=noun)
                case Visit():
                    self.jobs[noun.id] = with_(self.jobs[noun.id], visit=noun)
                case WorkOrder():
                    self.jobs[noun.visit_id] = with_(self.jobs[noun.visit_id], work_order=noun)
        self.effects = list(self.last.effects)
        return self.effects

    def of(self, visit_id: int) -> Visit:
        """One of the two visits as it stands."""
        return self.jobs[visit_id].visit

    def commands(self, name: str) -> list[AnyEffect]:
        self.messages += 1
        return self.happens(Commanded(at=self.now, name=name, message_id=self.messages))

    def changes(self, visit_id: int, **changes: object) -> None:
        """Somebody else changed the visit."""
        self.jobs[visit_id] = with_(self.jobs[visit_id], visit=replace(self.of(visit_id), **changes))


__all__ = ["CLIENT", "SECOND", "TwoJobs"]
