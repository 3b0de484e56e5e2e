"""The document's XMP metadata, with the PDF/A-3B mark (ISO 19005-3 §6.6). Imports nothing of ours.

fpdf2 would write its own with the wall clock in it, and no version would print twice to the same bytes.
"""

from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr


def xmp(*, title: str, author: str, creator: str, producer: str, at: datetime) -> str:
    """The packet's content; the texts are those of the document information, `at` is aware."""
    moment = quoteattr(at.astimezone(UTC).isoformat(timespec="seconds"))
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="B"
  xmp:CreatorTool={quoteattr(creator)} pdf:Producer={quoteattr(producer)}
  xmp:CreateDate={moment} xmp:ModifyDate={moment} xmp:MetadataDate={moment}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>"""
