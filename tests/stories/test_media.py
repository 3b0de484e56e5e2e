"""Everything that a phone can send on site: albums that come late, every format of picture, films, voices, papers."""

import io

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from demo.people import Person, Seen
from evidence.verify import State, verify

from acting import Browser, arrives, assigns, pictures_in, presses, printed, submits, team, works
from conftest import FR, Stage, picture

pytestmark = pytest.mark.poppler
register_heif_opener()
SECONDS = 1 / 60


def as_file(kind: str, colour: tuple[int, int, int]) -> bytes:
    """A picture as a phone keeps it: HEIF, PNG, WEBP or JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, kind)
    return out.getvalue()


async def at_photos(stage: Stage) -> Person:
    """Léa is asked for the photos, and has sent none yet but that of the equipment."""
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.taps(FR("button.no_anomaly"))
    await lea.taps(FR("button.no_material"))
    await lea.sees(FR("step.photos"))
    return lea


async def receipt(stage: Stage, lea: Person, photos: int) -> Seen:
    """The receipt, once the album is complete and stored."""
    await stage.passes(2 * SECONDS)
    return await lea.sees(FR("tell.photos", n=photos, stored=photos), anywhere=True)


async def to_sign(stage: Stage, lea: Person) -> Seen:
    """From the outcome to the message with the client's QR code."""
    await lea.taps(FR("choice.done"))
    await lea.sees(FR("step.advice"))
    await lea.taps(FR("button.skip"))
    await lea.sees(FR("step.left"))
    await stage.passes(45)
    await lea.taps(FR("choice.left"))
    await lea.sees(FR("review.complete"))
    return await submits(lea)


async def signs(stage: Stage, sign: Seen) -> tuple[bytes, Browser]:
    """The client accepts; the sealed PDF, and the client's browser."""
    browser = Browser()
    await browser.opens(sign.copy_text(FR("button.copy_link")))
    await browser.gives("accepted")
    pdf = await (await stage.office.document()).download()
    assert verify(pdf).state is State.INTACT
    return pdf, browser


async def test_an_album_of_ten_whose_third_comes_eight_seconds_late_after_a_restart(stage: Stage):
    lea = await at_photos(stage)
    album = await lea.sends_photos([picture((n * 20, 90, 90)) for n in range(9)], caption="Après", album=True)
    await receipt(stage, lea, 10)
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.outcome"))
    await stage.restarts()
    await stage.passes(8 * SECONDS)
    await lea.sends_late_photo(picture((200, 200, 10)), album["media_group_id"])
    whole = await receipt(stage, lea, 11)
    assert FR("button.chosen", what=FR("button.phase_after")) in whole.labels
    receipts = [m for m in await lea.messages() if "enregistrée" in m.text]
    assert len(receipts) == 2, "one for the photo of the equipment, one for the whole album"
    pdf, browser = await signs(stage, await to_sign(stage, lea))
    await browser.session.close()
    assert pictures_in(pdf) == 11 + 1, "the photos and the signature"
    assert printed(pdf).count("Après ·") == 10


async def test_pictures_of_every_format_sent_as_files_are_photos(stage: Stage):
    lea = await at_photos(stage)
    await lea.sends_files({"IMG_0001.HEIC": as_file("HEIF", (200, 30, 30))}, mime="application/octet-stream")
    await lea.sends_files({"ecran.png": as_file("PNG", (30, 200, 30))}, mime="image/png")
    await lea.sends_files({"image.webp": as_file("WEBP", (30, 30, 200))}, mime="image/webp")
    await lea.sends_files({"photo.jpg": as_file("JPEG", (200, 200, 30))}, mime="application/pdf")
    await receipt(stage, lea, 5)
    await lea.taps(FR("button.go_on"))
    pdf, browser = await signs(stage, await to_sign(stage, lea))
    await browser.session.close()
    assert pictures_in(pdf) == 5 + 1


async def test_films_voices_and_papers_are_kept_named_and_handed_to_the_client(stage: Stage):
    lea = await at_photos(stage)
    film, voice, paper = b"\x00\x00\x00 ftypmp42 film", b"OggS voice", b"%PDF-1.4 readings"
    await lea.sends_file(film, name="VID_1.mp4", mime="video/mp4", kind="video", caption="Bruit du ventilateur")
    await lea.sends_file(voice, name="voix.ogg", mime="audio/ogg", kind="voice")
    await lea.sends_file(paper, name="mesures.pdf", mime="application/pdf")
    await lea.sends_photos([picture((30, 160, 60))])
    counted = await receipt(stage, lea, 2)
    assert FR("tell.recordings", n=3, stored=3) in counted.text
    await lea.taps(FR("button.go_on"))
    pdf, browser = await signs(stage, await to_sign(stage, lea))
    text = printed(pdf)
    for named in ("Vidéo", "VID_1.mp4", "Bruit du ventilateur", "0:03", "Message vocal", "mesures.pdf"):
        assert named in text
    assert pictures_in(pdf) == 2 + 1
    async with browser:
        assert "<video" in browser.page
        assert "<audio" in browser.page
        assert [await browser.downloads(f"recording/{n}") for n in (1, 2, 3)] == [film, voice, paper]


async def test_a_forwarded_photo_is_a_photo_like_any(stage: Stage):
    lea = await at_photos(stage)
    await lea.sends_photos([picture((30, 160, 60))])
    await receipt(stage, lea, 2)
    sent = [m for m in await lea.messages() if m.raw.get("photo")][-1]
    await stage.passes(3)
    await lea.forwards(sent)
    await receipt(stage, lea, 3)
    await lea.taps(FR("button.sort_photos"))
    listed = await lea.sees(FR("tell.photos_sort"))
    assert listed.text.count("transférée") == 1


async def test_a_caption_corrected_in_the_chat_is_the_one_that_is_printed(stage: Stage):
    lea = await at_photos(stage)
    sent = await lea.sends_photos([picture((30, 160, 60))], caption="Condenceur")
    await receipt(stage, lea, 2)
    await lea.edits(sent["messages"][0]["message_id"], "Condenseur")
    await lea.sees(FR("tell.caption_changed", caption="Condenseur"))
    await lea.taps(FR("button.go_on"))
    pdf, browser = await signs(stage, await to_sign(stage, lea))
    await browser.session.close()
    text = printed(pdf)
    assert "Condenseur" in text
    assert "Condenceur" not in text


async def test_the_album_is_filed_with_one_tap_under_its_receipt(stage: Stage):
    lea = await at_photos(stage)
    await lea.sends_photos([picture((n * 20, 90, 90)) for n in range(3)], album=True)
    counted = await receipt(stage, lea, 4)
    assert FR("button.chosen", what=FR("button.phase_after")) in counted.labels
    said = await presses(lea, counted, FR("button.phase_before"))
    assert said == FR("toast.photos_phase", n=3, phase=FR("phase.before"))
    filed = await receipt(stage, lea, 4)
    assert filed.id == counted.id
    assert FR("button.chosen", what=FR("button.phase_before")) in filed.labels


async def test_what_no_report_can_carry_is_refused_with_what_to_do(stage: Stage):
    lea = await at_photos(stage)
    too_big = bytes(20 * 1024 * 1024 + 1)
    await lea.sends_file(too_big, name="VID_2.mp4", mime="video/mp4", kind="video")
    await lea.sees(FR("error.recording_too_big"))
