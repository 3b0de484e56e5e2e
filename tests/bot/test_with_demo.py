"""The bot's room against the strict `demo/` server, which reads and builds everything with another library's types."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from telegram import Bot

from bot.fetching import Fetching
from bot.intake import Intake
from bot.polling import Polling
from bot.receive import Receive
from bot.sender import Sender
from bot.transport import RawBot, make_bot
from bot.watch import Watch
from core import events
from core.delivery import DeliveryFailed, Receipt
from core.effects import (
    Amend,
    AnyEffect,
    Button,
    Erase,
    Message,
    ReplyKeyboard,
    Say,
    SendAttachment,
    SendQr,
    SendReport,
    SendVenue,
    Show,
    Toast,
    say,
    typed,
)
from core.events import Event
from demo.people import Demo, Person
from demo.server import RunningServer, start
from storage.apply import Applied, Arrival
from storage.archive import Archive
from storage.outbox import OutboxRow
from tests.bot.taking import nobody_waits

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
TITLE = say("invite.role")


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


async def load(sha256: str) -> bytes:
    return PDF + sha256.encode()


def row(effect: AnyEffect, chat_id: int) -> OutboxRow:
    return OutboxRow(id=1, lane=f"chat:{chat_id}", effect=effect, recipient=1, chat_id=chat_id, language="fr",
                     zone="Europe/Paris", slot=None, stage=None, attempts=0, created_at=NOW, ready_at=NOW,
                     not_before=NOW)  # fmt: skip


class Heard:
    """Stands for the intake: every event in the order it came."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.toasts: tuple[Toast, ...] = ()

    def heard(self) -> None:
        """That the messenger answered is of no interest here."""

    async def submit(self, arrival: Arrival) -> Applied:
        assert arrival.event is not None
        self.events.put_nowait(arrival.event)
        return Applied("taken", toasts=self.toasts, language="fr")

    async def next(self) -> Event:
        return await asyncio.wait_for(self.events.get(), 10)


@pytest.fixture
async def server() -> AsyncIterator[RunningServer]:
    running = await start(allow_local_urls=True)
    yield running
    await running.stop()


@pytest.fixture
async def demo(server: RunningServer) -> AsyncIterator[Demo]:
    async with Demo(server.url) as people:
        yield people


@pytest.fixture
async def bot(server: RunningServer) -> AsyncIterator[RawBot]:
    made = make_bot(server.token, server.api_url)
    await made.initialize()
    yield made
    await made.shutdown()


@pytest.fixture
def sender(bot: Bot) -> Sender:
    return Sender(bot, load)


@pytest.fixture
async def lea(demo: Demo) -> Person:
    person = await demo.user("Léa Exemple")
    await person.start()
    return person


@pytest.fixture
async def heard(bot: RawBot) -> AsyncIterator[Heard]:
    ear = Heard()
    polling = asyncio.create_task(
        Polling(
            bot, Receive(bot, cast(Intake, ear), lambda: NOW, nobody_waits(bot)), cast(Watch, ear), lambda: NOW
        ).run()
    )
    yield ear
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)


# -- what we send ------------------------------------------------------------------------------------------------------


async def test_a_message_with_hostile_text_looks_as_it_was_typed(sender: Sender, lea: Person) -> None:
    lines = (say("invite.name", role="😀 <b>*{x}*</b>"), typed("_x_ `y` </b> &amp;"))
    await sender.send(row(Say(to=1, message=Message(lines=lines)), lea.id), None)
    shown = await lea.sees("_x_ `y` </b> &amp;")
    assert shown.text.startswith("😀 <b>*{x}*</b>\n")
    # Telegram marks what looks like a command by itself ("/b"); all else is ours.
    emphasis = [(e["type"], e["offset"], e["length"]) for e in shown.raw["entities"] if e["type"] != "bot_command"]
    assert emphasis == [("bold", 0, len("😀 <b>*{x}*</b>") + 1)]


async def test_the_main_answers_stand_under_the_text_field_and_go_away(sender: Sender, lea: Person) -> None:
    keyboard = ReplyKeyboard(rows=((say("choice.arrived"), say("choice.back")),), placeholder=say("placeholder.time"))
    await sender.send(row(Say(to=1, message=Message(lines=(TITLE,), keyboard=keyboard)), lea.id), None)
    assert (await lea.view())["keyboard"]["rows"] == [["📍 Sur place", "↩️ Retour"]]
    await sender.send(row(Say(to=1, message=Message(lines=(TITLE,), clear_keyboard=True)), lea.id), None)
    assert (await lea.view())["keyboard"] is None


async def test_a_card_lives_in_one_message(sender: Sender, lea: Person) -> None:
    def card(state: str) -> Message:
        buttons = ((Button(label=typed("Ouvrir"), data="order:7:open"), Button(label=typed("Copier"), copy=state)),)
        return Message(lines=(TITLE, typed(state)), buttons=buttons)

    first = await sender.send(row(Show(to=1, slot="card:7", message=card("proposé")), lea.id), None)
    again = await sender.send(row(Show(to=1, slot="card:7", message=card("accepté")), lea.id), first.message_id)
    same = await sender.send(row(Show(to=1, slot="card:7", message=card("accepté")), lea.id), first.message_id)
    assert first == again == same
    shown = await lea.sees("accepté", anywhere=True)
    assert (shown.id, shown.edited, shown.labels) == (first.message_id, True, ["Ouvrir", "Copier"])

    await sender.send(row(Erase(to=1, slot="card:7"), lea.id), first.message_id)
    await sender.send(row(Erase(to=1, slot="card:7"), lea.id), first.message_id)
    gone = await sender.send(row(Show(to=1, slot="card:7", message=card("fini")), lea.id), first.message_id)
    assert gone == Receipt(None, complete=False)
    await sender.send(row(Show(to=1, slot="card:7", message=card("fini")), lea.id), None)
    await sender.send(row(Amend(to=1, slot="gone", message=card("rien")), lea.id), first.message_id)
    assert (await lea.messages())[-1].text.endswith("fini")


async def test_a_long_summary_arrives_whole(sender: Sender, lea: Person) -> None:
    lines = tuple(typed(f"{n} 😀 " + "mot " * 20) for n in range(120))
    button = Button(label=typed("Ouvrir"), data="order:7:open")
    summary = row(Say(to=1, message=Message(lines=lines, buttons=((button,),))), lea.id)
    while not (await sender.send(summary, None)).complete:
        summary = replace(summary, parts_sent=summary.parts_sent + 1)
    parts = [m for m in await lea.messages() if not m.mine]
    assert len(parts) > 1
    assert "\n".join(m.text for m in parts).split() == "\n".join(str(line.args["text"]) for line in lines).split()
    assert [m.labels for m in parts] == [[]] * (len(parts) - 1) + [["Ouvrir"]]


async def test_a_pin_the_plan_again_and_a_code_to_scan(
    sender: Sender, lea: Person, heard: Heard, server: RunningServer
) -> None:
    await sender.send(
        row(SendVenue(to=1, latitude=45.76, longitude=4.83, title="Fournil", address="1 rue"), lea.id), None
    )
    assert (await lea.messages())[-1].raw["venue"]["title"] == "Fournil"

    await lea.sends_file(PDF, name="plan d’accès.pdf", mime="application/pdf")
    assert isinstance(await heard.next(), events.Started)
    plan = await heard.next()
    assert isinstance(plan, events.SentFile)
    await sender.send(row(SendAttachment(to=1, kind="document", file_id=plan.file_id, caption=TITLE), lea.id), None)
    assert (await lea.document(name="plan")).file_name == "plan d’accès.pdf"

    link = f"{server.url}/r/jeton"
    caption = Message(lines=(TITLE,), buttons=((Button(label=typed("Ouvrir"), url=link),),))
    code = await sender.send(row(SendQr(to=1, url=link, caption=caption, slot="qr:9"), lea.id), None)
    shown = (await lea.messages())[-1]
    assert shown.url("Ouvrir") == link
    assert Image.open(BytesIO(await shown.download())).width >= 200
    amended = Message(lines=(typed("Signé"),))
    await sender.send(row(Amend(to=1, slot="qr:9", message=amended, caption=True), lea.id), code.message_id)
    assert (await lea.messages())[-1].text == "Signé"


async def test_a_report_takes_its_placeholders_place_and_a_later_one_takes_its(sender: Sender, demo: Demo) -> None:
    office = await demo.channel("Rapports")

    def report(sha256: str, state: str) -> SendReport:
        caption = Message(
            lines=(TITLE, typed(state)),
            buttons=((Button(label=typed("Vérifier"), url="https://constat.example/v/x"),),),
        )
        return SendReport(to=0, slot="report:1", sha256=sha256, file_name="RI-2026-0001 été.pdf", caption=caption)

    placeholder = await sender.send(row(report("aa", "en attente"), office.id), None)
    assert not placeholder.complete
    posted = await sender.send(row(report("aa", "en attente"), office.id), placeholder.message_id)
    assert posted.complete
    assert posted.message_id == placeholder.message_id
    await sender.send(row(report("bb", "accepté"), office.id), placeholder.message_id)
    (only,) = await office.messages()
    assert (only.id, only.file_name, only.labels) == (placeholder.message_id, "RI-2026-0001 été.pdf", ["Vérifier"])
    assert only.text.endswith("accepté")
    assert await only.download() == PDF + b"bb"


async def test_a_lost_reply_to_the_second_half_repairs_itself(sender: Sender, demo: Demo) -> None:
    office = await demo.channel("Rapports")
    report = SendReport(to=0, slot="r", sha256="aa", file_name="r.pdf", caption=Message(lines=(TITLE,)))
    placeholder = await sender.send(row(report, office.id), None)
    await demo.fault("drop_after", method="editMessageMedia")
    with pytest.raises(DeliveryFailed) as caught:
        await sender.send(row(report, office.id), placeholder.message_id)
    assert not caught.value.permanent
    await demo.no_faults()
    assert (await sender.send(row(report, office.id), placeholder.message_id)).complete
    (only,) = await office.messages()
    assert only.file_name == "r.pdf"


async def test_somebody_who_blocked_the_bot_cannot_be_reached(sender: Sender, lea: Person) -> None:
    await lea.blocks()
    with pytest.raises(DeliveryFailed) as caught:
        await sender.send(row(Say(to=1, message=Message(lines=(TITLE,))), lea.id), None)
    assert caught.value.unreachable


# -- what people do ----------------------------------------------------------------------------------------------------


async def test_a_whole_conversation_comes_in_as_events(
    bot: RawBot, sender: Sender, lea: Person, heard: Heard, demo: Demo, tmp_path: Path
) -> None:
    started = await heard.next()
    assert isinstance(started, events.Started)
    assert (started.chat_id, started.language, started.first_name, started.token_sha256) == (lea.id, "fr", "Léa", None)

    sent = await lea.says("hier 17h 😀")
    said = await heard.next()
    assert isinstance(said, events.Said)
    assert (said.text, said.message_id, said.reply_to) == ("hier 17h 😀", sent["message_id"], None)

    await lea.says("plutôt 18h", reply_to=sent["message_id"])
    reply = await heard.next()
    assert isinstance(reply, events.Said)
    assert reply.reply_to == sent["message_id"]

    await lea.edits(sent["message_id"], "hier 17h30")
    edited = await heard.next()
    assert isinstance(edited, events.Edited)
    assert (edited.text, edited.message_id) == ("hier 17h30", sent["message_id"])

    keyboard = ReplyKeyboard(rows=((say("choice.arrived"),),))
    await sender.send(row(Say(to=1, message=Message(lines=(TITLE,), keyboard=keyboard)), lea.id), None)
    await lea.taps("Sur place")
    chose = await heard.next()
    assert isinstance(chose, events.Chose)
    assert chose.choice == "arrived"

    heard.toasts = (Toast(text=say("choice.done")),)
    yes = Button(label=typed("Oui"), data="q:4:yes")
    await sender.send(row(Say(to=1, message=Message(lines=(TITLE,), buttons=((yes,),))), lea.id), None)
    assert "Terminé" in (await lea.taps("Oui") or "")
    assert await heard.next() == events.Tapped(at=NOW, language="fr", topic="q", subject=4, choice="yes")

    await lea.sends_photos([picture(), picture()], caption="Avant", album=True)
    album = [await heard.next(), await heard.next()]
    assert all(isinstance(each, events.SentPhoto) and each.album for each in album)
    first = album[0]
    assert isinstance(first, events.SentPhoto)
    archive = Archive(tmp_path / "archive")
    async with archive.receive() as came:
        await Fetching(bot).fetch(first.file_id, came)
        assert Image.open(BytesIO(await archive.read(await came.keep()))).format == "JPEG"

    await lea.sends_location(45.76, 4.83)
    place = await heard.next()
    assert isinstance(place, events.SentLocation)

    await lea.blocks()
    gone = await heard.next()
    assert isinstance(gone, events.ReachabilityChanged)
    assert not gone.reachable
