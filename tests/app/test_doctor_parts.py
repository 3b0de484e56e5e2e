"""What the doctor says about single things."""

import inspect
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram import ChatFullInfo, ChatMember, ChatPermissions, User
from telegram import ChatMemberAdministrator as Administrator
from telegram import ChatMemberRestricted as Restricted

from app.doctor import machine, network
from app.doctor.finding import State
from app.settings import Settings
from bot.transport import RawBot, make_bot
from demo.people import Demo
from demo.server import RunningServer
from evidence.identity import ensure_identity

NOW = datetime(2026, 11, 24, 12, 0, 0, 500_000, tzinfo=UTC)
GMT = "Tue, 24 Nov 2026 12:00:00 GMT"
TENTH = timedelta(seconds=0.1)
BOT = User(1, "Constat", is_bot=True)


def settings(folder: Path, **given: object) -> Settings:
    """Settings of an installation without public address."""
    return Settings(data_dir=folder / "data", signing="off", _env_file=None, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("off", "state", "found"),
    [
        (timedelta(), State.GOOD, "right"),
        (timedelta(seconds=-4), State.GOOD, "right"),
        (timedelta(seconds=20), State.WORTH_A_LOOK, "20 s ahead"),
        (timedelta(hours=2), State.BAD, "7200 s ahead"),
        (timedelta(hours=-2), State.BAD, "7199 s behind"),
    ],
)
def test_a_clock_that_is_wrong(off: timedelta, state: State, found: str):
    said = network.off_by(GMT, NOW + off, NOW + off + TENTH)
    assert (said.state, said.found) == (state, found)


def test_a_clock_that_cannot_be_compared():
    assert network.off_by(None, NOW, NOW + TENTH).state is State.WORTH_A_LOOK
    assert network.off_by("noon", NOW, NOW + TENTH).state is State.WORTH_A_LOOK


@pytest.mark.parametrize(
    ("version", "state"), [("3.40.1", State.WORTH_A_LOOK), ("3.50.7", State.GOOD), ("3.51.3", State.GOOD)]
)
def test_the_version_of_sqlite(version: str, state: State):
    assert machine.sqlite_version(version).state is state


def test_room_on_the_disk():
    assert [machine.room(free, 10**9, 10**8).state for free in (10**9, 10**9 - 1, 10**7)] == list(State)


def test_files_that_a_command_of_another_user_left():
    files = [("constat.db", 1000), ("service.lock", 0)]
    said = machine.owners(Path("data"), files, 1000)
    assert said.state is State.BAD
    assert said.found.startswith("service.lock:")
    assert machine.owners(Path("data"), files[:1], 1000).state is State.GOOD


def test_a_certificate_through_its_life(tmp_path: Path):
    here = settings(tmp_path)
    assert machine.certificate(here, NOW).found == "made at the first start"
    identity = ensure_identity(here.data_dir / "identity.p12", "Froid Modèle SARL", NOW)
    moments = {
        NOW - timedelta(days=1): State.BAD,
        NOW + timedelta(days=1): State.GOOD,
        identity.expires_at - timedelta(days=59): State.WORTH_A_LOOK,
        identity.expires_at + timedelta(days=1): State.BAD,
    }
    assert {moment: machine.certificate(here, moment).state for moment in moments} == moments
    (here.data_dir / "identity.p12").write_bytes(b"Bonjour")
    assert "from a backup" in machine.certificate(here, NOW).advice
    own = settings(tmp_path, identity_file=here.data_dir / "identity.p12")
    assert "CONSTAT_IDENTITY_FILE" in machine.certificate(own, NOW).advice


def test_a_file_of_secrets_that_others_can_read(tmp_path: Path):
    (tmp_path / ".env").write_text("CONSTAT_BOT_TOKEN=…")
    (tmp_path / ".env").chmod(0o640)
    (said,) = machine.secrets(settings(tmp_path), tmp_path)
    assert (said.state, said.advice) == (State.BAD, f"Run chmod 600 {tmp_path / '.env'}")
    (tmp_path / ".env").chmod(0o600)
    (said,) = machine.secrets(settings(tmp_path), tmp_path)
    assert said.state is State.GOOD


def _rights(kind: type[ChatMember], otherwise: bool) -> dict[str, bool]:
    names = [name for name in inspect.signature(kind).parameters if name.startswith(("can_", "is_"))]
    return dict.fromkeys(names, otherwise)


def _administrator(**given: bool) -> Administrator:
    return Administrator(BOT, **{**_rights(Administrator, False), **given})


def _restricted(**given: bool) -> Restricted:
    return Restricted(BOT, until_date=NOW, **{**_rights(Restricted, True), **given})


MEMBER = ChatMember(BOT, ChatMember.MEMBER)


@pytest.mark.parametrize(
    ("kind", "member", "permissions", "may"),
    [
        ("channel", _administrator(can_post_messages=True), None, True),
        ("channel", _administrator(can_post_messages=False), None, False),
        ("channel", MEMBER, None, False),
        ("group", _administrator(), None, True),
        ("supergroup", MEMBER, None, True),
        ("supergroup", MEMBER, ChatPermissions(can_send_messages=True, can_send_documents=False), False),
        ("supergroup", _restricted(), None, True),
        ("supergroup", _restricted(can_send_documents=False), None, False),
        ("supergroup", ChatMember(BOT, ChatMember.LEFT), None, False),
    ],
)
def test_who_may_post_in_the_office_channel(
    kind: str, member: ChatMember, permissions: ChatPermissions | None, may: bool
):
    chat = ChatFullInfo(-5, kind, 0, 11, accepted_gift_types=None, title="Bureau", permissions=permissions)  # type: ignore[arg-type]
    assert network.may_post(member, chat) is may


async def test_another_program_that_takes_the_updates(server: RunningServer, tmp_path: Path):
    bot = await _bot(server)
    here = settings(tmp_path, bot_token=server.token, telegram_api_url=server.api_url)
    await bot.set_webhook("https://other.example/secret-path")
    (said, *_) = await network.way_in(bot, here, NOW, running=True)
    await bot.shutdown()
    assert said.state is State.BAD
    assert "other.example" in said.found
    assert "secret-path" not in said.found


async def test_an_office_channel_that_moved_closed_or_was_never_there(server: RunningServer, tmp_path: Path):
    bot = await _bot(server)
    async with Demo(server.url) as demo:
        camille = await demo.user("Camille Exemple")
        group = await demo.channel("Bureau", kind="group")
        channel = await demo.channel("Bureau Froid Modèle")
        moved = await group.migrates()
        await channel.bot_becomes("member", by=camille)
        here = settings(tmp_path, office_chat_id=group.id)
        found = {
            chat_id: await network.office(bot, chat_id, here) for chat_id in (group.id, moved.id, channel.id, -100_999)
        }
    await bot.shutdown()
    assert found[group.id].state is State.WORTH_A_LOOK
    assert found[group.id].advice == f"Write CONSTAT_OFFICE_CHAT_ID={moved.id}."
    assert found[moved.id].state is State.WORTH_A_LOOK, "followed, but the setting is of yesterday"
    assert "may not post" in found[channel.id].found
    assert "chat not found" in found[-100_999].found.lower()


async def _bot(server: RunningServer) -> RawBot:
    bot = make_bot(server.token, server.api_url)
    await bot.initialize()
    return bot
