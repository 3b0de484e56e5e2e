"""The rest of the certificate: what happened to the report until it was sealed, and the hash of each photo."""

from core.evidence_log import Chained
from evidence.pdf_parts.edition import LOG_FILE, Edition
from evidence.pdf_parts.grid import Column, table
from evidence.pdf_parts.sheet import SMALL, TINY, Sheet, Style
from templates.wording import Wording

CELL = Style(size=8.2, leading=1.35)


def history(sheet: Sheet, edition: Edition) -> None:
    """The evidence log up to the sealing, oldest first, and its last hash."""
    words = edition.words
    if not edition.log:
        return
    columns = [
        Column(words("pdf.log.n"), 1, "R"),
        Column(words("pdf.log.at"), 6),
        Column(words("pdf.log.what"), 7),
        Column(words("pdf.log.details"), 8),
    ]
    rows = [[str(link.n), _when(link, edition), _what(link, edition), _details(link, words)] for link in edition.log]
    sheet.heading(words("pdf.log"), keep=30)
    table(sheet, columns, rows, style=CELL)
    sheet.space(1.2)
    sheet.flow(words("pdf.log.head", sha256=edition.log[-1].sha256, file=LOG_FILE), TINY)


def fingerprints(sheet: Sheet, edition: Edition) -> None:
    """The SHA-256 of each photo as it lies in the archive and in this file."""
    words, photos = edition.words, edition.report.photos
    kept = [(number, photo.sha256) for number, photo in enumerate(photos, start=1) if photo.sha256]
    if edition.seal is None or not kept:
        return
    sheet.heading(words("pdf.fingerprints"), keep=20)
    for number, sha256 in kept:
        sheet.flow(f"{words('pdf.photo', number=number)}  ·  {sha256}", SMALL)


def _when(link: Chained, edition: Edition) -> str:
    return edition.both_clocks(link.at).replace("  ·  ", "\n")


def _what(link: Chained, edition: Edition) -> str:
    words, facts = edition.words, link.facts or {}
    match link.kind:
        case "sent":
            said = words(f"pdf.log.sent.{facts['way']}", address=facts.get("address"))
        case "bounced":
            said = words("pdf.log.bounced", address=facts["address"], reason=facts["reason"])
        case "opened":
            said = words("pdf.log.opened", device=words(f"pdf.device.{facts['device']}"))
        case "contested" | "answered":
            said = words(f"pdf.log.{link.kind}", text=facts["text"])
        case "code_sent" | "code_verified":
            said = words(f"pdf.log.{link.kind}", address=facts["address"])
        case "code_failed":
            said = words("pdf.log.code_failed")
        case "word":
            said = words("pdf.log.word", word=words(f"pdf.mark.{facts['word']}"))
        case "sealed":
            said = words("pdf.log.sealed", seal=words(f"pdf.mark.{facts['seal']}"))
        case "posted":
            said = words(f"pdf.log.posted.{facts['place']}")
        case "replaced":
            said = words("pdf.log.replaced", by=facts["by"])
        case "created":
            said = words("pdf.log.created")
    return words("pdf.log.line", version=words("pdf.version", version=link.version), what=said)


def _details(link: Chained, words: Wording) -> str:
    """Where from, and with what; hashes are in the attached file."""
    facts = link.facts or {}
    lines = [facts[name] for name in ("ip", "user_agent") if name in facts]
    if "other_clients" in facts:
        lines.append(words("pdf.log.other_clients", n=int(facts["other_clients"])))
    return "\n".join(lines)
