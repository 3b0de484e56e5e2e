"""Lays the facts on the desk that `core` asked for. Used by `storage.apply`, inside its transaction.

What a decision may change is locked (PostgreSQL; SQLite has one writer): the person, the work order with its visit,
the report version, the invitation.
"""

from collections.abc import Iterable

from sqlalchemy.orm import Session
from sqlmodel import col

from core.clients import Client
from core.conversation import Conversation
from core.facts import Facts, House, Job, Link, Needs, ReportFile
from core.office.wants import in_reply
from core.people import Invitation, Person
from core.visit import Outcome
from storage import alerts, clients, devices, links, office, people, places, reports, summaries, work_orders
from storage.locking import hold
from storage.numbers import fresh
from storage.slots import slot_of
from storage.tables import ClientRow


def lay_out(
    session: Session,
    house: House,
    person: Person | None,
    conversation: Conversation | None,
    needs: Needs,
    *,
    chat_id: int | None = None,
) -> Facts:
    """Load what is needed; a reply to a message of a thread with the office brings its work order, and an invitation

    that moves somebody to another chat brings this person and their work.

    The job is, in this order: that of `visit_id`, of `work_order_id`, of the report asked for, of the visit in hand,
    the last one of `last_visit_of`.
    `jobs` holds the open ones and those of `jobs_between`; `reports`
    the versions in force of all of these.
    """
    trades = house.trades
    replied = _replied(session, chat_id, needs)
    needs = in_reply(needs, replied)
    job, report = _job_and_report(session, house, needs, conversation)
    agenda = work_orders.agenda_of(session, trades, needs.agenda_of) if needs.agenda_of is not None else ()
    window = needs.busy_between
    if job is not None and needs.busy_of_order is not None:
        window = (job.work_order.starts_at, job.work_order.ends_at)
    busy = work_orders.busy_between(session, trades, *window) if window else ()
    if needs.busy_of_next and job and job.visit and job.visit.outcome is Outcome.TO_BE_CONTINUED:
        busy = work_orders.agenda_of(session, trades, job.visit.technician_id)
    visits = work_orders.visits_of(session, trades, *needs.visits_of) if needs.visits_of else ()
    jobs = _jobs(session, house, needs)
    invitation = people.invitation(session, needs.invitation, lock=True) if needs.invitation else None
    subject, subject_talk, work = _about(session, house, needs, invitation)
    chosen = people.people_with(session, needs.people_with) if needs.people_with else ()
    if needs.everyone:
        chosen = people.everyone(session)
    known = {other.id: other for other in (*chosen, *([person] if person else []))}
    concerned = _people_of(job, agenda, busy, visits, jobs, work) - known.keys()
    client_id, site_id = needs.client_id, needs.site_id
    found = _clients(session, needs)
    return Facts(
        house=house,
        person=person,
        conversation=conversation,
        job=job,
        report=report,
        links=_links(session, report),
        client=clients.client(session, client_id) if client_id is not None else None,
        site=clients.site(session, site_id) if site_id is not None else None,
        invitation=invitation,
        clients=found,
        places=(
            places.places_of(session, [client.id for client in found], needs.places_since) if needs.places_since else ()
        ),
        sites=clients.sites_of(session, needs.sites_of) if needs.sites_of is not None else (),
        agenda=agenda,
        history=reports.history_of_site(session, job.site.id) if job and needs.history_of_visit is not None else (),
        materials=reports.materials_of(session, needs.materials_of) if needs.materials_of is not None else (),
        people=chosen,
        busy=busy,
        visits=visits,
        trades=work_orders.trades_of(session, needs.trades_of) if needs.trades_of is not None else (),
        jobs=jobs,
        reports=reports.reports_of(session, [each.visit.id for each in jobs if each.visit]),
        summary_sent=summaries.summary_claimed(session, *needs.summary_for) if needs.summary_for else False,
        office=office.thread_of(session, needs.office_of) if needs.office_of is not None else (),
        replied=replied,
        subject=subject,
        subject_talk=subject_talk,
        work=work,
        invitations=people.invitations(session) if needs.invitations else (),
        alert_told_at=alerts.told_at(session, needs.alert) if needs.alert is not None else None,
        other_clients=devices.other_clients_on(session, needs.device, job.client.id) if needs.device and job else 0,
        fresh=fresh(session) if needs.fresh else None,
        chat_id=chat_id,
        by_id={**people.people_by_id(session, concerned), **known},
    )


def _clients(session: Session, needs: Needs) -> tuple[Client, ...]:
    if needs.clients_at is not None:
        # What was made for them lately is read after whoever asks for the same has done.
        hold(session, ClientRow, col(ClientRow.email) == clients.mailbox(needs.clients_at))
        return clients.clients_at(session, needs.clients_at)
    return clients.clients_matching(session, needs.clients_matching) if needs.clients_matching is not None else ()


def _about(
    session: Session, house: House, needs: Needs, invitation: Invitation | None
) -> tuple[Person | None, Conversation | None, tuple[Job, ...]]:
    """The person whom the event is about, with their conversation and their work, locked; or just somebody's work."""
    moves = invitation.person_id if invitation is not None and invitation.waits else None
    number = needs.subject if moves is None else moves
    subject, talk = people.person_at(session, person_id=number, lock=True) if number is not None else (None, None)
    work_of = needs.work_of if number is None else number
    if work_of is None or needs.work_since is None:
        return subject, talk, ()
    work = work_orders.work_of(session, house.trades, work_of, needs.work_since, lock=number is not None)
    return subject, talk, work


def _replied(session: Session, chat_id: int | None, needs: Needs) -> str | None:
    if needs.replied_to is None or chat_id is None:
        return None
    return slot_of(session, chat_id, needs.replied_to)


def _job_and_report(
    session: Session, house: House, needs: Needs, conversation: Conversation | None
) -> tuple[Job | None, ReportFile | None]:
    """The report is locked before its work order, whoever asks, so that nobody waits for each other."""
    report = None
    if needs.report_id is not None:
        report = reports.report_file(session, needs.report_id, lock=True)
    elif needs.version_of is not None:
        report = reports.newest_version(session, needs.version_of, lock=True)
    job = _job(session, house, needs, report, conversation)
    if job is None and needs.last_visit_of is not None:
        job = work_orders.last_submitted(session, house.trades, needs.last_visit_of, lock=True)
        if job is not None and job.visit is not None:
            report = reports.newest_version(session, job.visit.id)
    return job, report


def _links(session: Session, report: ReportFile | None) -> tuple[Link, ...]:
    return links.links_of(session, report.report.id) if report is not None else ()


def _job(
    session: Session, house: House, needs: Needs, report: ReportFile | None, conversation: Conversation | None
) -> Job | None:
    visit_id = needs.visit_id
    if visit_id is None and needs.work_order_id is not None:
        return work_orders.job_of_work_order(session, house.trades, needs.work_order_id, lock=True)
    if visit_id is None and report is not None:
        visit_id = report.report.visit_id
    if visit_id is None and conversation is not None:
        visit_id = conversation.visit_id
    return work_orders.job_of_visit(session, house.trades, visit_id, lock=True) if visit_id is not None else None


def _jobs(session: Session, house: House, needs: Needs) -> tuple[Job, ...]:
    found: dict[tuple[int, int | None], Job] = {}
    begun = work_orders.jobs_between(session, house.trades, *needs.jobs_between) if needs.jobs_between else ()
    opened = work_orders.open_jobs(session, house.trades) if needs.open_work_orders else ()
    for job in (*begun, *opened):
        found[job.work_order.id, job.visit.id if job.visit else None] = job
    return tuple(sorted(found.values(), key=lambda job: (job.work_order.starts_at, job.work_order.id)))


def _people_of(job: Job | None, *lists: Iterable[Job]) -> set[int]:
    """The numbers of who assigned, holds or did these jobs."""
    everything = [*([job] if job else []), *(each for jobs in lists for each in jobs)]
    numbers: set[int | None] = set()
    for each in everything:
        numbers |= {each.work_order.created_by, each.work_order.technician_id}
        numbers |= {each.visit.technician_id, each.visit.answered_by} if each.visit else set()
    return {number for number in numbers if number is not None}
