"""Pictures from phones made clean: upright, small, plain JPEG without metadata; drawn signatures cropped to their ink.

Everything that enters the archive passes here, so that rendering can embed pictures byte for byte and no position
(EXIF GPS) of a technician or client ever leaves the house. Imports Pillow only; called by `courier` and `web` workers.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
"""The only decoders that ever see a stranger's bytes."""
MAX_PIXELS = 50_000_000
MAX_SIDE = 1600
MAX_BYTES = 235_000
"""A report of twenty photos stays under 5 MB."""
LADDER = ((1600, 82), (1600, 75), (1280, 78), (1280, 68), (1024, 68), (1024, 55), (800, 50), (640, 45))
"""Longest side and JPEG quality, tried until `MAX_BYTES` holds; ordinary photos stop at the first or second."""

MAX_SIGNATURE_BYTES = 200_000
MAX_SIGNATURE_SIDE = 2000
INK_BELOW = 200
"""Grey value under which a pixel of a signature counts as ink."""
MIN_INK_SIDE = 12
SIGNATURE_MARGIN = 12

_KNOWN_STARTS = {
    b"\xff\xd8\xff": "damaged",
    b"\x89PNG\r\n\x1a\n": "damaged",
    b"GIF8": "damaged",
    b"II*\x00": "unsupported",
    b"MM\x00*": "unsupported",
    b"BM": "unsupported",
    b"8BPS": "unsupported",
    b"<svg": "unsupported",
    b"<?xml": "unsupported",
    b"\xff\x0a": "unsupported",
    b"\x00\x00\x00\x0cJXL ": "unsupported",
}
"""What to call a file that no allowed decoder opens: a broken picture, a kind that we do not take, or neither."""


class BadPicture(Exception):
    """A picture that cannot be taken.

    `code` is one of `not_a_picture`, `unsupported`, `damaged`, `too_many_pixels` (details: `width`, `height`,
    `limit`), `too_large` (details: `bytes`, `limit`) and `blank_signature`; wording is the caller's.
    """

    def __init__(self, code: str, **details: int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross the border of a worker process with the details."""
        return _bad_picture, (self.code, self.details)


def _bad_picture(code: str, details: dict[str, int]) -> BadPicture:
    return BadPicture(code, **details)


@dataclass(frozen=True)
class CleanPicture:
    """A picture fit for the archive. `sha256` is the hex digest of `jpeg`, its name there; sizes in pixels."""

    jpeg: bytes
    width: int
    height: int
    sha256: str


def clean_picture(data: bytes) -> CleanPicture:
    """Make a phone's picture upright, at most 1600 × 1600, RGB on white, baseline JPEG, without any metadata.

    Takes JPEG, PNG, WebP, HEIC and GIF (of moving pictures the first frame). Raises BadPicture.
    """
    with _open(data, FORMATS) as image:
        try:
            picture = _upright_rgb(image)
        except BadPicture:
            raise
        except Exception as error:
            # Decoders fail in many ways on broken input (OSError, SyntaxError, ValueError, struct.error …).
            raise BadPicture("damaged") from error
    for side, quality in LADDER:
        if max(picture.size) > side:
            picture.thumbnail((side, side))
        jpeg = _jpeg(picture, quality)
        if len(jpeg) <= MAX_BYTES:
            break
    return CleanPicture(jpeg, picture.width, picture.height, hashlib.sha256(jpeg).hexdigest())


def thumbnail(jpeg: bytes, side: int) -> bytes:
    """A smaller copy of a clean picture, for pages: at most `side` pixels a side, never enlarged. Raises BadPicture."""
    with _open(jpeg, ("JPEG",)) as image:
        image.draft(None, _fitted(image.size, side))
        image.thumbnail((side, side))
        return _jpeg(image.convert("RGB"), 78)


def clean_signature(png: bytes) -> bytes:
    """Crop a client's drawn signature (PNG, dark ink) to its ink with a margin; PNG on white without metadata.

    Raises BadPicture: `blank_signature` when nothing, or only a dot, was drawn; `too_large` over 200 KB;
    `too_many_pixels` over 2000 pixels a side.
    """
    if len(png) > MAX_SIGNATURE_BYTES:
        raise BadPicture("too_large", bytes=len(png), limit=MAX_SIGNATURE_BYTES)
    with _open(png, ("PNG",)) as image:
        if max(image.size) > MAX_SIGNATURE_SIDE:
            raise BadPicture("too_many_pixels", width=image.width, height=image.height, limit=MAX_SIGNATURE_SIDE**2)
        try:
            drawn = _on_white(image)
        except Exception as error:
            raise BadPicture("damaged") from error
    ink = drawn.convert("L").point(lambda grey: 255 if grey < INK_BELOW else 0)
    box = ink.getbbox()
    if box is None or max(box[2] - box[0], box[3] - box[1]) < MIN_INK_SIDE:
        raise BadPicture("blank_signature")
    cropped = drawn.crop(box)
    framed = Image.new("RGB", (cropped.width + 2 * SIGNATURE_MARGIN, cropped.height + 2 * SIGNATURE_MARGIN), "white")
    framed.paste(cropped, (SIGNATURE_MARGIN, SIGNATURE_MARGIN))
    out = io.BytesIO()
    framed.save(out, "PNG", optimize=True)
    return out.getvalue()


def _open(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    """Read the header only; refuse by size before any pixel is decoded."""
    try:
        with warnings.catch_warnings():
            # Between one and two times Pillow's own limit it only warns; ours is lower and is asked below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=formats)
    except Image.DecompressionBombError as error:
        raise BadPicture("too_many_pixels", limit=MAX_PIXELS) from error
    except UnidentifiedImageError as error:
        raise BadPicture(_what_is_it(data)) from error
    except Exception as error:
        raise BadPicture("damaged") from error
    if image.width * image.height > MAX_PIXELS:
        raise BadPicture("too_many_pixels", width=image.width, height=image.height, limit=MAX_PIXELS)
    return image


def _what_is_it(data: bytes) -> str:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower() if data[:1] in b"<\xef \t\r\n" else data[:16]
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "damaged"
    if data[4:8] == b"ftyp":
        return "damaged" if data[8:12] in (b"heic", b"heix", b"mif1", b"msf1") else "unsupported"
    return next((code for magic, code in _KNOWN_STARTS.items() if start.startswith(magic)), "not_a_picture")


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _upright_rgb(image: Image.Image) -> Image.Image:
    # A JPEG decodes straight to about the size wanted when asked with the size that fits (a square does nothing);
    # turning comes after shrinking, since it costs by the pixel.
    profile = image.info.get("icc_profile")
    orientation = image.getexif()
    image.draft(None, _fitted(image.size, MAX_SIDE))
    plain = image if image.mode in ("L", "RGB", "CMYK", "YCbCr") else _on_white(image)
    plain.thumbnail((MAX_SIDE, MAX_SIDE))
    rgb = _to_srgb(plain, profile)
    rgb.getexif().update(orientation)
    upright = ImageOps.exif_transpose(rgb)
    # A new image carries no comment, profile or EXIF of the old one into the file.
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright)
    return clean


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones' wide colours and printers' CMYK as ordinary screen colours; a broken profile is left aside."""
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert("RGB")
        if converted is not None:
            return converted
    return image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16 bits a pixel: keep the upper eight.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        inked = image.convert("RGBA")
        white = Image.new("RGBA", inked.size, "white")
        return Image.alpha_composite(white, inked).convert("RGB")
    return image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, progressive=False, optimize=False)
    return out.getvalue()
