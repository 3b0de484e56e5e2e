"""Pictures from phones made clean: upright, small, plain JPEG without metadata; drawn signatures cropped to their ink.

Everything that enters the archive passes here, so that rendering can embed pictures byte for byte and no position
(EXIF GPS) of a technician or client ever leaves the house. Strangers' bytes are opened in `evidence.cleaning` alone, a
process with limits; what it may take up decides the limits here. Imports Pillow only; imported by `evidence.cleaning`,
and for pictures that are ours already by `web` and `app`.
"""

import contextlib
import hashlib
import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin
from pillow_heif import open_heif, options

from evidence.kinds import is_heic, kind_of, webp_size

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""The only decoders of Pillow that ever see a stranger's bytes; the other one is for HEIC."""
MAX_PIXELS = {
    "JPEG": 200_000_000,
    "MPO": 200_000_000,
    "PNG": 50_000_000,
    "GIF": 50_000_000,
    "HEIC": 50_000_000,
    "WEBP": 13_000_000,
}
"""What fits into 300 MB: a JPEG is decoded small; PNG and GIF take 4 bytes a pixel, HEIC 4.5, WebP 16."""
MAX_COEFFICIENTS = 200_000_000
"""Bytes that the JPEG decoder keeps of a progressive picture, two for each sample, however small it decodes."""
MAX_PROFILE = 2_000_000
"""Bytes; a larger colour profile is left aside."""
MAX_SIDE = 1600
MAX_BYTES = 235_000
"""A report of twenty photos stays under 5 MB."""
LADDER = ((1600, 82), (1600, 75), (1280, 78), (1280, 68), (1024, 68), (1024, 55), (800, 50), (640, 45))
"""Longest side and JPEG quality, tried until `MAX_BYTES` holds; ordinary photos stop at the first or second."""
BAND = 1_000_000
"""Pixels of a large picture that are converted at a time."""

MAX_SIGNATURE_BYTES = 200_000
MAX_SIGNATURE_SIDE = 2000
MAX_LOGO_SIDE = 1200
INK_BELOW = 200
"""Grey value under which a pixel of a signature counts as ink."""
MIN_INK_SIDE = 12
SIGNATURE_MARGIN = 12

ORIENTATION = 0x0112
"""EXIF 2.3, tag of the orientation."""

# Each thread would take its stack and its buffers out of what a picture may have.
options.DECODE_THREADS = 1
# Above this Pillow warns, at twice as much it refuses to open; `_open` asks the limits above.
Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())


class BadPicture(Exception):
    """A picture that cannot be taken.

    `code` is one of `not_a_picture`, `unsupported`, `damaged`, `too_many_pixels` (details, where known: `width`,
    `height`, `limit`), `too_heavy` (more memory or time than a picture gets), `too_large` (details: `bytes`, `limit`)
    and `blank_signature`; wording is the caller's.
    """

    def __init__(self, code: str, **details: int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


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
    picture = _upright_rgb(*(_read_heic(data) if is_heic(data) else _read(data)))
    for side, quality in LADDER:
        if max(picture.size) > side:
            picture.thumbnail((side, side))
        jpeg = _jpeg(picture, quality)
        if len(jpeg) <= MAX_BYTES:
            break
    return CleanPicture(jpeg, picture.width, picture.height, hashlib.sha256(jpeg).hexdigest())


def thumbnail(jpeg: bytes, side: int) -> bytes:
    """A smaller copy of a clean picture, for pages: at most `side` pixels a side, never enlarged. Raises BadPicture."""
    with _open(jpeg, ("JPEG",)) as image, _decoding():
        image.draft(None, _fitted(image.size, side))
        image.thumbnail((side, side))
        return _jpeg(_bare(image.convert("RGB")), 78)


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
        with _decoding():
            drawn = _on_white(image)
    ink = drawn.convert("L").point(lambda grey: 255 if grey < INK_BELOW else 0)
    box = ink.getbbox()
    if box is None or max(box[2] - box[0], box[3] - box[1]) < MIN_INK_SIDE:
        raise BadPicture("blank_signature")
    cropped = drawn.crop(box)
    framed = Image.new("RGB", (cropped.width + 2 * SIGNATURE_MARGIN, cropped.height + 2 * SIGNATURE_MARGIN), "white")
    framed.paste(cropped, (SIGNATURE_MARGIN, SIGNATURE_MARGIN))
    return _png(framed)


def clean_logo(data: bytes) -> bytes:
    """The company's logo (PNG or JPEG) as PNG without metadata, at most 1200 pixels a side. Raises BadPicture."""
    with _open(data, ("PNG", "JPEG")) as image, _decoding():
        picture = image if image.mode == "CMYK" else image.convert("RGBA")
        picture.thumbnail((MAX_LOGO_SIDE, MAX_LOGO_SIDE))
        return _png(_bare(picture if picture.mode == "RGBA" else _to_srgb(picture, image.info.get("icc_profile"))))


def _open(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    """Read the header only; refuse by size before any pixel is decoded, or memory taken for it."""
    if (size := webp_size(data)) is not None:
        _refuse_size("WEBP", *size)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=formats)
    except Image.DecompressionBombError as error:
        raise BadPicture("too_many_pixels") from error
    except Exception as error:
        if _out_of_memory(error):
            raise BadPicture("too_heavy") from error
        # Decoders fail in many ways on broken input, not only as "unidentified".
        known = {"photo": "damaged", "picture": "unsupported", "drawing": "unsupported", None: "not_a_picture"}
        raise BadPicture(known[kind_of(data)]) from error
    _refuse_size(image.format or "", *image.size)
    if isinstance(image, JpegImagePlugin.JpegImageFile) and _coefficients(image) > MAX_COEFFICIENTS:
        raise BadPicture("too_many_pixels", width=image.width, height=image.height, limit=MAX_COEFFICIENTS)
    return image


def _refuse_size(kind: str, width: int, height: int) -> None:
    if width * height > MAX_PIXELS[kind]:
        raise BadPicture("too_many_pixels", width=width, height=height, limit=MAX_PIXELS[kind])


def _coefficients(image: JpegImagePlugin.JpegImageFile) -> int:
    """Bytes that a progressive JPEG takes up while it is decoded; 0 for one that is decoded row by row."""
    if "progressive" not in image.info:
        return 0
    layers: list[tuple[int, int, int, int]] = image.layer
    widest, tallest = max(layer[1] for layer in layers), max(layer[2] for layer in layers)
    samples = sum(layer[1] * layer[2] for layer in layers) / (widest * tallest)
    return int(image.width * image.height * samples * 2)


@contextlib.contextmanager
def _decoding() -> Iterator[None]:
    """Decoders fail in many ways on broken input: OSError, SyntaxError, ValueError, struct.error …"""
    try:
        yield
    except BadPicture:
        raise
    except Exception as error:
        raise BadPicture("too_heavy" if _out_of_memory(error) else "damaged") from error


def _out_of_memory(error: Exception) -> bool:
    # Decoders in C say it in their own words.
    return isinstance(error, MemoryError) or "memory" in str(error).lower()


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


class Bands(NamedTuple):
    """A decoded picture: its size, how many rows a band has, and the band that begins at a row."""

    width: int
    height: int
    rows: int
    at: Callable[[int], Image.Image]


def _read(data: bytes) -> tuple[Bands, bytes | None, int]:
    """The pixels, the colour profile, and how the phone was held."""
    with _open(data, FORMATS) as image, _decoding():
        profile, turned = image.info.get("icc_profile"), _orientation(image)
        # A JPEG decodes straight to about the size wanted when asked with the size that fits (a square does nothing).
        image.draft(None, _fitted(image.size, MAX_SIDE))
        image.load()
        width, height = image.size
        rows = _rows(width, height)
        bands = Bands(width, height, rows, lambda top: image.crop((0, top, width, min(top + rows, height))))
    return bands, profile, turned


def _read_heic(data: bytes) -> tuple[Bands, bytes | None, int]:
    """The same out of the decoder's own memory: Pillow's copy of the largest that phones make would be too much.

    The decoder has turned it already (ISO/IEC 23008-12, 6.5.10).
    """
    with _decoding():
        heic = open_heif(data, convert_hdr_to_8bit=True, remove_stride=False)
        _refuse_size("HEIC", *heic.size)
        pixels, stride, mode = memoryview(heic.data), heic.stride, heic.mode
        # What the header claimed may have been another size.
        width, height = heic.size
        rows = _rows(width, height)

    def at(top: int) -> Image.Image:
        size = (width, min(rows, height - top))
        return Image.frombytes(mode, size, pixels[top * stride : (top + size[1]) * stride], "raw", mode, stride)

    return Bands(width, height, rows, at), heic.info.get("icc_profile"), 1


def _upright_rgb(bands: Bands, profile: bytes | None, turned: int) -> Image.Image:
    # Turning comes after shrinking, since it costs by the pixel.
    with _decoding():
        plain = _shrunk(bands)
        plain.thumbnail((MAX_SIDE, MAX_SIDE))
        rgb = _to_srgb(plain, profile)
        rgb.getexif()[ORIENTATION] = turned
        return _bare(ImageOps.exif_transpose(rgb))


def _orientation(image: Image.Image) -> int:
    """How the phone was held; 1, upright, where that cannot be read."""
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _rows(width: int, height: int) -> int:
    """About a million pixels, and a multiple of the step by which the picture is shrunk."""
    step = _step(width, height)
    return max(1, BAND // width // step) * step


def _step(width: int, height: int) -> int:
    return max(1, max(width, height) // MAX_SIDE)


def _shrunk(bands: Bands) -> Image.Image:
    """A plain copy by whole steps, band by band, so that a large picture is in memory only once."""
    step = _step(bands.width, bands.height)
    small: Image.Image | None = None
    for top in range(0, bands.height, bands.rows):
        band = bands.at(top)
        native = band.mode in ("L", "RGB", "CMYK", "YCbCr") and "transparency" not in band.info
        part = (band if native else _on_white(band)).reduce(step)
        if small is None:
            small = Image.new(part.mode, (part.width, -(-bands.height // step)))
        small.paste(part, (0, top // step))
    assert small is not None
    return small


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones' wide colours and printers' CMYK as ordinary screen colours; a broken profile is left aside."""
    if profile and len(profile) <= MAX_PROFILE and image.mode in ("RGB", "CMYK"):
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


def _bare(image: Image.Image) -> Image.Image:
    """A new image: no comment, profile, text or EXIF of the old one goes into its file."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, progressive=False, optimize=False)
    return out.getvalue()


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
