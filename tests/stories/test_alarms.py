"""What is wrong with the service is told to the administrators in their chat, and only to them."""

from aiohttp import ClientSession

from core.people import Role
from demo.people import Person

from conftest import FR, Stage


async def administrator(stage: Stage) -> Person:
    return await stage.comes_in("Anna Exemple", Role.ADMINISTRATOR)


async def alarms(person: Person, word: str) -> list[str]:
    return [m.text for m in await person.messages() if not m.mine and m.text.startswith("⚠️") and word in m.text]


async def test_an_hour_away_is_told_at_the_next_start_with_what_waited_meanwhile(stage: Stage):
    anna = await administrator(stage)
    await stage.closes()
    await stage.passes(95)
    await anna.says("/help")
    await stage.opens()
    alarm = await anna.sees("Constat n’a pas entendu Telegram")
    assert "08:00" in alarm.text
    assert "09:35" in alarm.text
    await anna.sees(FR("help.administrator"))


async def test_after_more_than_a_day_it_says_what_is_gone(stage: Stage):
    anna = await administrator(stage)
    await stage.closes()
    await anna.says("/help")
    await stage.passes(60 * 30)
    await stage.opens()
    alarm = await anna.sees("Telegram garde les messages 24")
    assert "de mar. 24 nov. 08:00 à mar. 24 nov. 14:00 est perdu" in alarm.text


async def test_a_second_program_with_the_same_token_is_noticed_and_said_once(stage: Stage):
    anna = await administrator(stage)
    async with ClientSession() as other:
        for _ in range(6):
            url = f"{stage.server.api_url}/bot{stage.server.token}/getUpdates"
            async with other.post(url, json={"timeout": 1}) as answer:
                await answer.read()
    await anna.sees("Quelqu’un d’autre relève les messages")
    assert len(await alarms(anna, "Quelqu’un d’autre")) == 1
