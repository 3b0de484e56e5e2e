"""What is stuck is told, listed, tried again or dropped from the command line, beside the running service."""

from app.administration import answer
from core.people import Role

from acting import team
from conftest import FR, Stage


async def test_a_message_that_was_refused_is_told_listed_and_sent_after_all(stage: Stage):
    anna = await stage.comes_in("Anna Exemple", Role.ADMINISTRATOR)
    _, lea = await team(stage)
    await stage.demo.fault("error", method="sendMessage", chat_id=lea.id, times=1, code=400)
    await lea.says("/help")
    await anna.sees("Des messages n’ont pas pu être remis (Telegram l’a refusé)")
    (stuck,) = await answer(stage.settings, "outbox_list", everything=False)
    assert (stuck["what"], stuck["to"], stuck["why"]) == (
        "message",
        "Léa Exemple (technician)",
        "Telegram refused it",
    )
    assert stuck["next"] == "given up"
    told = await answer(stage.settings, "outbox_show", number=stuck["number"])
    assert told["Next"].startswith("given up: trying again would be no use as things stand")
    assert FR("help.technician") not in str(told)
    assert await answer(stage.settings, "outbox_retry", numbers=[stuck["number"], 9999]) == [stuck["number"]]
    await lea.sees(FR("help.technician"))
    assert await answer(stage.settings, "outbox_list", everything=False) == []


async def test_what_waits_for_its_next_try_is_hurried_or_dropped(stage: Stage):
    _, lea = await team(stage)
    await stage.demo.fault("error", method="sendMessage", chat_id=lea.id, code=502)
    await lea.says("/help")
    await lea.says("/today")
    waiting = await _waiting(stage, 2)
    assert await answer(stage.settings, "outbox_drop", numbers=[waiting[0]]) == [waiting[0]]
    await stage.demo.no_faults()
    await answer(stage.settings, "outbox_retry", numbers=waiting[1:])
    await lea.sees(FR("today.nothing"))
    assert not any(FR("help.technician") in m.text for m in (await lea.messages())[-2:])


async def test_what_waits_for_the_old_phone_comes_on_the_new_one(stage: Stage):
    _, lea = await team(stage)
    link = (await answer(stage.settings, "relink", who="Léa Exemple"))["link"]
    await stage.demo.fault("error", method="sendMessage", chat_id=lea.id, code=502)
    await lea.says("/help")
    await _waiting(stage, 1)
    phone = await stage.demo.user("Léa, nouveau téléphone")
    await phone.start(link.rpartition("start=")[2])
    await phone.sees(FR("help.technician"), anywhere=True)
    await stage.demo.no_faults()
    await answer(stage.settings, "outbox_retry", numbers=await _waiting(stage, 1))
    await lea.sees("Cette conversation est fermée")
    assert not any(FR("help.technician") in m.text for m in (await lea.messages())[-2:])


async def _waiting(stage: Stage, count: int) -> list[int]:
    """The numbers of what waits behind a delivery that failed."""
    while True:
        found = await answer(stage.settings, "outbox_list", everything=True)
        behind = [each["number"] for number, each in enumerate(found) if any(e["tries"] for e in found[: number + 1])]
        if len(behind) >= count:
            return behind
