"""Stores the nouns of a decision. Used by `storage.apply`, inside its transaction, and by `app` for first people."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from core.clients import Client, Site
from core.contest import Contest
from core.conversation import Conversation
from core.decision import Saved
from core.evidence_log import Entry
from core.facts import AlertTold, DeviceSeen, Facts, Link, PlaceLink, ReportFile, SummarySent
from core.office.message import OfficeMessage
from core.people import Invitation, Person
from core.sign_code import SignCode
from core.visit import Visit
from core.work_order import WorkOrder
from storage.alerts import note_alert
from storage.clients import save_client, save_site
from storage.devices import note_device
from storage.evidence_log import add_entry
from storage.links import save_link
from storage.office import save_office_message
from storage.outbox import follow
from storage.people import save_conversation, save_invitation, save_person
from storage.places import save_place_link
from storage.reports import save_contest, save_report_file, save_sign_code
from storage.summaries import claim_summary
from storage.work_orders import Trades, remember_interview, save_visit, save_work_order

_ORDER = (Person, Invitation, Client, Site, WorkOrder, Visit, Conversation, ReportFile, Link, SummarySent,
          AlertTold, OfficeMessage, Entry, Contest, SignCode, DeviceSeen, PlaceLink)  # fmt: skip
"""What is pointed at comes before what points to it."""


def save_all(session: Session, nouns: Iterable[Saved]) -> None:
    """Insert or replace each noun by its id; a client's word and a summary's date are stored once and then stay."""
    for noun in sorted(nouns, key=lambda noun: _ORDER.index(type(noun))):
        match noun:
            case Person():
                save_person(session, noun)
                if noun.chat_id is not None:
                    follow(session, noun.id, noun.chat_id)
            case Invitation():
                save_invitation(session, noun)
            case Client():
                save_client(session, noun)
            case Site():
                save_site(session, noun)
            case WorkOrder():
                save_work_order(session, noun)
            case Visit():
                save_visit(session, noun)
            case Conversation():
                save_conversation(session, noun)
            case ReportFile():
                save_report_file(session, noun)
            case Link():
                save_link(session, noun)
            case SummarySent():
                claim_summary(session, noun.person_id, noun.local_date)
            case AlertTold():
                note_alert(session, noun)
            case OfficeMessage():
                save_office_message(session, noun)
            case Contest():
                save_contest(session, noun)
            case PlaceLink():
                save_place_link(session, noun)
            case DeviceSeen():
                note_device(session, noun)
            case SignCode():
                save_sign_code(session, noun)
            case Entry():
                add_entry(session, noun)


def remember_interviews(session: Session, trades: Trades, facts: Facts, nouns: Iterable[Saved]) -> None:
    """Keep the interview's version of every visit that begins with this decision."""
    before = facts.job.visit if facts.job else None
    for noun in nouns:
        if not isinstance(noun, Visit):
            continue
        known = before is not None and (before.id, before.interview_version) == (noun.id, noun.interview_version)
        current = trades.get(noun.trade)
        if not known and current is not None and current.version == noun.interview_version:
            remember_interview(session, current)
