"""The short form of `sending`, and that it catches what it is made to catch."""

import io
from pathlib import Path

import pytest
from telegram import InputFile

from bot.render import render
from bot.sender import Sender
from core.delivery import Receipt
from courier.limits import RAISED
from demo.faults import Fault
from tests.faults.sending import drive, rush


async def test_reports_through_a_bad_network_are_posted_once(tmp_path: Path):
    reached, figures = await drive(tmp_path, 3, 120)
    print(figures)
    assert reached == 3


async def test_a_rush_breaks_no_limit(tmp_path: Path):
    print(await rush(tmp_path, 20))


async def test_a_courier_that_ignores_the_limits_is_caught(tmp_path: Path):
    with pytest.raises(AssertionError, match="a limit was broken"):
        await rush(tmp_path, 5, questions=12, ours=RAISED)


async def test_posting_without_a_placeholder_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async def at_once(self, chat, report, row, message_id):
        document = InputFile(io.BytesIO(await self._load(report.sha256)), filename=report.file_name)
        sent = await self._bot.send_document(chat, document, caption=render(report.caption, row.language).text)
        return Receipt(sent.message_id)

    monkeypatch.setattr(Sender, "_report", at_once)
    monkeypatch.setattr("courier.courier.POSTINGS", ())
    with pytest.raises(AssertionError, match="2 documents"):
        await drive(tmp_path, 1, 60, faults=(Fault("drop_after", method="sendDocument", times=2),))
