"""PDFs that are made to keep whoever checks them busy. Used by the tests of the verification page."""

import zlib
from collections.abc import Callable
from datetime import UTC, datetime

from fpdf import FPDF

from evidence.identity import Identity
from evidence.seal import seal

HEAD = b"%PDF-1.7\n"
SIZE = 19_000_000
NOW = datetime(2026, 11, 24, 10, 31, tzinfo=UTC)


def zeros() -> bytes:
    """Nothing at all."""
    return bytes(SIZE)


def headed_zeros() -> bytes:
    """Nothing, that says to be a PDF."""
    return HEAD + bytes(SIZE)


def said_to_be_signed(body: bytes, end: bytes = b"") -> bytes:
    """As a file whose signature says to cover all of it: only taking it apart shows that there is none."""
    length = len(HEAD) + 60 + len(body) + len(end)
    mark = b"%%/ByteRange [0 10 20 %d]" % (length - 20)
    return HEAD + mark.ljust(59) + b"\n" + body + end


def signed_zeros() -> bytes:
    """A signature said to be somewhere in megabytes of nothing."""
    return said_to_be_signed(bytes(SIZE))


def objects(*bodies: bytes) -> bytes:
    """A whole file of these objects; the first is the root."""
    start, out, places = len(HEAD) + 60, b"", []
    for number, body in enumerate(bodies, 1):
        places.append(start + len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start + len(out))
    return said_to_be_signed(out + table, trailer)


def nested() -> bytes:
    """Lists in lists in lists."""
    return objects(b"<</Type/Catalog/AcroForm " + b"[" * (SIZE // 2) + b"]" * (SIZE // 2) + b">>")


def nested_dictionaries() -> bytes:
    """Dictionaries in dictionaries in dictionaries."""
    return objects(b"<</Type/Catalog/AcroForm " + b"<</A" * (SIZE // 8) + b" 1" + b">>" * (SIZE // 8) + b">>")


def startxrefs() -> bytes:
    """A million ends."""
    return said_to_be_signed(b"startxref\n9\n%%EOF\n" * 1_000_000)


def loop() -> bytes:
    """A table of contents whose predecessor is itself."""
    start = len(HEAD) + 60
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev %d>>\n" % start
    return said_to_be_signed(table, b"startxref\n%d\n%%%%EOF\n" % start)


def chain(length: int = 250_000) -> bytes:
    """A quarter of a million revisions, each of nothing."""
    start, parts, before = len(HEAD) + 60, [], b""
    for _ in range(length):
        parts.append(b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R%s>>\n" % before)
        before, start = b"/Prev %d" % start, start + len(parts[-1])
    last = int(before.split()[1])
    return said_to_be_signed(b"".join(parts), b"startxref\n%d\n%%%%EOF\n" % last)


def packed(size: int) -> bytes:
    """So many zeros, in a thousandth of their length."""
    pack = zlib.compressobj(9)
    block = bytes(1_000_000)
    return b"".join([*(pack.compress(block) for _ in range(size // len(block))), pack.flush()])


def bomb() -> bytes:
    """A table of contents that unfolds into hundreds of megabytes."""
    stream, start = packed(600_000_000), len(HEAD) + 60
    head = b"1 0 obj\n<</Type/XRef/Size 999999999/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n"
    body = head % len(stream) + stream + b"\nendstream\nendobj\n"
    return said_to_be_signed(body, b"startxref\n%d\n%%%%EOF\n" % start)


def sealed_bomb(identity: Identity) -> bytes:
    """A sound seal, of whoever wants one, over a file inside that unfolds into hundreds of megabytes."""
    pdf = FPDF()
    pdf.add_page()
    pdf.embed_file(basename="report.json", bytes=bytes(500_000_000), compress=True, creation_date=NOW,
                   modification_date=NOW)  # fmt: skip
    return seal(bytes(pdf.output()), identity, reason="Rapport", location="Lyon", now=NOW)


HOSTILE: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (zeros, headed_zeros, signed_zeros, nested, nested_dictionaries, startxrefs, loop, chain, bomb)
}
