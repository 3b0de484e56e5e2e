"""The scenes of the play, in order: each goes through the chat or the browser as a person would. Used by `app`."""

import asyncio
from collections.abc import Awaitable, Callable

from app.play import office, technician, visitor
from app.play.stage import Play

LONGEST = 30.0
"""Seconds that a scene waits for what must come."""


async def _arrive(play: Play) -> None:
    await office.everybody_comes_in(play)


async def _assign(play: Play) -> None:
    await office.new_work_order(play)


async def _visit(play: Play) -> None:
    await technician.accepts_and_travels(play)


async def _report(play: Play) -> None:
    await technician.answers_everything(play)


async def _submit(play: Play) -> None:
    await technician.submits(play)


async def _sign(play: Play) -> None:
    await visitor.gives_their_word(play)


async def _post(play: Play) -> None:
    channel = await play.demo.channel_named("Bureau Froid Modèle")
    document = await asyncio.wait_for(channel.document(), LONGEST)
    play.pdf = await document.download()


async def _mail(play: Play) -> None:
    await visitor.gets_the_sealed_report(play)


async def _summary(play: Play) -> None:
    await office.reads_the_summary(play)


SCENES: tuple[tuple[str, Callable[[Play], Awaitable[None]]], ...] = (
    ("Everybody comes in by invitation", _arrive),
    ("The dispatcher makes a work order", _assign),
    ("The technician accepts and is on the way", _visit),
    ("The technician answers the report's questions", _report),
    ("The technician reads it over and submits", _submit),
    ("The client opens the link in their mail, reads and gives their word", _sign),
    ("The sealed report arrives in the office channel", _post),
    ("The client gets the sealed report by mail", _mail),
    ("The manager reads the summary", _summary),
)
