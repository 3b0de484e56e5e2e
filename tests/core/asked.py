"""The desk as a decision sees it: only what `needs` asked for. Imported by `table`, `two_jobs` and `desk_of`."""

from dataclasses import fields
from dataclasses import replace as with_

from core.facts import Facts, Needs
from core.people import Person

ASKED_BY = {
    "job": ("visit_id", "work_order_id", "report_id", "last_visit_of"),
    "report": ("report_id", "version_of", "last_visit_of"),
    "links": ("report_id", "version_of", "last_visit_of"),
    "invitation": ("invitation",),
    "client": ("client_id",),
    "site": ("site_id",),
    "clients": ("clients_matching",),
    "sites": ("sites_of",),
    "agenda": ("agenda_of",),
    "history": ("history_of_visit",),
    "materials": ("materials_of",),
    "people": ("people_with", "everyone"),
    "busy": ("busy_between", "busy_of_order", "busy_of_next"),
    "visits": ("visits_of",),
    "trades": ("trades_of",),
    "jobs": ("jobs_between", "open_work_orders"),
    "reports": ("jobs_between", "open_work_orders"),
    "summary_sent": ("summary_for",),
    "office": ("office_of",),
    "subject": ("subject", "invitation"),
    "subject_talk": ("subject", "invitation"),
    "work": ("work_of", "invitation"),
    "invitations": ("invitations",),
    "other_clients": ("device",),
    "fresh": ("fresh",),
}
"""Which needs bring which fact; the other facts always lie on the desk."""


def only(facts: Facts, asked: Needs) -> Facts:
    """The desk without what was not asked for. The job of the visit in hand always comes."""
    nothing = Needs()
    blank = {
        f.name: f.default
        for f in fields(Facts)
        if f.name in ASKED_BY and all(getattr(asked, n) == getattr(nothing, n) for n in ASKED_BY[f.name])
    }
    if facts.conversation is not None and facts.conversation.visit_id is not None:
        blank.pop("job", None)
    desk = with_(facts, **blank)
    return with_(desk, by_id={number: p for number, p in facts.by_id.items() if _lies_there(p, desk, asked)})


def _lies_there(person: Person, desk: Facts, asked: Needs) -> bool:
    """Whether this person lies on the desk: asked for, or belonging to what lies there."""
    numbers = {desk.person.id if desk.person else None}
    on_desk = (*([desk.job] if desk.job else []), *desk.agenda, *desk.busy, *desk.visits, *desk.jobs, *desk.work)
    for job in on_desk:
        numbers |= {job.work_order.created_by, job.work_order.technician_id}
        numbers |= {job.visit.technician_id, job.visit.answered_by} if job.visit else set()
    return person.id in numbers or asked.everyone or any(person.has(role) for role in asked.people_with)
