"""What people do in the chat, as events."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from telegram import Update

from bot.labels import choice_of
from bot.updates import packed, to_arrival
from core import events
from core.events import Event
from core.people import LANGUAGES, Language
from templates.wording import wording
from tests.bot.wire import AT, GROUP, LEA, OFFICE, PRIVATE, at, membership, message, tap, text, update

NOW = datetime(2026, 11, 24, 7, 31, tzinfo=UTC)


def event_of(content: dict[str, Any]) -> Event | None:
    """The event of an update, through the library that reads it; whose language it is stands in a test of its own."""
    arrival = to_arrival(Update.de_json(json.loads(json.dumps(content)), None), NOW)
    return replace(arrival.event, language=None) if arrival else None


@pytest.mark.parametrize("content", [text("/start"), text("8h30"), tap("q:4:yes"), membership("kicked")])
def test_whatever_somebody_does_tells_the_language_of_their_messenger(content: dict[str, Any]) -> None:
    arrival = to_arrival(Update.de_json(json.loads(json.dumps(content)), None), NOW)
    assert arrival is not None
    assert arrival.event.language == "fr"


def test_an_arrival_knows_where_it_came_from() -> None:
    arrival = to_arrival(Update.de_json(text("bonjour", 33), None), NOW)
    assert arrival is not None
    assert (arrival.update_id, arrival.chat_id, arrival.person_id) == (33, 101, None)


def test_a_kept_update_means_the_same_when_it_is_read_again() -> None:
    for content in (text("8h30 😀", reply_to_message=message(text="?")), tap("q:4:yes"), membership("kicked")):
        first = to_arrival(Update.de_json(json.loads(json.dumps(content)), None), NOW)
        assert first is not None
        assert first.raw is not None
        again = to_arrival(Update.de_json(json.loads(first.raw), None), NOW)
        assert again is not None
        assert (again.event, again.chat_id, again.update_id) == (first.event, first.chat_id, first.update_id)


@pytest.mark.parametrize(
    "content",
    [
        text("x", 2**63),
        update(message=message({**PRIVATE, "id": 2**63}, text="x")),
        update(callback_query={"id": "9", "from": {**LEA, "id": 2**63}, "chat_instance": "1", "data": "q:1:a"}),
    ],
)
def test_numbers_that_no_database_could_store_are_refused_at_the_door(content: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="too large"):
        event_of(content)


@pytest.mark.parametrize(
    "content",
    [
        text("x", message_id="12"),
        text("x", message_id=2**60),
        text("x", date=9_000_000_000),
        update(message=message(location={"latitude": "48,8", "longitude": 2.3})),
        update(message=message(location={"latitude": float("inf"), "longitude": 2.3})),
        update(message=message(photo=[{"file_id": "a\0", "file_unique_id": "u", "width": 1, "height": 1}])),
        update(message=message(photo=[{"file_id": "a\ud800", "file_unique_id": "u", "width": 1, "height": 1}])),
        {"update_id": 5, "unreadable": "{"},
    ],
)
def test_what_is_not_of_the_kind_that_it_should_be_goes_into_no_report(content: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        to_arrival(Update.de_json(json.loads(json.dumps(content)), None), NOW)


@pytest.mark.parametrize("id", ["\ud800", "a\0b", "é"])
def test_a_tap_is_known_again_by_whatever_id_it_has(id: str) -> None:
    def key() -> str | None:
        content = tap("q:1:yes")
        content["callback_query"]["id"] = id
        arrival = to_arrival(Update.de_json(content, None), NOW)
        return arrival.key if arrival else None

    assert key() == key()
    assert str(key()).isascii()
    assert str(key()).isprintable()


@pytest.mark.timeout(5)
def test_an_update_nested_as_deeply_as_can_be_is_kept_all_the_same() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"reply_to_message": deep}
    kept = json.loads(packed({"update_id": 7, "message": deep}))
    assert kept["update_id"] == 7


def test_an_invitation_link_brings_its_token_as_a_hash() -> None:
    token = "a" * 43 + "_-"
    event = event_of(text(f"/start {token}"))
    assert event == events.Started(
        at=at(),
        chat_id=101,
        token_sha256=hashlib.sha256(token.encode()).hexdigest(),
        first_name="Léa",
    )


@pytest.mark.parametrize("typed", ["/start", "/start@constat_bot", "/START  "])
def test_start_alone_has_no_token(typed: str) -> None:
    event = event_of(text(typed))
    assert isinstance(event, events.Started)
    assert event.token_sha256 is None


@pytest.mark.parametrize(
    ("typed", "name", "argument"),
    [
        ("/today", "today", ""),
        ("/new@constat_bot", "new", ""),
        ("/New Boulangerie  Modèle", "new", "Boulangerie  Modèle"),
        ("/summary\u202e hier", "summary", "hier"),
    ],
)
def test_commands(typed: str, name: str, argument: str) -> None:
    assert event_of(text(typed)) == events.Commanded(at=at(), name=name, argument=argument, message_id=12)


@pytest.mark.parametrize("typed", ["/", "/ 3", "/12", "//"])
def test_a_slash_is_not_always_a_command(typed: str) -> None:
    assert event_of(text(typed)) == events.Said(at=at(), text=typed, message_id=12)


def test_words_are_kept_as_typed_without_what_cannot_be_seen() -> None:
    event = event_of(
        text("Fuite\u202e <b>ici</b>\x07\r\nvoir {plan} \ud800", reply_to_message=message(number=8, text="?"))
    )
    assert event == events.Said(at=at(), text="Fuite <b>ici</b>\nvoir {plan} ", message_id=12, reply_to=8)


def test_a_buttons_words_in_a_reply_say_what_they_answer() -> None:
    event = event_of(text("Terminé", reply_to_message=message(number=8, text="Fini ?")))
    assert event == events.Chose(at=at(), choice="done", message_id=12, typed="Terminé", reply_to=8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_under_the_text_field_is_recognised_in_both_languages(language: Language) -> None:
    words = wording(language)
    choices = [id.removeprefix("choice.") for id in words.ids if id.startswith("choice.")]
    assert choices
    for choice in choices:
        label = words(f"choice.{choice}")
        for typed in (label, f"  {label.upper()} ", label.replace("\ufe0f", ""), label.replace(" ", "  ")):
            assert event_of(text(typed)) == events.Chose(at=at(), choice=choice, message_id=12), typed


def test_a_label_within_a_sentence_is_a_sentence() -> None:
    label = wording("fr")("choice.done")
    assert choice_of(f"{label} hier") is None
    assert choice_of("") is None
    assert choice_of("✅") is None


def test_a_changed_message_reads_differently() -> None:
    event = event_of(update(edited_message=message(text="8h45\x00", edit_date=AT + 60)))
    assert event == events.Edited(at=at(AT + 60), text="8h45", message_id=12)


def test_a_changed_caption_reads_differently_too() -> None:
    photo = [{"file_id": "a", "file_unique_id": "ua", "width": 90, "height": 60}]
    event = event_of(update(edited_message=message(photo=photo, caption="Vanne", edit_date=AT + 60)))
    assert event == events.Edited(at=at(AT + 60), text="Vanne", message_id=12, file_id="a", file_unique_id="ua")


def test_an_edit_that_leaves_nothing_to_be_seen_is_told_apart_from_none() -> None:
    event = event_of(update(edited_message=message(text="\u200b", edit_date=AT + 60)))
    assert event == events.Edited(at=at(AT + 60), text="", message_id=12)


def test_a_caption_taken_away_is_a_change_too() -> None:
    voice = {"file_id": "m", "file_unique_id": "um", "duration": 3}
    event = event_of(update(edited_message=message(voice=voice, edit_date=AT + 60)))
    assert event == events.Edited(at=at(AT + 60), text="", message_id=12)


def test_a_moving_position_is_no_change_of_words() -> None:
    assert event_of(update(edited_message=message(location={"latitude": 1.0, "longitude": 2.0}))) is None


@pytest.mark.parametrize(
    ("data", "topic", "subject", "choice"),
    [
        ("q:14:yes", "q", 14, "yes"),
        ("offer:7", "offer", 7, ""),
        ("q:14:check:r32", "q", 14, "check:r32"),
        ("q:x:yes", "unknown", 0, ""),
        ("q:-1:yes", "unknown", 0, ""),
        ("nonsense", "unknown", 0, ""),
        ("::", "unknown", 0, ""),
        ("q:" + "9" * 30, "unknown", 0, ""),
        (None, "unknown", 0, ""),
    ],
)
def test_taps(data: str | None, topic: str, subject: int, choice: str) -> None:
    assert event_of(tap(data)) == events.Tapped(at=NOW, topic=topic, subject=subject, choice=choice)


def test_a_tap_belongs_to_whoever_tapped_wherever_the_button_stands() -> None:
    content = update(
        callback_query={"id": "9", "from": LEA, "chat_instance": "1", "data": "q:1:a", "message": {
            "message_id": 5, "date": 0, "chat": OFFICE}}
    )  # fmt: skip
    arrival = to_arrival(Update.de_json(content, None), NOW)
    assert arrival is not None
    assert arrival.chat_id == LEA["id"]


def test_of_a_photo_the_largest_size_is_taken() -> None:
    sizes = [
        {"file_id": "small", "file_unique_id": "us", "width": 90, "height": 60, "file_size": 1000},
        {"file_id": "large", "file_unique_id": "ul", "width": 1280, "height": 960, "file_size": 200_000},
    ]
    event = event_of(update(message=message(photo=sizes, caption="Avant\u202e", media_group_id="album")))
    assert event == events.SentPhoto(
        at=at(), file_id="large", file_unique_id="ul", message_id=12, caption="Avant", album="album", size=200_000
    )


def document(mime: str | None, name: str = "fichier.bin") -> dict[str, Any]:
    file = {"file_id": "d", "file_unique_id": "ud", "file_name": name, "file_size": 5}
    return update(message=message(document={**file, "mime_type": mime} if mime else file))


@pytest.mark.parametrize("mime", ["image/jpeg", "image/PNG", "image/heic", "image/webp"])
def test_a_picture_sent_as_a_file_is_a_photo(mime: str) -> None:
    assert event_of(document(mime)) == events.SentPhoto(
        at=at(), file_id="d", file_unique_id="ud", message_id=12, size=5, as_file=True
    )


@pytest.mark.parametrize("mime", ["application/pdf", "image/svg+xml", "text/html", None])
def test_other_files_are_files(mime: str | None) -> None:
    event = event_of(document(mime, "plan\u202efdp.exe"))
    assert event == events.SentFile(
        at=at(), kind="document", file_id="d", file_unique_id="ud", message_id=12, name="planfdp.exe", mime=mime, size=5
    )


@pytest.mark.parametrize(
    ("claimed", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\notice.pdf", "notice.pdf"),
        ("plan\r\nSet-Cookie: a=b.pdf", "plan Set-Cookie: a=b.pdf"),
        ("notice\x00\u202efdp.exe", "noticefdp.exe"),
        ("/", None),
    ],
)
def test_a_files_name_is_a_claim(claimed: str, name: str | None) -> None:
    event = event_of(document("application/pdf", claimed))
    assert isinstance(event, events.SentFile)
    assert event.name == name


@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "a.jpg", "b.PNG", "c.webp"])
@pytest.mark.parametrize("mime", ["application/octet-stream", None])
def test_a_picture_by_its_name_is_a_photo_whatever_type_the_phone_gave_it(name: str, mime: str | None) -> None:
    assert isinstance(event_of(document(mime, name)), events.SentPhoto)


@pytest.mark.parametrize(("mime", "kind"), [("video/mp4", "video"), ("audio/mpeg", "audio")])
def test_a_film_sent_as_a_file_is_a_film(mime: str, kind: str) -> None:
    event = event_of(document(mime, "VID_0001.mp4"))
    assert isinstance(event, events.SentFile)
    assert (event.kind, event.name, event.mime) == (kind, "VID_0001.mp4", mime)


def test_a_moving_picture_is_no_document_though_it_is_sent_as_one_too() -> None:
    film = {"file_id": "g", "file_unique_id": "ug", "duration": 2, "width": 1, "height": 1, "mime_type": "video/mp4"}
    event = event_of(update(message=message(animation=film, document={**film, "file_name": "a.gif"})))
    assert isinstance(event, events.SentFile)
    assert event.kind == "animation"


def test_a_forwarded_photo_says_when_its_original_was_sent() -> None:
    origin = {"type": "hidden_user", "date": AT - 3600, "sender_user_name": "Camille"}
    sizes = [{"file_id": "a", "file_unique_id": "ua", "width": 90, "height": 60}]
    event = event_of(update(message=message(photo=sizes, forward_origin=origin)))
    assert isinstance(event, events.SentPhoto)
    assert (event.at, event.forwarded_at) == (at(), at(AT - 3600))


@pytest.mark.parametrize("kind", ["voice", "video", "audio", "video_note", "sticker"])
def test_sounds_and_films_are_files_of_their_kind(kind: str) -> None:
    media: Any = {"file_id": "m", "file_unique_id": "um", "duration": 3, "width": 1, "height": 1, "length": 1,
             "type": "regular", "is_animated": False, "is_video": False}  # fmt: skip
    event = event_of(update(message={**message(), kind: media}))
    assert isinstance(event, events.SentFile)
    assert (event.kind, event.file_id, event.duration) == (kind, "m", 3)


def test_a_place_is_a_position_whether_pinned_or_named() -> None:
    spot = {"latitude": 45.76, "longitude": 4.83}
    expected = events.SentLocation(at=at(), latitude=45.76, longitude=4.83, message_id=12)
    assert event_of(update(message=message(location=spot))) == expected
    venue = {"location": spot, "title": "Fournil", "address": "1 rue de l’Exemple"}
    assert event_of(update(message=message(venue=venue, location=spot))) == expected


def test_blocking_the_bot_and_coming_back() -> None:
    assert event_of(membership("kicked")) == events.ReachabilityChanged(at=at(), reachable=False)
    assert event_of(membership("member")) == events.ReachabilityChanged(at=at(), reachable=True)


@pytest.mark.parametrize(
    "content",
    [
        update(message=message(GROUP, text="/today")),
        update(channel_post=message(OFFICE, text="8h30")),
        update(message=message(GROUP, photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}])),
        membership("member", OFFICE),
        update(message=message(PRIVATE, contact={"phone_number": "+33", "first_name": "X"})),
        update(message=message(PRIVATE, pinned_message=message(text="x"))),
        update(poll_answer={"poll_id": "1", "option_ids": [0], "user": LEA, "option_persistent_ids": []}),
        update(something_of_next_year={"a": 1}),
    ],
)
def test_what_is_nothing_to_us_is_left_alone(content: dict[str, Any]) -> None:
    assert event_of(content) is None
