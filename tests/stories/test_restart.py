"""The service is stopped and started again in the middle of everything: nobody need do anything twice."""

import pytest

from demo.people import Person, Room, Seen
from evidence.verify import State, verify

from acting import ANSWERS, DOOR_CODE, PHOTOS, Browser, assigns, everything, pictures_in, printed, team
from conftest import FR, Stage

pytestmark = pytest.mark.poppler


class Interrupted(Person):
    """Somebody who never does anything without the service ending in between: while all is quiet, or at once after."""

    def __init__(self, person: Person, stage: Stage, *, at_once: bool) -> None:
        super().__init__(person.demo, person.id, person.name)
        self.mark = person.mark
        self._stage = stage
        self._at_once = at_once
        self.restarts = 0

    async def does(self, deed, **given):
        if not self._at_once:
            before = await self._seen_at_rest()
            await self._restart()
            assert await self._seen_at_rest() == before, "a restart says nothing by itself"
        done = await super().does(deed, **given)
        if self._at_once:
            await self._restart()
        return done

    async def taps_raw(self, message_id, data):
        # The short answer to a tap may be lost with the process; what it did may not.
        await self.does("tap", message_id=message_id, data=data)

    async def _seen_at_rest(self) -> list[int]:
        """The messages in the chat, once everything that can be sent is sent."""
        await settles(self._stage)
        await self._stage.passes(0.1)
        await settles(self._stage)
        return [message.id for message in await self.messages()]

    async def _restart(self) -> None:
        await self._stage.restarts()
        self.restarts += 1


async def settles(stage: Stage) -> None:
    """Wait until everything is sent that can be sent before time passes."""
    await stage.service.courier.tick()
    await stage.service.courier.rest()


async def signs(sign: Seen) -> None:
    """The client accepts."""
    async with Browser() as browser:
        await browser.opens(sign.copy_text(FR("button.copy_link")))
        await browser.gives("accepted", remarks="Merci", stars=5)
        assert browser.status == 200


async def one_whole_report(office: Room) -> None:
    """One post, one document in it, sealed, and every answer and photo in that."""
    posted = await office.document()
    assert [m.id for m in await office.messages()] == [posted.id]
    pdf = await posted.download()
    assert verify(pdf).state is State.INTACT
    text = printed(pdf)
    assert [answer for answer in ANSWERS if answer not in text] == []
    assert [text.count(once) for once in ("filtre 20µ", "tube cuivre", "Raccord flare", "Vue du condenseur")] == [1] * 4
    assert pictures_in(pdf) == PHOTOS + 1, "the photos and the signature"
    assert DOOR_CODE not in text


async def test_each_question_stands_over_a_restart_and_is_asked_once(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    interrupted = Interrupted(lea, stage, at_once=False)
    await signs(await everything(stage, interrupted))
    await one_whole_report(stage.office)
    await interrupted.document()
    assert interrupted.restarts > 35


async def test_the_service_ends_right_after_every_answer(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    interrupted = Interrupted(lea, stage, at_once=True)
    await signs(await everything(stage, interrupted))
    await stage.restarts()
    await one_whole_report(stage.office)
    assert (await lea.document()).file_name == (await stage.office.document()).file_name
    assert interrupted.restarts > 35


async def test_the_service_ends_between_word_seal_placeholder_and_document(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    sign = await everything(stage, lea)
    await stage.demo.fault("drop", method="sendMessage", chat_id=stage.office.id, times=1)
    await stage.demo.fault("drop_after", method="editMessageMedia", chat_id=stage.office.id, times=1)
    await signs(sign)
    await stage.restarts()  # the word is given, the seal is being made
    await settles(stage)
    assert await stage.office.messages() == [], "the placeholder did not get through"
    await stage.restarts()
    await stage.passes(5)
    await settles(stage)
    assert (await stage.office.document()).id, "the document is there; that it is, was not heard"
    await stage.restarts()
    await stage.passes(5)
    await settles(stage)
    await one_whole_report(stage.office)
    assert [fault["hits"] for fault in await stage.demo.no_faults()] == [1, 1]
    assert len([m for m in await lea.messages() if m.file_name]) == 1
