"""What was asked, done, found and used. Each section is left out when there is nothing to say in it."""

from core.report import Report
from core.visit import Outcome, Severity
from evidence.pdf_parts.edition import Edition
from evidence.pdf_parts.grid import Column, table
from evidence.pdf_parts.palette import AMBER, MUTED, RED, RGB
from evidence.pdf_parts.photos import photo_rows
from evidence.pdf_parts.sheet import BODY, LEFT, SMALL, STRONG, WIDTH, Sheet

SEVERITY_COLOUR: dict[Severity, RGB] = {Severity.MINOR: MUTED, Severity.MAJOR: AMBER, Severity.DANGEROUS: RED}


def mission(sheet: Sheet, edition: Edition) -> None:
    """What was ordered, and under which constraints."""
    report, words = edition.report, edition.words
    sheet.heading(words("pdf.mission"))
    sheet.flow(report.mission)
    if report.constraints:
        sheet.space(2)
        sheet.keep(3 * BODY.height)
        sheet.flow(words("pdf.constraints"), SMALL)
        sheet.flow(report.constraints)


def work_done(sheet: Sheet, edition: Edition) -> None:
    """What the technician did."""
    if edition.report.work_done:
        sheet.heading(edition.words("pdf.work_done"))
        sheet.flow(edition.report.work_done)


def outcome(sheet: Sheet, edition: Edition) -> None:
    """How it ended, and what remains or why."""
    words = edition.words
    id, colour = edition.outcome
    sheet.heading(words("pdf.outcome"))
    sheet.pill(words(id), LEFT, sheet.y, colour)
    sheet.y += 7
    report = edition.report
    for reason in _reasons(report, edition):
        sheet.flow(reason)
    if report.waited:
        sheet.flow(words("pdf.waited", length=words.span(report.waited)))
    if report.to_bring:
        sheet.flow(words("pdf.to_bring", what=report.to_bring))


def times(sheet: Sheet, edition: Edition) -> None:
    """Travel, work and pauses, and what they come to."""
    report, words = edition.report, edition.words
    if not report.periods:
        return
    columns = [
        Column(words("pdf.time.kind"), 5),
        Column(words("pdf.time.from"), 5),
        Column(words("pdf.time.to"), 5),
        Column(words("pdf.time.length"), 3, "R"),
    ]
    rows = [
        [
            words(f"pdf.time.{period.kind}"),
            edition.clock(period.starts_at) if period.starts_at else "",
            edition.clock(period.ends_at) if period.ends_at else "",
            words.span(period.between),
        ]
        for period in report.periods
    ]
    totals = [[words("pdf.time.total_work"), "", "", words.span(report.total("work"))]]
    if report.total("travel"):
        totals.append([words("pdf.time.total"), "", "", words.span(edition.on_the_job)])
    sheet.heading(words("pdf.times"), keep=30)
    table(sheet, columns, rows + totals, totals=len(totals))
    zone = words.zone_label(report.arrived_at or report.appointment_starts_at, report.time_zone)
    sheet.y += 1.2
    sheet.flow(words("pdf.time.zone", zone=zone), SMALL)


def checklist(sheet: Sheet, edition: Edition) -> None:
    """The trade's questions and their answers."""
    report, words = edition.report, edition.words
    if not report.checklist:
        return
    rows = [[line.question, words.check_value(line)] for line in report.checklist]
    sheet.heading(words("pdf.checklist"), keep=30)
    table(sheet, [Column(words("pdf.check.question"), 6), Column(words("pdf.check.answer"), 5)], rows)


def anomalies(sheet: Sheet, edition: Edition) -> None:
    """What was found wrong, the worst first, each with its photos."""
    report, words = edition.report, edition.words
    if not report.anomalies and report.outcome is Outcome.ABANDONED:
        return  # nobody looked
    sheet.heading(words("pdf.anomalies"))
    if not report.anomalies:
        sheet.flow(words("pdf.anomalies.none"))
        return
    worst_first = sorted(report.anomalies, key=lambda anomaly: -list(Severity).index(anomaly.severity))
    for position, anomaly in enumerate(worst_first):
        if position:
            sheet.space(4)
        sheet.keep(9 + 3 * BODY.height)
        width = sheet.pill(
            words(f"pdf.severity.{anomaly.severity.value}"), LEFT, sheet.y, SEVERITY_COLOUR[anomaly.severity]
        )
        label = words("pdf.anomaly", number=position + 1)
        sheet.line_of_text(label, LEFT + width + 3, sheet.y + 0.35, WIDTH - width - 3, STRONG)
        sheet.y += 6.6
        sheet.flow(anomaly.description)
        photo_rows(sheet, edition, [photo for photo in report.photos if photo.subject == f"anomaly:{anomaly.id}"])


def materials(sheet: Sheet, edition: Edition) -> None:
    """What was used, how much of it, and whether it is billed."""
    report, words = edition.report, edition.words
    if not report.materials:
        return
    columns = [
        Column(words("pdf.material.name"), 9),
        Column(words("pdf.material.reference"), 5),
        Column(words("pdf.material.quantity"), 3.4, "R"),
        Column(words("pdf.material.billing"), 3.6),
    ]
    rows = [
        [
            material.name,
            material.reference or "",
            words.quantity(material.quantity, material.unit),
            words("pdf.material.billable" if material.billable else "pdf.material.not_billable"),
        ]
        for material in report.materials
    ]
    sheet.heading(words("pdf.materials"), keep=30)
    table(sheet, columns, rows)


def other_photos(sheet: Sheet, edition: Edition) -> None:
    """The photos that belong to no anomaly."""
    report = edition.report
    found_wrong = {f"anomaly:{anomaly.id}" for anomaly in report.anomalies}
    photos = [photo for photo in report.photos if photo.subject not in found_wrong]
    if photos:
        sheet.heading(edition.words("pdf.photos"), keep=75)
        photo_rows(sheet, edition, photos)


def advice(sheet: Sheet, edition: Edition) -> None:
    """What the next technician should know."""
    if edition.report.advice:
        sheet.heading(edition.words("pdf.advice"))
        sheet.flow(edition.report.advice)


def _reasons(report: Report, edition: Edition) -> list[str]:
    tapped = edition.words(f"reason.{report.reason_code}") if report.reason_code else None
    return [reason for reason in (tapped, report.outcome_reason) if reason]
