"""Every wrong call is refused, with the Bot API's own words and without any effect."""

from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from demo.people import Demo, Person
from demo.server import RunningServer
from tests.demo.conftest import Call, Clock, picture

LEA, STRANGER, BLOCKED, CHANNEL, MEMBERS, GROUP = "lea", "stranger", "blocked", "channel", "members", "group"
TEXT, CARD, KEYBOARD, VENUE, PHOTO, OWN, FORWARD = "text", "card", "keyboard", "venue", "photo", "own", "forward"
URL = "inline keyboard button URL '{}' is invalid: "


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Ouvrir", **button}]]}


@dataclass(frozen=True)
class Wrong:
    """A call, in which the names above stand for chats and messages, and the refusal that it meets.

    Where the method takes a chat and none is said, it is Léa's; None leaves it out.
    """

    method: str
    says: str
    params: dict[str, Any] = field(default_factory=dict)
    code: int = 400


def send(says: str, code: int = 400, **params: Any) -> Wrong:
    return Wrong("sendMessage", says, {"chat_id": LEA, "text": "Bonjour", **params}, code)


def change(message: str | int, says: str, method: str = "editMessageText", **params: Any) -> Wrong:
    if method == "editMessageText":
        params = {"text": "Autre", **params}
    return Wrong(method, says, {"chat_id": LEA, "message_id": message, **params})


def bold(offset: int, length: int, kind: str = "bold") -> list[dict[str, Any]]:
    return [{"type": kind, "offset": offset, "length": length}]


CHATLESS = ("getFile", "answerCallbackQuery", "setMyCommands", "setWebhook")
DOCUMENT = {"type": "document", "media": "attach://pdf"}
WRONG = {
    # chats
    "nobody there": send("chat not found", chat_id=4242),
    "no such name": send("chat not found", chat_id="@nobody_here"),
    "no chat": send("chat_id is empty", chat_id=None),
    "never started": send("Forbidden: bot can't initiate conversation with a user", chat_id=STRANGER, code=403),
    "blocked": send("Forbidden: bot was blocked by the user", chat_id=BLOCKED, code=403),
    "typing to who blocked": Wrong("sendChatAction", "bot was blocked", {"chat_id": BLOCKED, "action": "typing"}, 403),
    "only a member of the channel": send("need administrator rights in the channel chat", chat_id=MEMBERS),
    "migrated": send("group chat was upgraded to a supergroup chat", chat_id=GROUP),
    # texts
    "empty text": send("message text is empty", text=""),
    "only spaces": send("message text is empty", text=" \n "),
    "no text": Wrong("sendMessage", "message text is empty", {"chat_id": LEA}),
    "long text": send("message is too long", text="x" * 4097),
    "long in UTF-16": send("message is too long", text="😀" * 2049),
    "long caption": Wrong("sendPhoto", "message caption is too long", {"photo": PHOTO, "caption": "x" * 1025}),
    "entity past the end": send("ends after the end of the text at UTF-16 offset 7", entities=bold(0, 8)),
    "entity half a symbol": send("cuts a UTF-16 symbol in the middle", text="a😀b", entities=bold(2, 1)),
    "entity of no length": send("can't parse MessageEntity", entities=bold(0, 0)),
    "entity unknown": send("unknown type 'loud'", entities=bold(0, 2, "loud")),
    "entity link to nowhere": send("a text_link needs a url", entities=bold(0, 2, "text_link")),
    "two kinds of format": send("parse_mode and entities exclude each other", parse_mode="HTML", entities=bold(0, 2)),
    "unknown tag": send('can\'t parse entities: Unsupported start tag "i3"', text="<i3>x</i3>", parse_mode="HTML"),
    "bare sign": send("can't parse entities: Unsupported start tag", text="1 < 2", parse_mode="HTML"),
    "unclosed tag": send("Can't find end tag corresponding to start tag \"b\"", text="<b>x", parse_mode="HTML"),
    "crossed tags": send("Unmatched end tag", text="<b><i>x</b></i>", parse_mode="HTML"),
    "unknown parse mode": send("unsupported parse_mode", parse_mode="Loud"),
    # keyboards
    "long callback data": send("BUTTON_DATA_INVALID", reply_markup=inline(callback_data="x" * 65)),
    "long callback data in bytes": send("BUTTON_DATA_INVALID", reply_markup=inline(callback_data="é" * 33)),
    "empty callback data": send("BUTTON_DATA_INVALID", reply_markup=inline(callback_data="")),
    "no action": send("Text buttons are unallowed in the inline keyboard", reply_markup=inline()),
    "two actions": send("exactly one action", reply_markup=inline(callback_data="a", url="https://a.example")),
    "no label": send("text must be non-empty", reply_markup=inline(text=" ", callback_data="a")),
    "mail link": send(URL.format("mailto:a@b.example"), reply_markup=inline(url="mailto:a@b.example")),
    "phone link": send(URL.format("tel:+33100000000"), reply_markup=inline(url="tel:+33100000000")),
    "script link": send(URL.format("javascript:alert(1)"), reply_markup=inline(url="javascript:alert(1)")),
    "localhost link": send("Wrong HTTP URL", reply_markup=inline(url="http://localhost:8080/r/x")),
    "loopback link": send("Wrong HTTP URL", reply_markup=inline(url="http://127.0.0.1:8080/r/x")),
    "long copy": send("BUTTON_COPY_TEXT_INVALID", reply_markup=inline(copy_text={"text": "x" * 257})),
    "empty copy": send("BUTTON_COPY_TEXT_INVALID", reply_markup=inline(copy_text={"text": ""})),
    "wide row": send("reply markup is too long", reply_markup={"keyboard": [[{"text": "x"}] * 13]}),
    "too many buttons": send("reply markup is too long", reply_markup={"keyboard": [[{"text": "x"}] * 4] * 80}),
    "empty keyboard": send("reply keyboard must be non-empty", reply_markup={"keyboard": []}),
    "long placeholder": send(
        "placeholder must be 1 to 64",
        reply_markup={"keyboard": [[{"text": "x"}]], "input_field_placeholder": "x" * 65},
    ),
    "two keyboards": send(
        "reply_markup", reply_markup={"keyboard": [[{"text": "x"}]], "inline_keyboard": [[{"text": "x", "url": "a.b"}]]}
    ),
    "no keyboard": send("reply_markup", reply_markup={"buttons": []}),
    "unknown field of a button": send("unknown parameter", reply_markup=inline(callback_data="a", colour="red")),
    "reply keyboard on an edit": change(
        CARD, "reply_markup", "editMessageReplyMarkup", reply_markup={"keyboard": [[{"text": "x"}]]}
    ),
    # files
    "unknown file": Wrong("sendDocument", "wrong file identifier", {"document": "BQACnothing"}),
    "photo as document": Wrong("sendDocument", "can't use file of type Photo as Document", {"document": PHOTO}),
    "file by link": Wrong("sendPhoto", "failed to get HTTP URL content", {"photo": "https://a.example/x.jpg"}),
    "nothing attached": Wrong("sendDocument", "there is no document in the request", {"document": "attach://pdf"}),
    "file to get unknown": Wrong("getFile", "wrong file identifier", {"file_id": "BQACnothing"}),
    "album of one": Wrong("sendMediaGroup", "2 to 10 are allowed", {"media": [{"type": "photo", "media": PHOTO}]}),
    "album of eleven": Wrong(
        "sendMediaGroup", "2 to 10 are allowed", {"media": [{"type": "photo", "media": PHOTO}] * 11}
    ),
    "mixed album": Wrong(
        "sendMediaGroup", "documents can't be mixed", {"media": [{"type": "photo", "media": PHOTO}, DOCUMENT]}
    ),
    "venue without address": Wrong(
        "sendVenue", "must be non-empty", {"latitude": 1, "longitude": 1, "title": "x", "address": " "}
    ),
    "nowhere": Wrong("sendLocation", "invalid location", {"latitude": 91, "longitude": 1}),
    # edits
    "same text": change(TEXT, "message is not modified: specified new message content", text="Bonjour"),
    "same card": change(CARD, "message is not modified", text="Carte", reply_markup=inline(callback_data="a")),
    "same keyboard": change(
        CARD, "message is not modified", "editMessageReplyMarkup", reply_markup=inline(callback_data="a")
    ),
    "edit what is not there": Wrong(
        "editMessageText", "message to edit not found", {"chat_id": LEA, "message_id": 99999, "text": "x"}
    ),
    "edit no message": Wrong("editMessageText", "message identifier is not specified", {"chat_id": LEA, "text": "x"}),
    "edit a person's message": change(OWN, "message can't be edited"),
    "edit under a reply keyboard": change(KEYBOARD, "message can't be edited"),
    "edit a forward": change(FORWARD, "message can't be edited"),
    "file under a reply keyboard": change(KEYBOARD, "message can't be edited", "editMessageMedia", media=DOCUMENT),
    "file into a venue": change(VENUE, "message can't be edited", "editMessageMedia", media=DOCUMENT),
    "text into a photo": change(PHOTO, "there is no text in the message to edit"),
    "caption under a text": change(TEXT, "there is no caption in the message", "editMessageCaption", caption="x"),
    "edit to nothing": change(TEXT, "message text is empty", text=""),
    "edit to too much": change(TEXT, "message is too long", text="x" * 4097),
    # the rest
    "delete what is not there": Wrong("deleteMessage", "message to delete not found", {"message_id": 9999}),
    "reply to what is not there": send("message to be replied not found", reply_parameters={"message_id": 9999}),
    "copy what is not there": change(9999, "message to copy not found", "copyMessage", from_chat_id=LEA),
    "forward what is not there": Wrong(
        "forwardMessage", "message to forward not found", {"from_chat_id": LEA, "message_id": 9999}
    ),
    "pin what is not there": Wrong("pinChatMessage", "message to pin not found", {"message_id": 9999}),
    "react to what is not there": Wrong("setMessageReaction", "message to react not found", {"message_id": 9999}),
    "answer to no tap": Wrong("answerCallbackQuery", "query is too old", {"callback_query_id": "1"}),
    "unknown action": Wrong("sendChatAction", "wrong parameter action", {"chat_id": LEA, "action": "thinking"}),
    "command with a capital": Wrong(
        "setMyCommands", "BOT_COMMAND_INVALID", {"commands": [{"command": "Today", "description": "x"}]}
    ),
    "plain webhook": Wrong("setWebhook", "An HTTPS URL must be provided", {"url": "http://constat.example/hook"}),
    "secret with a space": Wrong(
        "setWebhook", "secret token contains unallowed characters", {"url": "https://a.example", "secret_token": "a b"}
    ),
    "unknown parameter": send("unknown parameter 'txt'", txt="x"),
    "number as text": Wrong("sendLocation", "can't parse latitude", {"latitude": "north", "longitude": 1}),
    "unknown method": Wrong("sendThought", "Not Found", {"chat_id": LEA}, 404),
    "method not spoken here": Wrong("sendPoll", "Not Found", {"question": "?", "options": [{"text": "a"}]}, 404),
}  # fmt: skip


@pytest.fixture
async def places(demo: Demo, lea: Person, call: Call, server: RunningServer) -> dict[str, Any]:
    """Chats and messages by the names used above."""
    await demo.limits()
    stranger = await demo.user("Sacha Témoin")
    blocked = await demo.user("Noa Exemple")
    await blocked.start()
    await blocked.blocks()
    members = await demo.channel("Sans droits", by=lea)
    await members.bot_becomes("member", by=lea)
    group = await demo.channel("Équipe", kind="group")
    await group.migrates()
    own = await lea.says("à moi")
    sent = await lea.sends_photos([picture()])
    photo_id = server.world.dialogs[lea.id].entries[sent["messages"][0]["message_id"]].message.photo[-1].file_id

    async def message(method: str = "sendMessage", **params: Any) -> int:
        status, body = await call(method, chat_id=lea.id, **params)
        assert status == 200, body
        return int(body["result"]["message_id"])

    return {
        LEA: lea.id,
        STRANGER: stranger.id,
        BLOCKED: blocked.id,
        MEMBERS: members.id,
        GROUP: group.id,
        OWN: own["message_id"],
        TEXT: await message(text="Bonjour"),
        CARD: await message(text="Carte", reply_markup=inline(callback_data="a")),
        KEYBOARD: await message(text="Choisissez", reply_markup={"keyboard": [[{"text": "Oui"}]]}),
        VENUE: await message("sendVenue", latitude=45.7, longitude=4.8, title="Fournil", address="1 rue de l’Exemple"),
        PHOTO: (await message("sendPhoto", photo=photo_id), photo_id),
        FORWARD: await message("forwardMessage", from_chat_id=lea.id, message_id=own["message_id"]),
    }


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_call_is_refused(
    wrong: Wrong, places: dict[str, Any], call: Call, demo: Demo, lea: Person
) -> None:
    def meant(name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [meant(name, each) for each in value]
        if isinstance(value, dict):
            return {key: meant(key, each) for key, each in value.items()}
        if not isinstance(value, str) or value not in places or name in ("text", "type"):
            return value
        found = places[value]
        return found if not isinstance(found, tuple) else found[0 if name == "message_id" else 1]

    params: dict[str, Any] = {name: meant(name, value) for name, value in wrong.params.items()}
    if wrong.method not in CHATLESS:
        params.setdefault("chat_id", lea.id)
    params = {name: value for name, value in params.items() if value is not None}
    before = await lea.messages()
    status, body = await call(wrong.method, **params)
    assert (status, body["ok"], body["error_code"]) == (wrong.code, False, wrong.code)
    assert wrong.says in body["description"]
    assert await lea.messages() == before


async def test_a_migrated_group_says_its_new_number(places: dict[str, Any], call: Call, demo: Demo) -> None:
    _, body = await call("sendMessage", chat_id=places[GROUP], text="Bonjour")
    new = body["parameters"]["migrate_to_chat_id"]
    assert (await call("sendMessage", chat_id=new, text="Bonjour"))[0] == 200


async def test_a_tap_cannot_be_answered_late_or_twice(lea: Person, call: Call, clock: Clock) -> None:
    _, body = await call("sendMessage", chat_id=lea.id, text="?", reply_markup=inline(callback_data="a"))
    message_id = body["result"]["message_id"]
    taps = [await lea.does("tap", message_id=message_id, data="a") for _ in range(2)]
    assert (await call("answerCallbackQuery", callback_query_id=taps[0]["query_id"], text="Noté"))[0] == 200
    assert (await call("answerCallbackQuery", callback_query_id=taps[0]["query_id"]))[0] == 400
    clock.passes(seconds=151)
    status, body = await call("answerCallbackQuery", callback_query_id=taps[1]["query_id"])
    assert (status, "query is too old" in body["description"]) == (400, True)


async def test_a_message_older_than_two_days_is_not_deleted(lea: Person, call: Call, clock: Clock) -> None:
    _, body = await call("sendMessage", chat_id=lea.id, text="Code 12B")
    clock.passes(hours=49)
    status, body = await call("deleteMessage", chat_id=lea.id, message_id=body["result"]["message_id"])
    assert (status, body["description"]) == (400, "Bad Request: message can't be deleted for everyone")


@pytest.mark.parametrize(
    ("kind", "megabytes", "status", "says"),
    [
        ("photo", 11, 400, "is too big for a photo"),
        ("document", 51, 413, "Request Entity Too Large"),
        ("document", 81, 413, "Request Entity Too Large"),
    ],
)
async def test_a_file_too_large_is_refused(
    kind: str, megabytes: int, status: int, says: str, server: RunningServer, lea: Person
) -> None:
    form = aiohttp.FormData({"chat_id": str(lea.id)})
    form.add_field(kind, bytes(megabytes * 2**20), filename="x.bin")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.api_url}/bot{server.token}/send{kind.title()}", data=form) as answer,
    ):
        body = await answer.json()
    assert (answer.status, body["error_code"], says in body["description"]) == (status, status, True)


async def test_a_bot_cannot_fetch_what_is_above_20_megabytes(lea: Person, call: Call, server: RunningServer) -> None:
    sent = await lea.sends_file(bytes(21 * 2**20), name="film.mp4", mime="video/mp4", kind="video")
    file_id = server.world.dialogs[lea.id].entries[sent["message_id"]].message.video.file_id
    status, body = await call("getFile", file_id=file_id)
    assert (status, body["description"]) == (400, "Bad Request: file is too big")


@pytest.mark.parametrize(("token", "status"), [("123456789:" + "B" * 35, 401), ("nonsense", 404)])
async def test_a_wrong_token_opens_nothing(token: str, status: int, server: RunningServer) -> None:
    async with aiohttp.ClientSession() as session:
        for path in (f"/bot{token}/getMe", f"/file/bot{token}/photos/file_1.jpg"):
            async with session.get(server.api_url + path) as answer:
                body = await answer.json()
                assert (answer.status, body["ok"], body["error_code"]) == (status, False, status)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"\xff"),
        ("application/json", b"[]"),
        ("application/json; charset=nonsense", b"{}"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nnot a header\r\n\r\n--x--"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_the_wire_form(kind: str, body: bytes, server: RunningServer) -> None:
    url = f"{server.api_url}/bot{server.token}/sendMessage"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={"Content-Type": kind}) as answer,
    ):
        said = await answer.json()
    assert (answer.status, said["ok"], said["error_code"]) == (400, False, 400)
    assert server.journal.lines[-1]["error"] == said
