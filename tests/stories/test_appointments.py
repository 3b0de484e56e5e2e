"""The client by mail before the visit: the appointment set, moved, the technician on the way, cancelled."""

from icalendar import Calendar
from pydantic import SecretStr

from demo.postbox import postbox

from acting import assigns, team
from conftest import FR, Stage

ADDRESS = "claude@boulangerie.example"


async def test_set_moved_on_the_way(stage: Stage):
    async with postbox() as box:
        mail = {"smtp_url": SecretStr(box.url), "mail_from": "rapports@froid.example"}
        stage.settings = stage.settings.model_copy(update=mail)
        await stage.restarts()
        camille, lea = await team(stage)
        await assigns(camille, "Léa Exemple", email=ADDRESS)
        told = FR("tell.told_client.appointment", number="OI-2026-0001", address="c…@boulangerie.example")
        await camille.sees(told)
        await box.came(1)
        await camille.taps(FR("button.move_order"))
        await camille.says("après-demain 14h-16h")
        await lea.sees("est déplacé")
        await box.came(2)
        await lea.taps(FR("button.accept"))
        await lea.taps(FR("choice.on_my_way"))
        await box.came(3)
    first, second, third = box.letters
    assert "rendez-vous le" in first["Subject"]
    assert "déplacé" in second["Subject"]
    assert "en route" in third["Subject"]
    assert "Léa Exemple" in third.get_body(("plain",)).get_content()
    entries = [
        Calendar.from_ical(next(letter.iter_attachments()).get_content()).walk("VEVENT")[0]
        for letter in (first, second)
    ]
    assert entries[0]["uid"] == entries[1]["uid"]
    assert entries[1].decoded("dtstart") > entries[0].decoded("dtstart")


async def test_on_the_way_is_not_told_after_the_fact(stage: Stage):
    async with postbox() as box:
        mail = {"smtp_url": SecretStr(box.url), "mail_from": "rapports@froid.example",
                "tell_appointments": "off"}  # fmt: skip
        stage.settings = stage.settings.model_copy(update=mail)
        await stage.restarts()
        camille, lea = await team(stage)
        await assigns(camille, "Léa Exemple", email=ADDRESS)
        box.says = "450 busy"
        await lea.taps(FR("button.accept"))
        await lea.taps(FR("choice.on_my_way"))
        await box.asked(1)
        courier = stage.service.courier
        assert courier is not None
        await courier.rest()  # until it is noted when to try again
        box.says = ""
        said = len(await camille.messages()), len(await lea.messages())
        await stage.passes(61)
        await courier.rest()
        assert courier.idle, "nothing waits any more"
        assert box.letters == []
        assert (len(await camille.messages()), len(await lea.messages())) == said, "nobody can do anything about it"
