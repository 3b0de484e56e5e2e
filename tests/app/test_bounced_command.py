"""`constat bounced`, as a mail server's pipe types it."""

from pathlib import Path

from app.keys import ensure_key
from app.mailing import KEY
from core.people import Person, Role
from courier.bounces import letter_name
from storage.save import save_all
from tests.app.house import acting
from tests.app.prompt import Prompt
from tests.courier.test_bounces import ADDRESS, notice
from tests.storage.world import BAKERY, ORDER, OVEN


def arrived(folder: Path, mail: bytes) -> str:
    """The file that a mail lies in."""
    file = folder / "mail.eml"
    file.write_bytes(mail)
    return str(file)


async def test_a_letter_that_came_back_is_told_to_the_dispatcher(prompt: Prompt):
    async with acting(prompt.folder) as house:
        camille = Person(id=2, name="Camille Exemple", roles=frozenset({Role.DISPATCHER}), chat_id=102)
        people = [Person(id=1, name="Léa Exemple", roles=frozenset({Role.TECHNICIAN}), chat_id=101), camille]
        await house.db.write(lambda session: save_all(session, [*people, BAKERY, OVEN, ORDER]))
        key = ensure_key(house.settings.data_dir / KEY)
    name = letter_name(key, "order", ORDER.id, "appointment", 7, ADDRESS)
    said = await prompt.types("bounced", arrived(prompt.folder, notice(name=name)))
    assert (said.code, said.out) == (0, "A letter to a client came back: it is told in the chat.\n"), said.err
    again = await prompt.types("bounced", arrived(prompt.folder, notice(name=name)))
    assert again.code == 0
    waiting = await prompt.types("outbox", "list", "--all")
    assert waiting.out.count("Camille") == 1, "the same notice twice is told once"
    assert "claude@" not in said.out + said.err + waiting.out


async def test_any_other_mail_is_let_be(prompt: Prompt):
    said = await prompt.types("bounced", arrived(prompt.folder, b"Subject: Merci\r\n\r\nBonjour"))
    assert (said.code, said.out) == (0, "Not a letter that came back.\n")
    assert (await prompt.types("outbox", "list", "--all")).out == "Nothing waits.\n"


async def test_the_mail_server_keeps_it_where_it_cannot_be_taken_now(prompt: Prompt):
    said = await prompt.types(
        "bounced", arrived(prompt.folder, notice()), database_url="postgresql+asyncpg://nobody@127.0.0.1:1/none"
    )
    assert said.code == 75
    assert "Traceback" not in said.err
