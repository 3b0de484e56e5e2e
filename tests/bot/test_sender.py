"""Effects on the wire: what each becomes, and what is repaired on the spot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from telegram import Bot

from bot.sender import Sender, qr_png
from core.delivery import DeliveryFailed, Receipt
from core.effects import (
    Amend,
    AnyEffect,
    Button,
    Erase,
    FetchPhoto,
    Message,
    Say,
    SendAttachment,
    SendQr,
    SendReport,
    SendVenue,
    Show,
    say,
    typed,
)
from storage.outbox import OutboxRow
from templates.wording import wording
from tests.bot.pretend import CHAT, Answer, Pretend, refused

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
PDF = b"%PDF-1.7 sealed"
OPEN = Button(label=typed("Vérifier"), url="https://constat.example/v/x")
CARD = Message(lines=(say("invite.role"), typed("<b>{x}</b>")), buttons=((OPEN,),))
REPORT = SendReport(to=0, slot="report:1", sha256="ab" * 32, file_name="RI-2026-0001 – Café d’été.pdf", caption=CARD)
NOT_MODIFIED = refused(
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
)
GONE = refused("Bad Request: message to edit not found")


async def load(sha256: str) -> bytes:
    assert sha256 == "ab" * 32
    return PDF


@pytest.fixture
def sender(bot: Bot) -> Sender:
    return Sender(bot, load)


def row(effect: AnyEffect, slot: str | None = None) -> OutboxRow:
    """The effect, waiting for its turn in Léa's chat."""
    return OutboxRow(id=1, lane=f"chat:{CHAT}", effect=effect, recipient=1, chat_id=CHAT, language="fr",
                     zone="Europe/Paris", slot=slot, stage=None, attempts=0, created_at=NOW, ready_at=NOW,
                     not_before=NOW)  # fmt: skip


def methods(telegram: Pretend) -> list[str]:
    return [call.method for call in telegram.calls if call.method != "getMe"]


async def test_a_new_message(sender: Sender, telegram: Pretend) -> None:
    assert await sender.send(row(Say(to=1, message=CARD)), None) == Receipt(77)
    params = telegram.asked("sendMessage")[0].params
    assert params["text"].endswith("\n<b>{x}</b>")
    assert [e["type"] for e in params["entities"]] == ["bold"]
    assert "parse_mode" not in params
    assert params["link_preview_options"] == {"is_disabled": True}
    assert params["reply_markup"]["inline_keyboard"][0][0]["url"] == OPEN.url


async def test_a_long_message_comes_in_parts_and_the_last_has_the_buttons(sender: Sender, telegram: Pretend) -> None:
    long = Message(lines=tuple(typed("x" * 99) for _ in range(60)), buttons=((OPEN,),))
    assert await sender.send(row(Say(to=1, message=long)), None) == Receipt(77, complete=False)
    assert await sender.send(replace(row(Say(to=1, message=long)), parts_sent=1), None) == Receipt(77)
    first, last = telegram.asked("sendMessage")
    assert "reply_markup" not in first.params
    assert "reply_markup" in last.params


async def test_a_card_is_edited_in_place(sender: Sender, telegram: Pretend) -> None:
    assert await sender.send(row(Show(to=1, slot="card:7", message=CARD), "card:7"), 70) == Receipt(70)
    params = telegram.asked("editMessageText")[0].params
    assert (params["message_id"], params["chat_id"]) == ("70", str(CHAT))
    assert methods(telegram) == ["editMessageText"]


async def test_a_card_not_sent_yet_is_sent(sender: Sender, telegram: Pretend) -> None:
    assert await sender.send(row(Show(to=1, slot="card:7", message=CARD), "card:7"), None) == Receipt(77)
    assert methods(telegram) == ["sendMessage"]


async def test_a_card_that_says_so_already_is_done(sender: Sender, telegram: Pretend) -> None:
    telegram.will("editMessageText", NOT_MODIFIED)
    assert await sender.send(row(Show(to=1, slot="card:7", message=CARD), "card:7"), 70) == Receipt(70)
    assert methods(telegram) == ["editMessageText"]


@pytest.mark.parametrize("answer", [GONE, refused("Bad Request: message can't be edited")])
async def test_a_card_that_was_deleted_is_to_be_sent_anew(sender: Sender, telegram: Pretend, answer: Answer) -> None:
    telegram.will("editMessageText", answer)
    assert await sender.send(row(Show(to=1, slot="card:7", message=CARD), "card:7"), 70) == Receipt(
        None, complete=False
    )
    assert methods(telegram) == ["editMessageText"], "sending it counts as another message"


async def test_a_card_longer_than_one_message_is_shortened_not_split(sender: Sender, telegram: Pretend) -> None:
    long = Message(lines=tuple(typed("x" * 99) for _ in range(60)))
    await sender.send(row(Show(to=1, slot="card:7", message=long), "card:7"), 70)
    text = telegram.asked("editMessageText")[0].params["text"]
    assert len(text) <= 4096
    assert text.endswith("…")


async def test_what_was_never_sent_is_not_amended(sender: Sender, telegram: Pretend) -> None:
    await sender.send(row(Amend(to=1, slot="brief:9", message=CARD), "brief:9"), None)
    assert methods(telegram) == []


@pytest.mark.parametrize("answer", [NOT_MODIFIED, GONE])
@pytest.mark.parametrize(("caption", "method"), [(False, "editMessageText"), (True, "editMessageCaption")])
async def test_amending_what_is_gone_does_nothing(
    sender: Sender, telegram: Pretend, answer: Answer, caption: bool, method: str
) -> None:
    telegram.will(method, answer)
    await sender.send(row(Amend(to=1, slot="brief:9", message=CARD, caption=caption), "brief:9"), 70)
    assert methods(telegram) == [method]


async def test_a_post_whose_document_never_followed_is_amended_as_the_text_that_it_is(
    sender: Sender, telegram: Pretend
) -> None:
    telegram.will("editMessageCaption", refused("Bad Request: there is no caption in the message to edit"))
    await sender.send(row(Amend(to=0, slot="report:1", message=CARD, caption=True), "report:1"), 70)
    assert methods(telegram) == ["editMessageCaption", "editMessageText"]
    assert telegram.asked("editMessageText")[0].params["message_id"] == "70"


@pytest.mark.parametrize(
    "answers",
    [(), (refused("Bad Request: message to delete not found"),), (refused("Bad Request: message can't be deleted"),)],
)
async def test_erasing_twice_does_no_harm(sender: Sender, telegram: Pretend, answers: tuple[Answer, ...]) -> None:
    telegram.will("deleteMessage", *answers)
    await sender.send(row(Erase(to=1, slot="qr:9"), "qr:9"), 70)
    assert telegram.asked("deleteMessage")[0].params["message_id"] == "70"
    await sender.send(row(Erase(to=1, slot="qr:9"), "qr:9"), None)
    assert methods(telegram) == ["deleteMessage"]


async def test_a_map_pin(sender: Sender, telegram: Pretend) -> None:
    venue = SendVenue(to=1, latitude=45.76, longitude=4.83, title="Fournil", address="")
    await sender.send(row(venue), None)
    params = telegram.asked("sendVenue")[0].params
    assert (params["title"], params["address"]) == ("Fournil", "–")


@pytest.mark.parametrize(("kind", "method"), [("photo", "sendPhoto"), ("document", "sendDocument")])
async def test_the_plan_is_sent_again_by_its_number(sender: Sender, telegram: Pretend, kind: str, method: str) -> None:
    plan = SendAttachment(to=1, kind=kind, file_id="F-1", caption=typed("😀" * 900))  # type: ignore[arg-type]
    await sender.send(row(plan), None)
    call = telegram.asked(method)[0]
    assert call.params[kind] == "F-1"
    assert not call.files
    assert len(call.params["caption"].encode("utf-16-le")) // 2 <= 1024


KINDS = [
    ("photo", "sendPhoto"),
    ("document", "sendDocument"),
    ("voice", "sendVoice"),
    ("video", "sendVideo"),
    ("audio", "sendAudio"),
    ("animation", "sendAnimation"),
    ("video_note", "sendVideoNote"),
]
"""Bot API: each kind of file is sent by the method that bears its name."""


@pytest.mark.parametrize(("kind", "method"), KINDS)
async def test_every_kind_of_file_is_passed_on_with_its_buttons(
    sender: Sender, telegram: Pretend, kind: str, method: str
) -> None:
    passed = SendAttachment(to=1, kind=kind, file_id="F-1", buttons=((OPEN,),), slot="office:7:1")  # type: ignore[arg-type]
    assert await sender.send(row(passed, "office:7:1"), None) == Receipt(77)
    call = telegram.asked(method)[0]
    assert call.params[kind] == "F-1"
    assert "inline_keyboard" in call.params["reply_markup"]
    assert "caption" not in call.params


async def test_a_plan_without_words(sender: Sender, telegram: Pretend) -> None:
    await sender.send(row(SendAttachment(to=1, kind="photo", file_id="F-1")), None)
    assert "caption" not in telegram.asked("sendPhoto")[0].params


async def test_the_qr_code_is_a_picture_with_words_and_buttons(sender: Sender, telegram: Pretend) -> None:
    await sender.send(row(SendQr(to=1, url="https://constat.example/r/x", caption=CARD, slot="qr:9"), "qr:9"), None)
    call = telegram.asked("sendPhoto")[0]
    picture = Image.open(BytesIO(next(iter(call.files.values())).data))
    assert picture.format == "PNG"
    assert picture.width == picture.height >= 200
    assert [e["type"] for e in call.params["caption_entities"]] == ["bold"]
    assert "inline_keyboard" in call.params["reply_markup"]


def test_a_long_link_still_makes_a_code_that_fits_a_screen() -> None:
    assert Image.open(BytesIO(qr_png("https://constat.example/r/" + "x" * 200))).width < 800


# -- posting a report: a placeholder first, then the document in its place ---------------------------------------------


async def test_first_the_caption_goes_out_and_says_that_the_pdf_follows(sender: Sender, telegram: Pretend) -> None:
    receipt = await sender.send(row(REPORT, "report:1"), None)
    assert receipt == Receipt(77, complete=False)
    assert telegram.asked("sendMessage")[0].params["text"].endswith(wording("fr")("post.follows"))
    assert methods(telegram) == ["sendMessage"]


async def test_then_the_document_takes_its_place_with_caption_and_buttons(sender: Sender, telegram: Pretend) -> None:
    assert await sender.send(row(REPORT, "report:1"), 77) == Receipt(77)
    call = telegram.asked("editMessageMedia")[0]
    assert call.params["message_id"] == "77"
    assert [(u.name, u.data) for u in call.files.values()] == [(REPORT.file_name, PDF)]
    media = call.params["media"]
    assert media["type"] == "document"
    assert media["media"] == f"attach://{next(iter(call.files))}"
    assert "\n<b>{x}</b>" in media["caption"]
    assert wording("fr")("post.follows") not in media["caption"]
    assert [e["type"] for e in media["caption_entities"]] == ["bold"]
    assert call.params["reply_markup"]["inline_keyboard"][0][0]["url"] == OPEN.url


async def test_a_document_that_is_there_already_counts_as_posted(sender: Sender, telegram: Pretend) -> None:
    telegram.will("editMessageMedia", NOT_MODIFIED)
    assert await sender.send(row(REPORT, "report:1"), 77) == Receipt(77)


async def test_a_post_that_somebody_deleted_is_told_to_the_courier(sender: Sender, telegram: Pretend) -> None:
    telegram.will("editMessageMedia", GONE)
    assert await sender.send(row(REPORT, "report:1"), 70) == Receipt(None, complete=False)
    assert methods(telegram) == ["editMessageMedia"]


# -- what goes wrong ---------------------------------------------------------------------------------------------------


async def test_too_many_requests(sender: Sender, telegram: Pretend) -> None:
    telegram.will("sendMessage", refused("Too Many Requests: retry after 7", 429, retry_after=7))
    with pytest.raises(DeliveryFailed) as caught:
        await sender.send(row(Say(to=1, message=CARD)), None)
    assert caught.value.retry_after == timedelta(seconds=7)


async def test_a_blocked_bot(sender: Sender, telegram: Pretend) -> None:
    telegram.will("sendMessage", refused("Forbidden: bot was blocked by the user", 403))
    with pytest.raises(DeliveryFailed) as caught:
        await sender.send(row(Say(to=1, message=CARD)), None)
    assert (caught.value.unreachable, caught.value.permanent) == (True, True)


async def test_a_group_that_moved(sender: Sender, telegram: Pretend) -> None:
    moved = refused("Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1009)
    telegram.will("sendMessage", moved)
    with pytest.raises(DeliveryFailed) as caught:
        await sender.send(row(REPORT, "report:1"), None)
    assert caught.value.new_chat_id == -1009


async def test_a_server_in_trouble_is_asked_again(sender: Sender, telegram: Pretend) -> None:
    telegram.will("editMessageMedia", Answer(502, text="<html>Bad Gateway</html>"))
    with pytest.raises(DeliveryFailed) as caught:
        await sender.send(row(REPORT, "report:1"), 77)
    assert (caught.value.code, caught.value.permanent) == ("network", False)


async def test_a_job_is_no_message(sender: Sender) -> None:
    with pytest.raises(DeliveryFailed) as caught:
        await sender.send(row(FetchPhoto(visit_id=1, photo_id=1, file_id="F")), None)
    assert caught.value.permanent
