"""What people do, and what a bot hears of it."""

import asyncio

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from demo.people import CannotDo, Demo, NotSeen, Person
from tests.demo.conftest import Clock, picture

PATIENCE = 10


async def heard(bot: Bot, count: int) -> list[Update]:
    """The next `count` updates, confirmed."""
    found: list[Update] = []
    while len(found) < count:
        offset = found[-1].update_id + 1 if found else None
        found += await bot.get_updates(offset=offset, timeout=PATIENCE)
    await bot.get_updates(offset=found[-1].update_id + 1, timeout=0)
    return found


@pytest.fixture
async def lea(lea: Person, bot: Bot) -> Person:
    """Her START is already heard."""
    await heard(bot, 1)
    return lea


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"data:{label}")] for label in labels])


async def test_an_album_is_separate_messages_under_one_number(bot: Bot, lea: Person) -> None:
    sent = await lea.sends_photos([picture("red"), picture("green"), picture("blue")], album=True, caption="Avant")
    await lea.sends_late_photo(picture("black"), sent["media_group_id"])
    messages = [update.message for update in await heard(bot, 4)]
    assert {message.media_group_id for message in messages if message} == {sent["media_group_id"]}
    assert [message.caption for message in messages if message] == ["Avant", None, None, None]
    assert len({message.photo[-1].file_unique_id for message in messages if message}) == 4


async def test_pictures_as_files_keep_their_bytes(bot: Bot, lea: Person) -> None:
    files = {"a.jpg": picture("red"), "b.jpg": picture("blue")}
    await lea.sends_files(files, mime="image/jpeg", album=True, caption="Originaux")
    documents = [update.message.document for update in await heard(bot, 2) if update.message]
    fetched = [bytes(await (await document.get_file()).download_as_bytearray()) for document in documents if document]
    assert [document.file_name for document in documents if document] == ["a.jpg", "b.jpg"]
    assert fetched == list(files.values())


async def test_voice_video_place_and_forward(bot: Bot, demo: Demo, lea: Person) -> None:
    await lea.sends_file(b"OggS", name="note.ogg", mime="audio/ogg", kind="voice")
    await lea.sends_file(b"....", name="film.mp4", mime="video/mp4", kind="video", caption="Le bruit")
    await lea.sends_location(45.76, 4.83)
    office = await demo.channel("Bureau")
    posted = await lea.says("Note de service", room=office)
    await lea.forwards((await office.messages())[0], source=office)
    voice, video, place, channel, forward = (update.effective_message for update in await heard(bot, 5))
    assert voice
    assert video
    assert place
    assert channel
    assert forward
    assert voice.voice
    assert video.video
    assert place.location
    assert (video.caption, place.location.latitude) == ("Le bruit", 45.76)
    assert (channel.chat_id, channel.message_id) == (office.id, posted["message_id"])
    assert (forward.text, forward.forward_origin.chat.title) == ("Note de service", "Bureau")  # type: ignore[union-attr]


async def test_without_network_everything_is_kept_and_comes_in_a_burst_dated_on_arrival(
    bot: Bot, lea: Person, clock: Clock
) -> None:
    before = await bot.send_message(lea.id, "Arrivée ?", reply_markup=keyboard("Oui"))
    await lea.network(False)
    await lea.says("8h30")
    await lea.sends_photos([picture()])
    await lea.says("8h45")
    await bot.edit_message_text("Départ ?", lea.id, before.message_id)
    assert not await bot.get_updates(timeout=0)
    view = await lea.view()
    assert [message["text"] for message in view["messages"]] == ["/start", "Arrivée ?"]
    assert [held["deed"] for held in view["held"]] == ["say", "photos", "say"]
    with pytest.raises(CannotDo, match="no network"):
        await lea.taps("Oui")
    clock.passes(minutes=50)
    assert (await lea.network(True))["sent"] == 3
    burst = [update.message for update in await heard(bot, 3)]
    assert [(message.text, message.date) for message in burst if message] == [
        ("8h30", clock.time), (None, clock.time), ("8h45", clock.time),
    ]  # fmt: skip
    assert (await lea.sees("Départ ?")).edited


async def test_what_fails_on_return_is_told_and_the_rest_is_sent(bot: Bot, lea: Person) -> None:
    sent = await lea.says("8h30")
    await lea.network(False)
    await lea.deletes(sent["message_id"])
    await lea.edits(sent["message_id"], "9h")
    await lea.says("10h")
    back = await lea.network(True)
    assert (back["sent"], back["lost"]) == (2, [f"message {sent['message_id']} is not one of this person's"])
    assert [message.text for message in await lea.messages()] == ["/start", "10h"]


async def test_blocking_and_coming_back_are_told(bot: Bot, lea: Person) -> None:
    await lea.blocks()
    with pytest.raises(CannotDo, match="blocked"):
        await lea.says("8h30")
    await lea.start("encore")
    gone, back, started = await heard(bot, 3)
    assert gone.my_chat_member is not None
    assert back.my_chat_member is not None
    assert started.message is not None
    assert (gone.my_chat_member.new_chat_member.status, back.my_chat_member.new_chat_member.status) == (
        "kicked",
        "member",
    )
    assert started.message.text == "/start encore"


async def test_a_tap_brings_the_bots_answer_back(bot: Bot, lea: Person) -> None:
    await bot.send_message(lea.id, "Accepter ?", reply_markup=keyboard("Accepter", "Refuser"))
    tap = asyncio.create_task(lea.taps("Refuser"))
    (update,) = await heard(bot, 1)
    assert update.callback_query is not None
    assert update.callback_query.data == "data:Refuser"
    await update.callback_query.answer("Noté", show_alert=True)
    assert await asyncio.wait_for(tap, PATIENCE) == "Noté"


async def test_a_button_that_was_there_before_is_taken_when_no_newer_comes(bot: Bot, lea: Person) -> None:
    await bot.send_message(lea.id, "Première", reply_markup=keyboard("Ouvrir"))
    second = await bot.send_message(lea.id, "Seconde", reply_markup=keyboard("Ouvrir"))
    await lea.says("bonjour")
    tap = asyncio.create_task(lea.taps("Ouvrir"))
    query = (await heard(bot, 2))[1].callback_query
    assert query is not None
    assert query.message is not None
    assert query.message.message_id == second.message_id
    await query.answer()
    assert await asyncio.wait_for(tap, PATIENCE) is None


async def test_what_is_not_there_is_told_with_what_is(bot: Bot, lea: Person) -> None:
    await bot.send_message(lea.id, "Accepter ?", reply_markup=keyboard("Accepter"))
    with pytest.raises(NotSeen, match="no button 'Refuser'") as caught:
        await lea.taps("Refuser", patience=0.05)
    assert "'Accepter ?' ['Accepter']" in str(caught.value)
    with pytest.raises(NotSeen, match="did not see 'Terminé'"):
        await lea.sees("Terminé", patience=0.05)


async def test_seeing_looks_at_what_came_since_the_last_deed(bot: Bot, lea: Person) -> None:
    await bot.send_message(lea.id, "Heure d’arrivée ?")
    await lea.says("8h30")
    with pytest.raises(NotSeen):
        await lea.sees("Heure", patience=0.05)
    assert (await lea.sees("Heure", anywhere=True)).text == "Heure d’arrivée ?"
    await bot.send_message(lea.id, "Heure de départ ?")
    assert (await lea.sees("Heure")).text == "Heure de départ ?"


async def test_own_messages_are_edited_and_deleted_but_no_deletion_is_ever_told(bot: Bot, lea: Person) -> None:
    asked = await bot.send_message(lea.id, "Heure ?")
    sent = await lea.says("8h30", reply_to=asked.message_id)
    await lea.edits(sent["message_id"], "8h45 /today")
    await lea.deletes(sent["message_id"])
    said, edited = await heard(bot, 2)
    assert said.message is not None
    assert said.message.reply_to_message is not None
    assert said.message.reply_to_message.text == "Heure ?"
    assert edited.edited_message is not None
    assert list(edited.edited_message.parse_entities().values()) == ["/today"]
    assert not await bot.get_updates(timeout=0)
    with pytest.raises(CannotDo, match="not one of this person's"):
        await lea.edits(asked.message_id, "?")


async def test_a_bot_hears_who_adds_it_to_a_channel_and_who_removes_it(bot: Bot, demo: Demo, lea: Person) -> None:
    office = await demo.channel("Bureau", by=lea)
    await office.bot_becomes("kicked", by=lea)
    added, removed = (update.my_chat_member for update in await heard(bot, 2))
    assert added
    assert removed
    assert (added.chat.id, added.from_user.id, added.new_chat_member.status) == (office.id, lea.id, "administrator")
    assert (removed.old_chat_member.status, removed.new_chat_member.status) == ("administrator", "kicked")


async def test_a_group_that_migrates_says_so_in_both_chats(bot: Bot, demo: Demo, lea: Person) -> None:
    group = await demo.channel("Équipe", kind="group", by=lea)
    new = await group.migrates()
    _, left, joined = (update.effective_message for update in await heard(bot, 3))
    assert left
    assert joined
    assert (left.chat_id, left.migrate_to_chat_id) == (group.id, new.id)
    assert (joined.chat_id, joined.migrate_from_chat_id) == (new.id, group.id)


async def test_a_link_carries_a_token_and_nothing_else(demo: Demo) -> None:
    lea = await demo.user("Léa Exemple")
    for wrong in ("a b", "é", "x" * 65):
        with pytest.raises(CannotDo, match="a link carries at most 64"):
            await lea.start(wrong)
