"""Technicians photograph with every phone there is; what enters the archive is upright, small and says nothing else."""

import hashlib
import io
import struct
import zlib
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image, ImageDraw
from pillow_heif import register_heif_opener

from evidence.kinds import kind_of
from evidence.pictures import (
    MAX_BYTES,
    BadPicture,
    clean_logo,
    clean_picture,
    clean_signature,
    thumbnail,
)

register_heif_opener()

RED, WHITE = (255, 0, 0), (255, 255, 255)
ORIENTATION, GPS = 0x112, 0x8825
TURN = Image.Transpose
STORED_AS = {
    1: None,
    2: TURN.FLIP_LEFT_RIGHT,
    3: TURN.ROTATE_180,
    4: TURN.FLIP_TOP_BOTTOM,
    5: TURN.TRANSPOSE,
    6: TURN.ROTATE_90,
    7: TURN.TRANSVERSE,
    8: TURN.ROTATE_270,
}
"""How a camera that writes orientation n has laid out the pixels (EXIF 2.3, tag 0x0112)."""


def scene(mode: str = "RGB", size: tuple[int, int] = (640, 320)) -> Image.Image:
    """A white wall with a red mark in its upper left corner."""
    image = Image.new("RGB", size, WHITE)
    image.paste(RED, (0, 0, size[0] // 4, size[1] // 4))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def assert_upright(image: Image.Image) -> None:
    def is_red(x: int, y: int) -> bool:
        red, green, blue = image.getpixel((x, y))  # type: ignore[misc]
        return bool(red > 200 and green < 80 and blue < 80)

    right, bottom = image.width - 5, image.height - 5
    assert [is_red(5, 5), is_red(right, 5), is_red(5, bottom), is_red(right, bottom)] == [True, False, False, False]


def png_claiming(width: int, height: int) -> bytes:
    """A tiny file that promises a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(5000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", STORED_AS)
def test_a_photo_is_upright_however_the_phone_was_held(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    turn = STORED_AS[orientation]
    stored = scene() if turn is None else scene().transpose(turn)
    picture = clean_picture(encoded(stored, kind, exif=exif))
    assert (picture.width, picture.height) == (640, 320)
    assert_upright(opened(picture.jpeg))


def test_where_the_photo_was_taken_and_by_which_phone_stays_out_of_the_archive() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Exemple Phone"
    exif[GPS] = {1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)}
    sent = encoded(scene(), "JPEG", exif=exif, comment=b"secret comment", icc_profile=b"not really a profile")
    assert b"Exemple Phone" in sent
    assert b"secret comment" in sent
    picture = clean_picture(sent)
    assert not opened(picture.jpeg).getexif()
    assert set(opened(picture.jpeg).info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (b"Exif", b"Exemple", b"secret", b"ICC_PROFILE", b"http"):
        assert trace not in picture.jpeg


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(encoded(scene(), "HEIF"), id="HEIC as iPhones send it"),
        pytest.param(encoded(scene("CMYK"), "JPEG"), id="CMYK JPEG"),
        pytest.param(encoded(scene("P"), "PNG"), id="palette PNG"),
        pytest.param(encoded(scene("RGBA"), "PNG"), id="PNG with alpha"),
        pytest.param(encoded(scene(), "JPEG", progressive=True), id="progressive JPEG"),
        pytest.param(
            encoded(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (640, 320), "blue")]),
            id="JPEG with a second picture (MPO)",
        ),
        pytest.param(
            encoded(scene("P"), "GIF", save_all=True, append_images=[scene("P").transpose(TURN.ROTATE_180)]),
            id="moving GIF: its first picture",
        ),
        pytest.param(
            encoded(scene(), "WEBP", save_all=True, append_images=[scene().transpose(TURN.ROTATE_180)]),
            id="moving WebP: its first picture",
        ),
    ],
)
def test_every_kind_that_phones_send_becomes_a_plain_jpeg(sent: bytes) -> None:
    picture = clean_picture(sent)
    image = opened(picture.jpeg)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert "progressive" not in image.info
    assert_upright(image)
    assert picture.sha256 == hashlib.sha256(picture.jpeg).hexdigest()


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    sent = encoded(Image.new("I;16", (60, 40), 40_000), "PNG")
    shade = opened(clean_picture(sent).jpeg).getpixel((20, 20))
    assert shade == pytest.approx((156, 156, 156), abs=2)


def test_what_is_transparent_becomes_white() -> None:
    sent = encoded(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG")
    assert opened(clean_picture(sent).jpeg).getpixel((20, 20)) == WHITE


def test_a_large_detailed_photo_fits_the_report_and_a_small_one_is_not_enlarged() -> None:
    noise = Image.effect_noise((4000, 3000), 90).convert("RGB")
    large = clean_picture(encoded(noise, "JPEG", quality=70))
    assert max(large.width, large.height) <= 1600
    assert large.width * 3 == pytest.approx(large.height * 4, abs=8)
    assert len(large.jpeg) <= MAX_BYTES
    small = clean_picture(encoded(scene(size=(300, 200)), "JPEG"))
    assert (small.width, small.height) == (300, 200)


def test_a_panorama_keeps_at_least_one_pixel_of_height() -> None:
    picture = clean_picture(encoded(Image.new("RGB", (20_000, 2), "red"), "PNG"))
    assert (picture.width, picture.height) == (1600, 1)


@pytest.mark.parametrize("side", [9_000, 12_000, 30_000])
def test_a_picture_with_too_many_pixels_is_refused_before_it_fills_the_memory(side: int) -> None:
    with pytest.raises(BadPicture) as refused:
        clean_picture(png_claiming(side, side))
    assert refused.value.code == "too_many_pixels"


def claiming(jpeg: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its frame header (ISO/IEC 10918-1, B.2.2)."""
    frame = next(at for at in range(len(jpeg)) if jpeg[at : at + 2] in (b"\xff\xc0", b"\xff\xc2"))
    return jpeg[: frame + 5] + struct.pack(">HH", height, width) + jpeg[frame + 9 :]


def test_what_memory_a_kind_takes_decides_how_many_pixels_it_may_have() -> None:
    """4.3 million pixels of WebP pass, 14 million do not; a JPEG is decoded small unless it is progressive."""
    assert clean_picture(encoded(scene(size=(2400, 1800)), "WEBP")).width == 1600
    for lossless in (False, True):
        with pytest.raises(BadPicture, match="too_many_pixels"):
            clean_picture(encoded(Image.new("RGB", (16_000, 850)), "WEBP", lossless=lossless, method=0))
    with pytest.raises(BadPicture, match="too_many_pixels"):
        clean_picture(claiming(encoded(scene(), "JPEG", progressive=True, subsampling=0), 8000, 6000))
    assert clean_picture(claiming(encoded(scene(), "JPEG", subsampling=0), 8000, 6000)).width <= 1600


def test_a_large_picture_is_shrunk_band_by_band_without_seams() -> None:
    slope = Image.linear_gradient("L").resize((400, 5003)).convert("RGBA")
    image = opened(clean_picture(encoded(slope, "PNG")).jpeg)
    column = [image.getpixel((50, y)) for y in range(0, image.height, 10)]
    shades = [pixel[0] for pixel in column]  # type: ignore[index]
    assert shades == sorted(shades)
    assert max(after - before for before, after in pairwise(shades)) <= 4


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_photo_with_a_broken_exif_is_still_a_photo() -> None:
    sent = encoded(scene(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff broken")
    assert_upright(opened(clean_picture(sent).jpeg))


def test_a_logo_becomes_a_png_that_says_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Exemple Phone"
    for kind, mode in (("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P")):
        logo = clean_logo(encoded(scene(mode, (1800, 900)), kind, exif=exif))
        image = opened(logo)
        assert (image.format, image.size, image.info) == ("PNG", (1200, 600), {})
        assert b"Exemple" not in logo
        assert_upright(image.convert("RGB"))


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7", None),
        (b"BMW: facture", None),
        (b"\0\0\0\x18ftypmp42", None),
        (b"\0\0\0\x18ftypheic", "photo"),
        (b"II*\0", "picture"),
        (b" <SVG ", "drawing"),
    ],
)
def test_what_a_file_is_shows_in_its_first_bytes(start: bytes, kind: str | None) -> None:
    assert kind_of(start) == kind


def test_a_thumbnail_for_a_page_is_small() -> None:
    small = opened(thumbnail(clean_picture(encoded(scene(), "JPEG")).jpeg, 200))
    assert small.size == (200, 100)
    assert_upright(small)


def canvas(size: tuple[int, int] = (600, 200), background: Any = (0, 0, 0, 0)) -> Image.Image:
    return Image.new("RGBA", size, background)


@pytest.mark.parametrize("background", [(0, 0, 0, 0), (255, 255, 255, 255)])
def test_a_signature_is_cropped_to_its_ink_on_white(background: tuple[int, ...]) -> None:
    drawn = canvas(background=background)
    ImageDraw.Draw(drawn).line([(200, 80), (260, 120), (330, 70)], fill=(20, 30, 120, 255), width=4)
    kept = opened(clean_signature(encoded(drawn, "PNG")))
    assert kept.format == "PNG"
    assert kept.mode == "RGB"
    assert kept.width == pytest.approx(134 + 24, abs=6)
    assert kept.height == pytest.approx(54 + 24, abs=6)
    assert kept.getpixel((0, 0)) == WHITE
    assert min(level for level, count in enumerate(kept.convert("L").histogram()) if count) < 80


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (encoded(canvas(), "PNG"), "blank_signature"),
        (encoded(canvas(background=WHITE), "PNG"), "blank_signature"),
        (encoded(canvas((2001, 20)), "PNG"), "too_many_pixels"),
        (encoded(Image.effect_noise((500, 500), 90), "PNG"), "too_large"),
        (encoded(scene(), "JPEG"), "damaged"),
        (encoded(canvas(), "PNG")[:80], "damaged"),
        (b"data:image/png;base64,", "not_a_picture"),
    ],
)
def test_a_signature_that_is_none_is_refused(sent: bytes, code: str) -> None:
    with pytest.raises(BadPicture) as refused:
        clean_signature(sent)
    assert refused.value.code == code


def test_a_tap_on_the_pad_is_not_a_signature() -> None:
    drawn = canvas()
    ImageDraw.Draw(drawn).ellipse([300, 100, 305, 105], fill=(0, 0, 0, 255))
    with pytest.raises(BadPicture, match="blank_signature"):
        clean_signature(encoded(drawn, "PNG"))
