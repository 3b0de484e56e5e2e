"""What a file is, by its first bytes: the name and the type that came with it are claims. Imports nothing.

Imported by its neighbours and `courier`.
"""

from typing import Literal

Kind = Literal["photo", "picture", "drawing"]
"""A kind of photo that we take; a kind of picture that we do not; a drawing written as text."""

LOOKED_AT = 64
"""So many first bytes are enough to tell."""

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", "photo"),
    (b"\x89PNG\r\n\x1a\n", "photo"),
    (b"GIF87a", "photo"),
    (b"GIF89a", "photo"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"8BPS\x00", "picture"),
    (b"\x00\x00\x01\x00", "picture"),
    (b"SIMPLE  =", "picture"),
    (b"\xff\x0a", "picture"),
    (b"\x00\x00\x00\x0cJXL ", "picture"),
    (b"\x00\x00\x00\x0cjP  ", "picture"),
)
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_OTHER_BOXED = (b"avif", b"avis", b"crx ")
"""Brands of pictures in boxes (ISO/IEC 14496-12, ftyp) that are none of ours."""


def kind_of(data: bytes) -> Kind | None:
    """What the bytes begin as; None for what is no picture that we know of."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "photo"
    if data[4:8] == b"ftyp":
        return "photo" if is_heic(data) else "picture" if data[8:12] in _OTHER_BOXED else None
    if data[:2] == b"BM" and data[6:10] == bytes(4) and len(data) > 26:
        return "picture"
    text = data[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "drawing" if text.startswith((b"<svg", b"<?xml")) else None


def is_heic(data: bytes) -> bool:
    """Whether it begins as HEIC does."""
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC


def webp_size(data: bytes) -> tuple[int, int] | None:
    """The width and height that a WebP claims (RFC 9649, 2.5–2.7), read before any memory is taken for them."""
    chunk, body = data[12:16], data[20:30]
    if kind_of(data) != "photo" or len(body) < 10:
        return None
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None
