"""Report → PDF: one version of a report as a PDF/A-3B document with its data attached. The same arguments always give

the same bytes. "Generated as PDF/A-3B", not validated: no validator is run here. Takes tens of milliseconds to a few
tenths of a second, so it is called in worker processes, by `courier` and `web`.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import msgspec

from core.company import Company
from core.confirmation import Confirmation
from core.evidence_log import Chained
from core.report import Report, Seal, Stamp, canonical_json, report_sha256
from evidence.pdf_parts import body, history, proof, top, word
from evidence.pdf_parts.edition import CONFIRMATION_FILE, LOG_FILE, REPORT_FILE, Edition
from evidence.pdf_parts.glyphs import first_unknown, needs_spare, printable
from evidence.pdf_parts.palette import palette
from evidence.pdf_parts.recordings import recordings
from evidence.pdf_parts.sheet import Sheet
from templates.wording import wording

PARTS = (
    top.letterhead,
    top.parties,
    top.particulars,
    body.mission,
    body.work_done,
    body.outcome,
    body.times,
    body.checklist,
    body.anomalies,
    body.materials,
    body.other_photos,
    recordings,
    body.advice,
    word.client_word,
    proof.proof,
    history.history,
    history.fingerprints,
)
"""The document from top to bottom."""


class Mismatch(ValueError):
    """What was given does not belong together: a photo is missing, or the word is about another version."""


def render_report(
    document: Report,
    *,
    seal: Seal | None,
    confirmation: Confirmation | None,
    company: Company,
    photos: Mapping[str, bytes],
    signature_png: bytes | None,
    logo: bytes | None,
    verification_url: str,
    printed_at: datetime,
    log: tuple[Chained, ...] = (),
    stamp: Stamp | None = None,
) -> bytes:
    """Print a version of a report in its language.

    `seal` None prints the copy that the client is shown before giving their word; otherwise it says under which mark
    the version will be sealed, and `confirmation` is the word where there is one. `photos` maps the hex SHA-256 of
    each stored photo to its JPEG from the archive, which is embedded as it is; `signature_png` comes from
    `clean_signature`; `logo` is PNG or JPEG. `printed_at` (aware) becomes the document's date: for the client copy
    use the time of freezing, so that its hash can be had again. `log` is the report's evidence log up to the sealing,
    `stamp` what is to be said of a time stamp.
    Raises Mismatch.
    """
    _check(document, seal, confirmation, photos, signature_png)
    words = wording(document.language)
    typed = _everything_typed(document, confirmation, company)
    edition = Edition(
        document,
        seal,
        confirmation,
        company,
        photos,
        signature_png,
        logo,
        verification_url,
        words,
        first_unknown(typed),
        log,
        stamp,
    )
    version = words("pdf.version", version=document.version)
    number = f"{document.number}  ·  {version}"
    sheet = Sheet(
        palette(company.colour),
        running=(f"{number}  ·  {document.client_name}", company.name),
        printed_at=printed_at,
    )
    if needs_spare(printable(typed)):
        sheet.use_spare_font()
    sheet.describe(
        language={"fr": "fr-FR", "en": "en-GB"}[document.language],
        title=f"{words('pdf.title')} {document.number}, {version}",
        author=company.name,
    )
    sheet.add_page()
    for part in PARTS:
        part(sheet, edition)
    sheet.number_pages(lambda page, pages: words("pdf.page", page=page, pages=pages))
    attach = partial(
        sheet.embed_file,
        mime_type="application/json",
        associated_file_relationship="Data",
        creation_date=printed_at,
        modification_date=printed_at,
    )
    attach(basename=REPORT_FILE, bytes=canonical_json(document), desc=words("pdf.attached.report"))
    if confirmation is not None:
        attach(basename=CONFIRMATION_FILE, bytes=canonical_json(confirmation), desc=words("pdf.attached.confirmation"))
    if log:
        attach(basename=LOG_FILE, bytes=msgspec.json.encode(log, order="sorted"), desc=words("pdf.attached.log"))
    return bytes(sheet.output())


def _check(
    document: Report,
    seal: Seal | None,
    confirmation: Confirmation | None,
    photos: Mapping[str, bytes],
    signature_png: bytes | None,
) -> None:
    absent = [photo.sha256 for photo in document.photos if photo.sha256 and photo.sha256 not in photos]
    if absent:
        raise Mismatch(f"photos without bytes: {', '.join(absent)}")
    if (confirmation is not None) != (seal is Seal.WITH_WORD):
        raise Mismatch("a report is sealed with the client's word exactly when there is one")
    if confirmation is not None and confirmation.report_sha256 != report_sha256(document):
        raise Mismatch("the client's word is about other data than this version's")
    if bool(confirmation and confirmation.signature_sha256) != (signature_png is not None):
        raise Mismatch("the drawn signature is missing, or belongs to no word")


def _everything_typed(*sources: Report | Confirmation | Company | None) -> str:
    """All text of the document at once."""
    strings: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            strings.append(value)
        elif isinstance(value, dict):
            collect(list(value.values()))
        elif isinstance(value, list):
            for item in value:
                collect(item)

    for source in sources:
        collect(msgspec.to_builtins(source))
    return "\n".join(strings)
