"""`constat outbox`, as somebody types it without a service."""

from core.effects import Message, Say, SendReport, say
from core.people import Person, Role
from storage import outbox
from storage.outbox import Lease, Letter
from storage.save import save_all
from tests.app.house import Acting, acting
from tests.app.prompt import Prompt, is_one_sentence
from tests.storage.world import NOW

LEASE = Lease("a service that is gone")


async def leave(house: Acting) -> None:
    """A message that Telegram refused, and a report that the office channel did not take sixty times."""
    lea = Person(id=1, name="Léa Exemple", roles=frozenset({Role.TECHNICIAN}), chat_id=101)
    words = Message(lines=(say("typed", text="le code est 4B12"),))
    letters = (
        Letter(Say(to=1, message=words), 101, 1, "fr", "Europe/Paris"),
        Letter(SendReport(to=0, slot="report:1", sha256="ab" * 32, file_name="RI-1.pdf", caption=words), -5, 0, "fr",
               "Europe/Paris"),
    )  # fmt: skip
    await house.db.write(lambda session: save_all(session, [lea]))
    refused, tried = await house.db.write(lambda session: outbox.enqueue(session, letters, NOW, LEASE))
    await house.db.write(lambda session: outbox.give_up(session, refused, "refused", 1, NOW))
    await house.db.write(lambda session: outbox.give_up(session, tried, "office_closed", 60, NOW))


async def test_what_is_stuck_is_listed_shown_tried_again_and_dropped(prompt: Prompt):
    async with acting(prompt.folder) as house:
        await leave(house)
    listed = await prompt.types("outbox", "list")
    assert listed.code == 0, listed.err
    assert "4B12" not in listed.out
    shown = await prompt.types("outbox", "show", "1")
    assert "Léa Exemple (technician)" in shown.out
    assert "mend the cause" in " ".join(shown.out.split())
    shown = await prompt.types("outbox", "show", "2")
    assert "RI-1.pdf" in shown.out
    assert "given up after 60 tries" in shown.out
    assert (await prompt.types("outbox", "retry", "2")).out == "tried again: 2\n"
    assert "tried again at" in (await prompt.types("outbox", "show", "2")).out
    assert (await prompt.types("outbox", "drop", "1", "2")).out == "dropped: 1, 2\n"
    assert (await prompt.types("outbox", "list", "--all")).out == "Nothing waits.\n"


async def test_what_is_not_there_is_told_in_one_sentence(prompt: Prompt):
    for words in (("show", "7"), ("retry", "7"), ("drop", "7")):
        said = await prompt.types("outbox", *words)
        assert said.code == 2
        assert said.err.startswith(("Nothing waits under 7", "Not there any more: 7"))
    assert is_one_sentence((await prompt.types("outbox", "show", "7")).err)
