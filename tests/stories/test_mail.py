"""The client by mail: asked when they were not there, reminded, told of the seal; a mail that comes back is told."""

import re
from email.message import EmailMessage

from pydantic import SecretStr
from test_client import posted
from test_new_version import leaves_earlier

from demo.letters import text_of
from demo.people import Person, Seen
from demo.postbox import Postbox, postbox
from evidence.verify import State, verify

from acting import Browser, assigns, presses, submits, team, whole_visit
from conftest import FR, Stage

ADDRESS = "claude@boulangerie.example"
CLIENT, NUMBER = "Boulangerie Modèle", "RI-2026-0001"
DAY = 24 * 60


async def asked(stage: Stage, box: Postbox) -> tuple[Person, Person, Seen]:
    """The house writes about reports; a visit is submitted."""
    mail = {"smtp_url": SecretStr(box.url), "mail_from": "rapports@froid.example",
            "tell_appointments": "off", "tell_on_the_way": "off"}  # fmt: skip
    stage.settings = stage.settings.model_copy(update=mail)
    await stage.restarts()
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple", email=ADDRESS)
    return camille, lea, await whole_visit(stage, lea)


async def next_letter(box: Postbox, number: int) -> EmailMessage:
    """The letter of that number, from 1, waited for."""
    await box.came(number)
    return box.letters[number - 1]


def link_in(letter: EmailMessage) -> str:
    [found] = re.findall(r"http\S+/c/\S+", text_of(letter))
    return found


async def test_absent_written_to_reminded_signed_and_sent_the_sealed_report(stage: Stage):
    async with postbox() as box:
        _, lea, sign = await asked(stage, box)
        await presses(lea, sign, FR("button.client_absent"))
        await lea.sees(FR("tell.mailed", address="c…@boulangerie.example"))
        first = await next_letter(box, 1)
        assert NUMBER in first["Subject"]
        jobs, courier = stage.service.jobs, stage.service.courier
        assert jobs is not None
        assert courier is not None
        await courier.rest()  # until it is noted that the server took it
        assert await jobs.write_to_clients() == 0
        await stage.passes(2 * DAY + 12 * 60)
        assert await jobs.write_to_clients() == 0, "at night nobody is written to"
        await stage.passes(13 * 60)
        assert await jobs.write_to_clients() == 1
        reminder = await next_letter(box, 2)
        assert reminder["Subject"].endswith("attend votre réponse")
        assert await jobs.write_to_clients() == 0
        async with Browser() as browser:
            await browser.gets(link_in(first))
            await browser.posts(browser.address)
            assert browser.status == 404, "the reminder's link took its place"
            await browser.opens(link_in(reminder))
            await browser.gives("accepted")
            assert browser.status == 200
        await posted(stage, FR("word.accepted", name="Claude Modèle"))
        sealed = await next_letter(box, 3)
        [pdf] = list(sealed.iter_attachments())
        assert verify(pdf.get_content()).state is State.INTACT
        assert pdf.get_filename() == f"{NUMBER}-v1.pdf"
        await stage.passes(30 * DAY)
        assert await jobs.write_to_clients() == 0
        assert len(box.different()) == 3


async def test_a_mail_that_comes_back_is_told_to_technician_and_dispatcher(stage: Stage):
    async with postbox() as box:
        camille, lea, sign = await asked(stage, box)
        box.says = "550 5.1.1 no such mailbox"
        await presses(lea, sign, FR("button.send_mail", address="c…@boulangerie.example"))
        for person in (lea, camille):
            told = await person.sees(ADDRESS)
            assert "550 5.1.1 no such mailbox" in told.text
        assert stage.service.jobs is not None
        await stage.passes(4 * DAY)
        assert await stage.service.jobs.write_to_clients() == 0, "nobody is reminded at an address that does not work"


async def test_a_mail_server_that_is_away_for_a_while_loses_nothing(stage: Stage):
    async with postbox() as box:
        _, lea, sign = await asked(stage, box)
        box.says = "450 busy"
        await presses(lea, sign, FR("button.send_mail", address="c…@boulangerie.example"))
        await lea.sees(FR("tell.mailed", address="c…@boulangerie.example"))
        await box.asked(1)
        box.says = ""
        await stage.passes(1)
        await next_letter(box, 1)
        assert len(box.letters) == 1


async def test_a_client_who_signed_by_mail_is_written_to_when_the_report_is_corrected_and_signs_again(stage: Stage):
    async with postbox() as box:
        _, lea, sign = await asked(stage, box)
        await presses(lea, sign, FR("button.send_mail", address="c…@boulangerie.example"))
        async with Browser() as browser:
            await browser.opens(link_in(await next_letter(box, 1)))
            await browser.gives("accepted")
        await next_letter(box, 2)
        await presses(lea, await lea.document(), FR("button.correct_report"))
        await lea.taps(FR("correct.wrong_time"))
        await leaves_earlier(lea)
        await submits(lea)
        letter = await next_letter(box, 3)
        assert FR("mail.replaced.void") in " ".join(text_of(letter).split())
        assert (
            letter["Subject"].split() == FR("mail.replaced.subject", company="Froid Modèle SARL", number=NUMBER).split()
        )
        async with Browser() as browser:
            await browser.opens(link_in(letter))
            await browser.gives("accepted")
            assert browser.status == 200
        last = await next_letter(box, 4)
        [pdf] = list(last.iter_attachments())
        assert pdf.get_filename() == f"{NUMBER}-v2.pdf"
