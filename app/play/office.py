"""The dispatcher's and the manager's scenes. Used by `scenes`."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.play.checklist import answers
from app.play.pictures import site_plan
from app.play.stage import Play
from templates.interviews import load_interviews
from templates.wording import wording


def payload(link: str) -> str:
    """The token of a `t.me/<bot>?start=<token>` link."""
    return link.rpartition("start=")[2].split()[0]


async def everybody_comes_in(play: Play) -> None:
    """The administrator by the command line's link, the others by links that she makes in the chat."""
    part, words = play.part, wording(play.part.language)
    camille = await play.demo.user(part.dispatcher, language=part.language)
    await camille.start(payload(play.first_link))
    await camille.sees(part.dispatcher)
    play.people["dispatcher"] = camille
    for key, name in (("technician", part.technician), ("manager", part.manager)):
        await camille.says("/invite")
        await camille.taps(words(f"role.{key}"))
        await camille.sees(words("invite.name", role=words(f"role.{key}")).splitlines()[-1])
        await camille.says(name)
        message = await camille.sees("start=")
        person = await play.demo.user(name, language=part.language)
        await person.start(payload(message.text))
        await person.sees(name)
        play.people[key] = person


async def new_work_order(play: Play) -> None:
    """`/new`, all the way."""
    part, words, paper = play.part, wording(play.part.language), play.paper
    camille = play.people["dispatcher"]
    who = part.dispatcher

    async def answer(question: str, text: str, printed: str | None) -> None:
        await camille.sees(words(question).splitlines()[0])
        await camille.says(text)
        paper.note(who, question, text, printed)

    await camille.says("/new")
    await answer("new.client", part.client, part.client)
    await camille.taps(part.client)
    await camille.sees(words("new.client_language").splitlines()[0])
    await camille.taps(words(f"language.{part.client_language}"))
    await answer("new.client_phone", "+33 1 99 00 00 01", None)
    await answer("new.client_email", part.email, None)
    await camille.sees(words("new.site", n=0).splitlines()[0])
    await camille.says(part.site)
    paper.note(who, "new.site", part.site, part.site)
    await answer("new.site_address", part.address, part.address)
    for field, text in (
        ("door_code", part.door_code),
        ("basement", "Local froid −1"),
        ("contact_name", "Sacha Témoin"),
    ):
        await camille.sees(words("new.access").splitlines()[0])
        await camille.taps(words(f"access.{field}"))
        await answer(f"new.access.{field}", text, None)
    await camille.sees("Sacha Témoin")
    await camille.taps(words("button.go_on"))
    await camille.sees(words("new.when").splitlines()[0])
    await camille.says(_window(play))
    await answer("new.mission", part.mission, part.mission)
    await camille.sees(words("new.constraints").splitlines()[0])
    await camille.taps(words("button.skip"))
    await answer("new.equipment", "Échelle 2 m", None)
    await camille.sees(words("new.attachments").splitlines()[0])
    await camille.sends_file(site_plan(), name="plan.pdf", mime="application/pdf")
    await camille.sees(words("new.attachments_count", n=1))
    await camille.taps(words("button.go_on"))
    await camille.sees(words("new.trade").splitlines()[0])
    interview = load_interviews()[part.trade]
    await camille.taps(interview.name[part.language])
    beforehand = tuple(question for question in interview.questions if question.by == "dispatcher")
    await answers(play, camille, who, interview, beforehand)
    await camille.sees(words("new.technician").splitlines()[0])
    await camille.taps(part.technician)
    await camille.sees(words("new.check").splitlines()[0])
    await camille.taps(words("button.send"))


def _window(play: Play) -> str:
    """An appointment that begins in half an hour, as the dispatcher types it, in the company's time."""
    start = play.clock.now().astimezone(ZoneInfo("Europe/Paris")) + timedelta(minutes=30)
    return f"{start:%d/%m/%Y %H:%M}-{start + timedelta(hours=2):%H:%M}"


async def reads_the_summary(play: Play) -> None:
    """`/summary` by the manager."""
    words = wording(play.part.language)
    manager = play.people["manager"]
    await manager.says("/summary")
    await manager.sees(words("summary.planned", n=1))
