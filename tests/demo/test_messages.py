"""What a bot's calls do: the two libraries meet on the wire, and people see what came of it."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from PIL import Image
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import RetryAfter

from demo.people import Demo, Person
from demo.server import RunningServer
from tests.demo.conftest import Call, Clock, picture

PDF = b"%PDF-1.7 rapport"


@pytest.fixture
async def session(server: RunningServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"{server.api_url}/bot{server.token}/") as opened:
        yield opened


async def test_the_same_call_in_all_forms(session: aiohttp.ClientSession, lea: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "Oui", "callback_data": "1"}]]}
    said = {"chat_id": str(lea.id), "text": "Prêt ?"}
    coded = {**said, "reply_markup": json.dumps(markup)}
    form = aiohttp.FormData(coded)
    form.add_field("ignored", b"x", filename="x.bin")
    answers = [
        await session.get("sendMessage", params=coded),
        await session.post("sendmessage", data=coded),
        await session.post("sendMessage", data=form),
        await session.post("sendMessage", json={**said, "chat_id": lea.id, "reply_markup": markup}),
        await session.post(
            "sendMessage", params={"chat_id": str(lea.id)}, json={"text": "Prêt ?", "reply_markup": markup}
        ),
    ]
    results = [(await answer.json())["result"] for answer in answers]
    assert {(result["text"], json.dumps(result["reply_markup"])) for result in results} == {
        ("Prêt ?", json.dumps(markup))
    }
    assert len(await lea.messages()) == 1 + len(answers)


async def test_markup_becomes_entities_and_addresses_are_found(bot: Bot, lea: Person) -> None:
    sent = await bot.send_message(
        lea.id, " <b>😀 é</b> &lt; <a href='https://a.example/?a=1&amp;b'>là</a> /today x@b.example", "HTML"
    )
    assert sent.text == "😀 é < là /today x@b.example"
    found = [(str(e.type), sent.parse_entity(e), e.url) for e in sent.entities]
    assert found == [
        ("bold", "😀 é", None),
        ("text_link", "là", "https://a.example/?a=1&b"),
        ("bot_command", "/today", None),
        ("email", "x@b.example", None),
    ]


async def test_a_text_message_becomes_a_document_in_the_channel(bot: Bot, demo: Demo, clock: Clock) -> None:
    office = await demo.channel("Bureau")
    placeholder = await bot.send_message(office.id, "Le PDF suit")
    clock.passes(hours=60)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Vérifier", url="https://constat.example/v/1")]])
    edited = await bot.edit_message_media(
        InputMediaDocument(PDF, caption="Rapport 1", filename="rapport été.pdf"), office.id, placeholder.message_id,
        reply_markup=keyboard,
    )  # fmt: skip
    assert edited.document.file_name == "rapport été.pdf"  # type: ignore[union-attr]
    (seen,) = await office.messages()
    assert (seen.id, seen.text, seen.file_name, seen.edited) == (
        placeholder.message_id,
        "Rapport 1",
        "rapport été.pdf",
        True,
    )
    assert (seen.url("Vérifier"), await seen.download()) == ("https://constat.example/v/1", PDF)


async def test_an_edit_without_a_keyboard_takes_the_keyboard_away(bot: Bot, lea: Person) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Copier", copy_text=CopyTextButton("x" * 256))]])
    sent = await bot.send_message(lea.id, "Lien", reply_markup=keyboard)
    assert (await lea.sees("Lien")).copy_text("Copier") == "x" * 256
    await bot.edit_message_reply_markup(lea.id, sent.message_id)
    shown = await lea.sees("Lien")
    assert (shown.labels, shown.edited) == ([], False)
    await bot.edit_message_text("Lien retiré", lea.id, sent.message_id)
    assert (await lea.sees("retiré")).edited


async def test_reply_keyboards_come_and_go(bot: Bot, lea: Person) -> None:
    keyboard = ReplyKeyboardMarkup([["Sur place", "Retour"]], resize_keyboard=True, input_field_placeholder="8h30")
    await bot.send_message(lea.id, "Arrivée ?", reply_markup=keyboard)
    assert await lea.keyboard() == [["Sur place", "Retour"]]
    await lea.taps("Sur place")
    assert (await lea.messages())[-1].text == "Sur place"
    await bot.send_message(lea.id, "Noté", reply_markup=ReplyKeyboardRemove())
    assert await lea.keyboard() == []


async def test_an_album_a_copy_and_a_forward(bot: Bot, demo: Demo, lea: Person) -> None:
    office = await demo.channel("Bureau")
    album = await bot.send_media_group(
        office.id, [InputMediaPhoto(picture("red")), InputMediaPhoto(picture("blue"))], caption="Deux"
    )
    assert len({message.media_group_id for message in album}) == 1
    await bot.copy_message(lea.id, office.id, album[0].message_id)
    forwarded = await bot.forward_message(lea.id, office.id, album[1].message_id)
    assert forwarded.forward_origin.chat.title == "Bureau"  # type: ignore[union-attr]
    copied, passed_on = (await lea.messages())[-2:]
    assert (copied.text, copied.raw["forwarded"], passed_on.raw["forwarded"]) == ("Deux", None, "Bureau")


async def test_a_photo_sent_once_can_be_sent_again_by_its_number(bot: Bot, lea: Person) -> None:
    first = await bot.send_photo(lea.id, picture(size=(2400, 1800)), caption="QR")
    assert [max(size.width, size.height) for size in first.photo] == [90, 320, 800, 1280]
    again = await bot.send_photo(lea.id, first.photo[-1].file_id)
    assert again.photo == first.photo
    file = await bot.get_file(first.photo[0].file_id)
    assert Image.open(io.BytesIO(bytes(await file.download_as_bytearray()))).size == (90, 68)


async def test_the_menu_speaks_each_persons_language(bot: Bot, demo: Demo, lea: Person) -> None:
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("today", "Today")], scope=private)
    await bot.set_my_commands([BotCommand("today", "Aujourd’hui")], scope=private, language_code="fr")
    alex = await demo.user("Alex Sample", language="en")
    assert (await lea.view())["commands"] == [{"command": "today", "description": "Aujourd’hui"}]
    assert (await alex.view())["commands"] == [{"command": "today", "description": "Today"}]
    assert [command.description for command in await bot.get_my_commands(scope=private, language_code="fr")] == [
        "Aujourd’hui"
    ]


async def test_everything_else_a_bot_does(bot: Bot, lea: Person) -> None:
    me = await bot.get_me()
    assert (me.username, me.is_bot) == ("constat_demo_bot", True)
    assert (await bot.get_chat(lea.id)).first_name == "Léa"
    venue = await bot.send_venue(lea.id, 45.76, 4.83, "Fournil", "1 rue de l’Exemple")
    await bot.send_location(lea.id, 45.76, 4.83)
    await bot.send_voice(lea.id, b"OggS", caption="Note")
    await bot.send_video(lea.id, b"....", caption="Film")
    await bot.send_document(lea.id, PDF, filename="plan.pdf")
    await bot.send_chat_action(lea.id, "typing")
    await bot.pin_chat_message(lea.id, venue.message_id)
    await bot.set_message_reaction(lea.id, venue.message_id, "👍")
    view = await lea.view()
    assert (view["action"], view["pinned"], len(view["messages"])) == ("typing", venue.message_id, 6)
    assert view["messages"][1]["reaction"] == "👍"
    assert view["messages"][1]["venue"]["title"] == "Fournil"
    await bot.delete_message(lea.id, venue.message_id)
    assert len(await lea.messages()) == 5


# -- limits, on a clock that stands still ------------------------------------------------------------------------------


async def accepted(call: Call, chats: list[int], most: int) -> tuple[int, dict[str, Any]]:
    """How many messages pass before one is refused, and the refusal."""
    for number in range(most):
        status, body = await call("sendMessage", chat_id=chats[number % len(chats)], text=str(number))
        if status != 200:
            return number, body
    raise AssertionError(f"{most} messages and no refusal")


async def test_one_message_a_second_in_a_chat_after_a_small_burst(call: Call, lea: Person, clock: Clock) -> None:
    number, body = await accepted(call, [lea.id], 20)
    assert (number, body["error_code"], body["parameters"]) == (5, 429, {"retry_after": 1})
    assert body["description"] == "Too Many Requests: retry after 1"
    clock.passes(seconds=2)
    assert (await accepted(call, [lea.id], 20))[0] == 2


async def test_edits_count_and_the_library_reads_the_wait(bot: Bot, lea: Person) -> None:
    sent = await bot.send_message(lea.id, "0")
    for number in range(1, 5):
        await bot.edit_message_text(str(number), lea.id, sent.message_id)
    with pytest.raises(RetryAfter, match="Flood control exceeded"):
        await bot.edit_message_text("5", lea.id, sent.message_id)
    assert (await lea.sees("4")).id == sent.message_id


async def test_twenty_a_minute_in_a_channel(call: Call, demo: Demo, clock: Clock) -> None:
    office = await demo.channel("Bureau")
    await demo.limits(chat_per_second=1e9, chat_burst=1e9, overall_per_second=1e9)
    for _ in range(2):
        passed, body = await accepted(call, [office.id], 40)
        assert (passed, body["parameters"]) == (20, {"retry_after": 3})
        clock.passes(minutes=1)


async def test_thirty_a_second_in_all(call: Call, demo: Demo) -> None:
    people = [await demo.user(f"Personne {number}") for number in range(10)]
    for person in people:
        await person.start()
    number, body = await accepted(call, [person.id for person in people], 60)
    assert (number, body["parameters"]) == (30, {"retry_after": 1})
    await demo.limits()
    with pytest.raises(AssertionError, match="no refusal"):
        await accepted(call, [person.id for person in people], 60)
