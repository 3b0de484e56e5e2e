"""`constat inbox`: what came in and could not be processed, as somebody types it."""

import json
from datetime import timedelta

from demo.people import Demo, Seen
from demo.server import RunningServer
from storage import inbox
from tests.app.house import acting
from tests.app.prompt import Prompt, is_one_sentence
from tests.storage.world import NOW

PROBLEM = "KeyError at core/step.py:12"


def typed_update(chat_id: int) -> bytes:
    """What the messenger sends when somebody types."""
    person = {"id": chat_id, "is_bot": False, "first_name": "Léa", "language_code": "fr"}
    chat = {"id": chat_id, "type": "private", "first_name": "Léa"}
    message = {"message_id": 1, "date": int(NOW.timestamp()), "chat": chat, "from": person, "text": "le code est 4B12"}
    return json.dumps({"update_id": 900, "message": message}, ensure_ascii=False).encode()


async def leave(prompt: Prompt, *raws: bytes, chat_id: int = 101) -> None:
    """Updates that failed as often as they are tried: parked."""
    async with acting(prompt.folder) as house:
        for number, raw in enumerate(raws, start=1):
            await house.db.write(lambda s, raw=raw: inbox.keep(s, raw, PROBLEM, NOW, chat_id=chat_id))
            for _ in inbox.RETRIES:
                later = NOW + timedelta(hours=1)
                await house.db.write(lambda s, n=number, at=later: inbox.failed_again(s, n, KeyError("4B12"), at))


async def test_what_is_parked_is_listed_without_anybodys_words_shown_raw_when_asked_and_dropped(prompt: Prompt):
    await leave(prompt, typed_update(101), b"\xff not to be read")
    listed = await prompt.types("inbox", "list")
    assert listed.code == 0, listed.err
    assert "parked" in listed.out
    assert "KeyError" in listed.out
    assert "4B12" not in listed.out
    assert "le code est 4B12" in (await prompt.types("inbox", "show", "1")).out
    assert "not to be read" in (await prompt.types("inbox", "show", "2")).out
    assert (await prompt.types("inbox", "drop", "1", "2")).out == "dropped: 1, 2\n"
    assert (await prompt.types("inbox", "list")).out == "Nothing is kept: everything that came in was processed.\n"
    said = await prompt.types("inbox", "show", "1")
    assert (said.code, is_one_sentence(said.err.replace(": see", ", see"))) == (2, True)


async def test_a_parked_update_tried_again_beside_the_service_is_answered(prompt: Prompt, server: RunningServer):
    async with Demo(server.url) as people:
        lea = await people.user("Léa Exemple")
        await lea.start()
        await leave(prompt, typed_update(lea.id), chat_id=lea.id)
        service = await prompt.serves(keep_kept_updates_days="36500")
        try:
            await lea.sees("invitation")
            assert (await prompt.types("inbox", "retry", "1")).out == "tried again: 1\n"
            await lea.until(second_answer, "an answer to what was tried again", 15)
            assert "Nothing is kept" in (await prompt.types("inbox", "list")).out
        finally:
            service.terminate()
            await service.communicate()


def second_answer(messages: list[Seen]) -> Seen | None:
    """To a stranger every message is answered alike."""
    answers = [each for each in messages if "invitation" in each.text]
    return answers[1] if len(answers) > 1 else None
