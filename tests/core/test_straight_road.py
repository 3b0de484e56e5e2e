"""A technician's standard visit, decided in milliseconds."""

from datetime import timedelta

from core.confirmation import Confirmation, Word
from core.effects import FetchPhoto, MakeClientCopy, SealReport, SendQr, SendReport
from core.events import ClientCopyMade, ReportSealed, WordGiven
from core.visit import Outcome, VisitState
from core.work_order import WorkOrderState

from table import MORNING, Table, straight_to_review


def test_accepting_asks_whether_on_my_way():
    table = Table()
    table.taps_on("offer", 9, "accept")
    assert table.visit.state is VisitState.ACCEPTED
    assert table.order.state is WorkOrderState.ACCEPTED
    assert table.step == "on_my_way"
    assert "choice.on_my_way" in table.said()


def test_on_my_way_gives_the_briefing_with_the_door_code():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    assert {"brief.title", "brief.access", "access.door_code", "ask.arrived"} <= table.said()
    assert table.order.state is WorkOrderState.ON_THE_WAY


def test_the_standard_visit_leads_to_the_review_with_everything_on_it():
    table = straight_to_review(Table())
    assert table.step == "review"
    assert {"review.title", "review.complete", "button.submit", "button.edit"} <= table.said()
    visit = table.visit
    assert visit.arrived_at == MORNING - timedelta(minutes=5)
    assert visit.left_at == MORNING + timedelta(minutes=60)
    assert visit.outcome is Outcome.DONE
    assert [m.name for m in visit.materials] == ["filtre 20µ"]


def test_submission_waits_for_the_last_photo_then_freezes_and_asks_for_the_clients_copy():
    table = straight_to_review(Table())
    table.taps("submit")
    assert table.visit.state is VisitState.SUBMITTED
    assert "tell.submitted_waiting" in table.said()
    assert table.report is None
    table.all_photos_stored()
    assert table.visit.state is VisitState.FROZEN
    assert table.report is not None
    assert any(isinstance(e, MakeClientCopy) for e in table.effects)
    assert table.report.report.photos[0].sha256 is not None


def test_the_clients_word_seals_and_posts():
    table = straight_to_review(Table())
    table.all_photos_stored()
    table.taps("submit")
    report_id = table.report.report.id
    table.happens(ClientCopyMade(at=table.now, report_id=report_id, sha256="c" * 64))
    assert any(isinstance(e, SendQr) for e in table.effects)
    said = Confirmation(word=Word.ACCEPTED, name="M. Modèle", signed_at=table.now,
                        client_pdf_sha256="c" * 64, report_sha256="d" * 64)  # fmt: skip
    table.happens(WordGiven(at=table.now, report_id=report_id, confirmation=said))
    assert [e.seal for e in table.effects if isinstance(e, SealReport)] == ["with_word"]
    table.happens(ReportSealed(at=table.now, report_id=report_id, sha256="e" * 64, seal="with_word"))
    assert [e.to for e in table.effects if isinstance(e, SendReport)] == [0, 1]
    assert table.order.state is WorkOrderState.DONE


def test_a_photo_is_fetched_as_soon_as_it_arrives_and_counted_in_one_receipt():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.sends_photo("p1", album="a")
    slot = next(e.slot for e in table.effects if hasattr(e, "slot"))
    assert any(isinstance(e, FetchPhoto) for e in table.effects)
    table.sends_photo("p2", album="a")
    assert slot == next(e.slot for e in table.effects if hasattr(e, "slot"))
    assert len(table.visit.photos) == 2
