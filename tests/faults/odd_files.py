"""Hostile files, made here: bombs, halves, false names, two kinds in one, secrets in every corner. For suite `files`.

Every place of a picture where words can hide holds `SECRET`. `good` pictures must come out clean; of the others it is
said what they may be called.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin
from pillow_heif import options as heif_options
from pillow_heif import register_heif_opener

register_heif_opener()

SECRET = b"CANARI-4B12"
CLEAN = "clean"
FOREIGN = frozenset({"unsupported", "not_a_picture"})
"""What files are called that are none of the kinds that we take."""
BROKEN = frozenset({"damaged"})
TOO_MUCH = frozenset({"too_many_pixels", "too_heavy"})
GOOD = frozenset({CLEAN})
ANYTHING = GOOD | FOREIGN | BROKEN | TOO_MUCH
"""What a file may come to that nobody can foretell; never more than this."""


@dataclass(frozen=True)
class Odd:
    """A file; `may` is what may become of it."""

    name: str
    data: bytes
    may: frozenset[str]


def scene(mode: str = "RGB", size: tuple[int, int] = (240, 160)) -> Image.Image:
    """Something with edges and slopes."""
    image = Image.merge("RGB", [Image.linear_gradient("L").resize(size).rotate(turn) for turn in (0, 90, 180)])
    image.paste((200, 30, 30), (0, 0, size[0] // 3, size[1] // 3))
    return image.convert(mode) if mode != "I;16" else Image.new("I;16", size, 40_000)


def coded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """EXIF with a maker, a position and how the phone was held."""
    made = Image.Exif()
    made[0x010F] = SECRET.decode()
    made[0x0112] = orientation
    made[0x8825] = {1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)}
    return made.tobytes()


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def segment(marker: int, body: bytes) -> bytes:
    """A JPEG segment (ISO/IEC 10918-1, B.1.1.4)."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """The JPEG with these after its beginning."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def claiming(jpeg: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its frame header (B.2.2)."""
    frame = next(at for at in range(len(jpeg)) if jpeg[at : at + 2] in (b"\xff\xc0", b"\xff\xc2"))
    return jpeg[: frame + 5] + struct.pack(">HH", height, width) + jpeg[frame + 9 :]


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes, size: tuple[int, int] = (60, 40), depth: int = 8, colour: int = 0, rows: bytes = b"") -> bytes:
    """A PNG of these chunks between its header and its pixels; black unless `rows` says otherwise."""
    width, height = size
    bits = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] * depth
    pixels = rows or zlib.compress(bytes((1 + -(-width * bits // 8)) * min(height, 2000)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def text_chunks() -> tuple[bytes, ...]:
    """Words in every chunk that takes words."""
    return (
        chunk(b"tEXt", b"Comment\0" + SECRET),
        chunk(b"zTXt", b"Author\0\0" + zlib.compress(SECRET)),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        chunk(b"eXIf", exif()[6:]),
    )


def webp_chunk(kind: bytes, body: bytes) -> bytes:
    """A WebP chunk (RFC 9649, 2.3)."""
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def good() -> Iterator[Odd]:
    """Every kind that phones send, and the unusual forms of it, full of words that are nobody's business."""
    said = {"exif": exif(6), "comment": SECRET, "icc_profile": ICC, "xmp": XMP}
    for mode in ("RGB", "L", "CMYK"):
        for progressive in (False, True):
            data = coded(scene(mode), "JPEG", progressive=progressive, **(said if mode == "RGB" else {}))
            yield Odd(f"JPEG {mode} {'progressive' if progressive else 'baseline'}", data, GOOD)
    for sampling in (0, 1, 2):
        yield Odd(f"JPEG sampling {sampling}", coded(scene(), "JPEG", subsampling=sampling, optimize=True), GOOD)
    for orientation in (*range(9), 65535):
        yield Odd(f"JPEG orientation {orientation}", coded(scene(), "JPEG", exif=exif(orientation)), GOOD)
    pair = {"save_all": True, "append_images": [scene().rotate(90)]}
    yield Odd("JPEG with a second picture", coded(scene(), "MPO", **pair), GOOD)
    plain = coded(scene(), "JPEG")
    yield Odd("JPEG with everything in segments", with_segments(
        plain, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP), segment(0xED, b"Photoshop 3.0\0" + SECRET),
        segment(0xEC, b"Ducky" + SECRET), segment(0xFE, SECRET), segment(0xEF, SECRET),
        segment(0xE2, b"MPF\0" + SECRET)), GOOD)  # fmt: skip
    yield Odd("JPEG with 2 MB of EXIF", with_segments(
        plain, *(segment(0xE1, b"Exif\0\0MM\0*" + bytes(60_000)) for _ in range(35))), GOOD)  # fmt: skip
    yield Odd("JPEG with a broken EXIF", with_segments(plain, segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")), GOOD)
    yield Odd("JPEG with a broken profile", coded(scene(), "JPEG", icc_profile=SECRET * 40), GOOD)
    yield Odd("JPEG with a cut profile", coded(scene(), "JPEG", icc_profile=ICC[: len(ICC) // 2]), GOOD)
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", SECRET.decode())
        info.add_text("Author", SECRET.decode(), zip=True)
        yield Odd(f"PNG {mode}", coded(scene(mode), "PNG", pnginfo=info, exif=exif(6), icc_profile=ICC), GOOD)
    yield Odd("PNG with transparent colour", coded(scene(), "PNG", transparency=(200, 30, 30)), GOOD)
    yield Odd("PNG with transparent palette", coded(scene("P"), "PNG", transparency=bytes(range(256))), GOOD)
    yield Odd("PNG with words everywhere", png(*text_chunks()), GOOD)
    for colour, depth in ((0, 1), (0, 2), (0, 4), (0, 16), (2, 16), (4, 8), (4, 16), (6, 16)):
        yield Odd(f"PNG colour type {colour} of {depth} bits", png(colour=colour, depth=depth), GOOD)
    turning = {"save_all": True, "append_images": [scene().rotate(90), scene().rotate(180)], "duration": 90}
    yield Odd("PNG moving", coded(scene(), "PNG", **turning), GOOD)
    yield Odd("GIF", coded(scene("P"), "GIF", comment=SECRET), GOOD)
    yield Odd("GIF moving", coded(scene("P"), "GIF", comment=SECRET, **turning), GOOD)
    yield Odd("GIF transparent", coded(scene("P"), "GIF", transparency=3), GOOD)
    for name, options in (("lossy", {}), ("lossless", {"lossless": True}), ("moving", turning)):
        yield Odd(f"WebP {name}", coded(scene(), "WEBP", exif=exif(6), xmp=XMP, icc_profile=ICC, **options), GOOD)
    yield Odd("WebP with alpha", coded(scene("RGBA"), "WEBP"), GOOD)
    yield Odd("HEIC", coded(scene(), "HEIF", exif=exif(), xmp=XMP, icc_profile=ICC), GOOD)
    yield Odd("HEIC with alpha", coded(scene("RGBA"), "HEIF"), GOOD)
    yield Odd("HEIC grey", coded(scene("L"), "HEIF"), GOOD)
    yield Odd("HEIC of two", coded(scene(), "HEIF", **pair), GOOD)
    yield Odd("a strip, one pixel high", coded(Image.new("RGB", (9000, 1), "teal"), "PNG"), GOOD)
    yield Odd("a single pixel", coded(Image.new("L", (1, 1)), "JPEG"), GOOD)


def tiled(image: Image.Image) -> bytes:
    """A HEIC in tiles, as phones write it."""
    before, heif_options.GRID_TILE_SIZE = heif_options.GRID_TILE_SIZE, 512
    try:
        return coded(image, "HEIF", quality=20)
    finally:
        heif_options.GRID_TILE_SIZE = before


def large() -> Iterator[Odd]:
    """What phones really make at their largest."""
    yield Odd("JPEG of 108 megapixels", coded(Image.linear_gradient("L").resize((12_000, 9000)), "JPEG"), GOOD)
    yield Odd("PNG of 49 megapixels", png(size=(8000, 6125), rows=zlib.compress(bytes(8001 * 6125), 1)), GOOD)
    yield Odd("PNG of 49 megapixels in colour", png(
        size=(8000, 6125), colour=6, rows=zlib.compress(bytes(32_001 * 6125), 1)), GOOD)  # fmt: skip
    yield Odd("WebP of 12 megapixels", coded(Image.new("RGB", (4000, 3000), "teal"), "WEBP", method=0), GOOD)
    yield Odd("HEIC of 48 megapixels", tiled(Image.linear_gradient("L").resize((8064, 6048)).convert("RGB")), GOOD)
    yield Odd("GIF of 25 megapixels", coded(Image.new("P", (5000, 5000)), "GIF"), GOOD)


def foreign() -> Iterator[Odd]:
    """Other kinds of pictures, and what is no picture, all called photo.jpg."""
    rgb = scene()
    for kind in ("TIFF", "BMP", "ICO", "JPEG2000", "AVIF", "TGA", "PPM", "DDS", "PCX", "SGI", "ICNS", "SPIDER",
                 "EPS", "PDF"):  # fmt: skip
        image = scene("F") if kind == "SPIDER" else rgb.resize((64, 64)) if kind in ("ICO", "ICNS") else rgb
        yield Odd(kind, coded(image, kind), FOREIGN)
    for compression in ("tiff_lzw", "tiff_deflate", "jpeg", "group4"):
        image = scene("1") if compression == "group4" else rgb
        yield Odd(f"TIFF {compression}", coded(image, "TIFF", compression=compression), FOREIGN)
    yield Odd("TIFF of 30,000 × 30,000", b"II*\0\x08\0\0\0\x02\0" + b"".join(
        struct.pack("<HHII", tag, 4, 1, 30_000) for tag in (256, 257)) + bytes(4), FOREIGN)  # fmt: skip
    yield Odd(
        "BMP of 30,000 × 30,000", b"BM" + struct.pack("<IIIIii", 54, 0, 54, 40, 30_000, 30_000) + bytes(60), FOREIGN
    )
    yield Odd("XBM", coded(scene("1"), "XBM"), FOREIGN)
    yield Odd("PSD", b"8BPS\0\x01" + bytes(6) + struct.pack(">HIIHH", 3, 40, 60, 8, 3) + bytes(9000), FOREIGN)
    card = b"".join(line.ljust(80) for line in (
        b"SIMPLE  =                    T", b"BITPIX  =                    8", b"NAXIS   =                    2",
        b"NAXIS1  =                30000", b"NAXIS2  =                30000", b"END"))  # fmt: skip
    yield Odd("FITS", card.ljust(2880) + bytes(5000), FOREIGN)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><image href="file:///etc/passwd"/></svg>'
    for name, head in (
        ("SVG", b""),
        ("SVG in XML", b'<?xml version="1.0"?>\n'),
        ("SVG after a mark", b"\xef\xbb\xbf \n"),
    ):
        yield Odd(name, head + svg, FOREIGN)
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(9)) + b"]><svg>&j;</svg>"  # fmt: skip
    yield Odd("SVG of a billion laughs", laughs, FOREIGN)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("photo.jpg", coded(rgb, "JPEG"))
        archive.writestr("zeros", bytes(20_000_000))
    others = {
        "ZIP bomb": packed.getvalue(), "HTML": b"<!doctype html><script>alert(1)</script>", "text": b"Bonjour",
        "program": b"\x7fELF\x02\x01\x01" + bytes(500), "program of Windows": b"MZ" + bytes(500),
        "film": b"\0\0\0\x18ftypmp42" + bytes(500), "sound": b"OggS" + bytes(500), "JSON": b'{"photo": "\xff\xd8\xff"}',
        "nothing": b"", "one byte": b"\xff", "zeros": bytes(100_000), "JPEG XL": b"\xff\x0a" + bytes(300),
        "CR3 raw": b"\0\0\0\x18ftypcrx " + bytes(300), "database": b"SQLite format 3\0" + bytes(300),
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
        "WMF": b"\xd7\xcd\xc6\x9a" + bytes(90), "MPEG": b"\0\0\x01\xb3" + bytes(90), "RIFF sound": b"RIFF\0\0\0\0WAVE",
    }  # fmt: skip
    for name, data in others.items():
        yield Odd(name, data, FOREIGN)
    for seed in range(12):
        yield Odd(f"random bytes {seed}", random.Random(seed).randbytes(3000), FOREIGN)


def two_in_one() -> Iterator[Odd]:
    """Pictures that are something else as well: what else they are must be gone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("secret.txt", SECRET)
    page = b"<html><script>alert('" + SECRET + b"')</script></html>"
    kinds = {"JPEG": coded(scene(), "JPEG"), "PNG": coded(scene(), "PNG"), "GIF": coded(scene("P"), "GIF"),
             "WebP": coded(scene(), "WEBP"), "HEIC": coded(scene(), "HEIF")}  # fmt: skip
    tails = {"ZIP": packed.getvalue(), "HTML": page, "PDF": b"%PDF-1.7\n" + SECRET, "a second JPEG": kinds["JPEG"]}
    for kind, data in kinds.items():
        for name, tail in tails.items():
            yield Odd(f"{kind} + {name}", data + tail, GOOD | BROKEN if kind in ("HEIC", "WebP") else GOOD)
    yield Odd("JPEG that is HTML in its comment", with_segments(kinds["JPEG"], segment(0xFE, page)), GOOD)
    yield Odd(
        "JPEG that is a PDF in its comment", with_segments(kinds["JPEG"], segment(0xFE, b"%PDF-1.7\n1 0 obj")), GOOD
    )
    yield Odd("GIF that is JavaScript", b"GIF89a=1;/*" + kinds["GIF"][11:] + b"*/;alert(1)", GOOD | BROKEN | TOO_MUCH)
    yield Odd("PNG that is PHP", png(chunk(b"tEXt", b"Comment\0<?php system($_GET[0]); ?>" + SECRET)), GOOD)
    yield Odd("HTML that ends in a JPEG", page + kinds["JPEG"], FOREIGN)
    yield Odd("ZIP that ends in a PNG", packed.getvalue() + kinds["PNG"], FOREIGN)


def scans(count: int, side: int = 6000) -> bytes:
    """A progressive JPEG that is refined again and again: small, quick to send, slow to open."""
    jpeg = coded(Image.new("L", (side, side), 90), "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * count + jpeg[-2:]


def bombs() -> Iterator[Odd]:
    """Small files that would be huge, or never end."""
    for side in (7100, 12_000, 30_000, 65_535, 2**31 - 1):
        yield Odd(
            f"PNG of {side:,} × {side:,}", png(size=(side, side), rows=zlib.compress(bytes(9000))), TOO_MUCH | BROKEN
        )
    full = zlib.compressobj(9)
    rows = b"".join(full.compress(bytes(3_751 * 300)) for _ in range(100)) + full.flush()
    yield Odd("PNG of 30,000 × 30,000, every pixel there", png(size=(30_000, 30_000), depth=1, rows=rows), TOO_MUCH)
    inflated = zlib.compress(bytes(60_000_000), 9)
    for kind, head in ((b"iCCP", b"p\0\0"), (b"zTXt", b"k\0\0"), (b"iTXt", b"k\0\1\0\0\0")):
        yield Odd(f"PNG whose {kind.decode()} inflates", png(chunk(kind, head + inflated)), GOOD | BROKEN | TOO_MUCH)
    yield Odd("PNG with 200 inflating texts", png(
        *(chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(900_000), 9)) for _ in range(200))), ANYTHING)  # fmt: skip
    yield Odd("PNG with 15 MB of EXIF", png(chunk(b"eXIf", b"MM\0*" + bytes(15_000_000))), GOOD | BROKEN)
    yield Odd("PNG whose pixels inflate past the picture", png(rows=zlib.compress(bytes(80_000_000), 9)), GOOD | BROKEN)
    yield Odd("PNG of 100,000 chunks", png(*(chunk(b"juNk", b"") for _ in range(100_000))), GOOD | BROKEN)
    small, flat = coded(scene(), "JPEG"), coded(scene(), "JPEG", progressive=True, subsampling=0)
    yield Odd("JPEG of 65,500 × 65,500", claiming(small, 65_500, 65_500), TOO_MUCH)
    yield Odd("JPEG of 14,000 × 14,000", claiming(small, 14_000, 14_000), GOOD | BROKEN)
    yield Odd("progressive JPEG of 14,000 × 14,000", claiming(flat, 14_000, 14_000), TOO_MUCH)
    yield Odd("progressive JPEG of 5,700 × 5,700", claiming(flat, 5700, 5700), GOOD | BROKEN)
    yield Odd("progressive JPEG of 4,000 scans", scans(4000), TOO_MUCH)
    gif = coded(scene("P"), "GIF")
    yield Odd("GIF of 65,535 × 65,535", gif[:6] + struct.pack("<HH", 65_535, 65_535) + gif[10:], TOO_MUCH)
    frame = gif.index(b"\x2c")
    wide = gif[: frame + 5] + struct.pack("<HH", 65_535, 65_535) + gif[frame + 9 :]
    yield Odd("GIF whose frame is larger than itself", wide, TOO_MUCH | BROKEN)
    yield Odd("GIF of 3,000 pictures", coded(
        Image.new("P", (9, 9)), "GIF", save_all=True, append_images=[Image.new("P", (9, 9), n % 7) for n in range(3000)]
    ), GOOD)  # fmt: skip
    head = b"\x10\0\0\0" + (16_382).to_bytes(3, "little") * 2
    inside = webp_chunk(b"VP8X", head) + coded(scene(), "WEBP")[12:]
    yield Odd("WebP of 16,383 × 16,383", b"RIFF" + struct.pack("<I", len(inside) + 4) + b"WEBP" + inside, TOO_MUCH)
    yield Odd("WebP of 14 megapixels", coded(Image.new("RGB", (4000, 3500)), "WEBP", method=0), TOO_MUCH)
    heic = coded(scene(), "HEIF")
    at = heic.index(b"ispe") + 8
    for width, height in ((30_000, 30_000), (9000, 9000), (2**32 - 1, 2**32 - 1), (0, 0), (7000, 7000)):
        data = heic[:at] + struct.pack(">II", width, height) + heic[at + 8 :]
        yield Odd(f"HEIC that says {width:,} × {height:,}", data, TOO_MUCH | BROKEN | GOOD)


def broken() -> Iterator[Odd]:
    """Headers that lie."""
    for size in ((0, 0), (0, 10), (2**32 - 1, 1)):
        yield Odd(f"PNG of {size}", png(size=size, rows=zlib.compress(b"0")), BROKEN | TOO_MUCH)
    yield Odd("PNG without pixels", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0))
              + chunk(b"IEND", b""), BROKEN)  # fmt: skip
    yield Odd("PNG without a palette", png(colour=3), GOOD | BROKEN)
    yield Odd("PNG of a colour that is none", png(colour=0).replace(b"\x08\0\0\0\0", b"\x08\5\0\0\0", 1), BROKEN)
    whole = png()
    yield Odd("PNG with wrong sums", whole[:40] + b"\0\0" + whole[42:], BROKEN)
    jpeg = coded(scene(), "JPEG")
    yield Odd("JPEG of no size", claiming(jpeg, 0, 0), BROKEN | TOO_MUCH)
    for marker, name in (
        (b"\xff\xdb", "tables"),
        (b"\xff\xc4", "codes"),
        (b"\xff\xda", "pixels"),
        (b"\xff\xc0", "frame"),
    ):
        at = jpeg.index(marker)
        yield Odd(f"JPEG without its {name}", jpeg[:at] + jpeg[at + 2 :], GOOD | BROKEN)
    yield Odd("JPEG of twelve bits", jpeg.replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c"), BROKEN)
    yield Odd("JPEG with a segment of no length", with_segments(jpeg, b"\xff\xe1\0\0"), BROKEN | GOOD)
    yield Odd("JPEG that only begins", b"\xff\xd8\xff" * 4000, BROKEN)
    gif = coded(scene("P"), "GIF")
    yield Odd("GIF of no size", gif[:6] + bytes(4) + gif[10:], GOOD | BROKEN)
    yield Odd("GIF that never ends", gif[:-1], GOOD | BROKEN)
    webp = coded(scene(), "WEBP")
    yield Odd("WebP that lies about its length", webp[:4] + b"\xff\xff\xff\x7f" + webp[8:], GOOD | BROKEN)
    heic = coded(scene(), "HEIF")
    yield Odd("HEIC without its head", heic.replace(b"meta", b"free", 1), BROKEN)
    yield Odd("HEIC that is only a brand", b"\0\0\0\x18ftypheic" + bytes(12), BROKEN)
    nested = b"".join(struct.pack(">I", 4000 - n * 8) + b"meta" for n in range(400))
    yield Odd("HEIC in boxes in boxes", heic[:40] + nested, BROKEN)


def valid() -> dict[str, bytes]:
    """One of each kind, to be cut and to be damaged."""
    return {
        "JPEG": coded(scene(), "JPEG", exif=exif(6), icc_profile=ICC),
        "progressive JPEG": coded(scene(), "JPEG", progressive=True),
        "PNG": coded(scene("RGBA"), "PNG", exif=exif(6), icc_profile=ICC),
        "palette PNG": coded(scene("P"), "PNG"),
        "GIF": coded(scene("P"), "GIF", save_all=True, append_images=[scene("P").rotate(90)]),
        "WebP": coded(scene("RGBA"), "WEBP", exif=exif(6)),
        "HEIC": coded(scene(), "HEIF", exif=exif()),
    }


def cut(points: int = 10) -> Iterator[Odd]:
    """Each kind, ended too early at so many points."""
    for kind, data in valid().items():
        for n in range(points):
            at = len(data) * (n + 1) // (points + 1) if n else len(data) - 1
            yield Odd(f"{kind} cut at {at}", data[:at], GOOD | BROKEN | FOREIGN)


def flipped(seed: int) -> Iterator[Odd]:
    """Each kind with some bytes changed: in its head, or anywhere."""
    dice = random.Random(seed)
    for kind, data in valid().items():
        changed = bytearray(data)
        reach = min(len(data), 400) if dice.random() < 0.5 else len(data)
        for _ in range(dice.choice((1, 1, 2, 5, 30))):
            changed[dice.randrange(reach)] = dice.choice((0, 0xFF, 0x7F, 0x80, dice.randrange(256)))
        yield Odd(f"{kind} with bytes changed ({seed})", bytes(changed), ANYTHING)
