"""The tables come and go, and are what the code believes."""

import contextlib
import json
import sqlite3
from pathlib import Path

from core.effects import AnyEffect, SendMail, say
from storage.documents import pack, unpack_any
from storage.migrate import check, downgrade, upgrade


async def test_up_down_up_and_the_code_agrees(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/constat.db"
    await upgrade(url)
    await check(url)
    await downgrade(url, "base")
    await upgrade(url)
    await check(url)


def tables(folder: Path) -> sqlite3.Connection:
    """The database as it lies there."""
    return sqlite3.connect(folder / "constat.db")


async def test_what_was_stored_before_letters_were_about_more_than_reports_is_carried_over(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/constat.db"
    await upgrade(url)
    await downgrade(url, "0005")
    new = SendMail(about=5, kind="ask", address="x@example.org", language="fr", subject=say("mail.hello"), lines=())
    known = json.loads(pack(new))
    waiting = {**{name: value for name, value in known.items() if name not in ("about", "topic")}, "report_id": 5}
    with contextlib.closing(tables(tmp_path)) as stored, stored:
        stored.execute("insert into client (id, folded, mark, document) values (1, 'x', '', ?)",
                       [json.dumps({"id": 1, "name": "X", "email": " Claude@Boulangerie.example "})])  # fmt: skip
        stored.execute(
            "insert into outbox (lane, job_key, kind, effect, language, zone, created_at, ready_at, not_before,"
            " attempts, gave_up) values ('mail:5', 'mail:5:ask:', 'SendMail', ?, 'fr', 'Europe/Paris',"
            " '2026-11-24', '2026-11-24', '2026-11-24', 0, 0)", [json.dumps(waiting)],
        )  # fmt: skip
    await upgrade(url)
    with contextlib.closing(tables(tmp_path)) as stored:
        assert stored.execute("select email from client").fetchall() == [("claude@boulangerie.example",)]
        [(lane, key, effect)] = stored.execute("select lane, job_key, effect from outbox").fetchall()
    assert (lane, key) == ("mail:report:5", None)
    assert unpack_any(AnyEffect, effect) == new
