"""The technician's scenes. Used by `scenes`."""

from app.play.checklist import answers
from app.play.pictures import photo
from app.play.stage import Play
from core.reporting.mailing import masked
from demo.people import Person as Somebody
from templates.interviews import load_interviews
from templates.wording import wording

TRAVEL, WORKING = 25, 65
"""Minutes."""


async def accepts_and_travels(play: Play) -> None:
    """Accept, on my way (the briefing comes), arrived."""
    part, words = play.part, wording(play.part.language)
    lea = play.people["technician"]
    await lea.sees(part.mission)
    await lea.taps(words("button.accept"))
    await lea.sees(words("step.on_my_way"))
    await lea.taps(words("choice.on_my_way"))
    await lea.sees(part.door_code)
    play.clock.passes(TRAVEL)
    await lea.taps(words("choice.arrived"))
    await lea.sees(words("ask.work"))


async def answers_everything(play: Play) -> None:
    """Work, the trade's questions, anomalies, materials, photos, outcome, advice, leaving."""
    part, paper, words = play.part, play.paper, wording(play.part.language)
    printed = wording(part.client_language)
    lea, who = play.people["technician"], play.part.technician
    await lea.says(part.work)
    paper.note(who, "ask.work", part.work, part.work)
    await _checklist(play, lea)
    await lea.sees(words("step.anomalies"))
    if part.anomaly:
        await lea.taps(words("button.add_anomaly"))
        await lea.sees(words("ask.anomaly_text"))
        await lea.says(part.anomaly)
        paper.note(who, "ask.anomaly_text", part.anomaly, part.anomaly)
        await lea.taps(words(f"severity.{part.severity}"))
        paper.note(who, "ask.anomaly_severity", part.severity, printed(f"pdf.severity.{part.severity}"))
        await lea.sends_photos([photo(part.dice)])
        await lea.taps(words("button.go_on"))
        await lea.taps(words("button.go_on"))
    else:
        await lea.taps(words("button.no_anomaly"))
    await lea.sees(words("step.materials"))
    for text, name in part.materials:
        await lea.says(text)
        await lea.sees(name)
        paper.note(who, "ask.materials", text, name)
    await lea.taps(words("button.go_on"))
    await lea.sees(words("step.photos"))
    caption = "Vue d’ensemble" if part.language == "fr" else "Overview"
    await lea.sends_photos([photo(part.dice) for _ in range(part.photos)], album=True, caption=caption)
    paper.note(who, "ask.photos", caption, caption)
    await lea.taps(words("button.go_on"))
    await lea.taps(words(f"choice.{part.outcome}"))
    paper.note(who, "ask.outcome", words(f"choice.{part.outcome}"), printed(f"pdf.outcome.{part.outcome}"))
    if part.outcome == "to_be_continued":
        await lea.sees(words("ask.reason.to_be_continued"))
        await lea.says(part.remains)
        paper.note(who, "ask.reason.to_be_continued", part.remains, part.remains)
        await lea.sees(words("step.to_bring"))
        await lea.taps(words("button.skip"))
    await lea.sees(words("ask.advice"))
    await lea.says(part.advice)
    paper.note(who, "ask.advice", part.advice, part.advice)
    await lea.sees(words("tell.photos", n=_photos_so_far(play), stored=_photos_so_far(play)), anywhere=True)


async def submits(play: Play) -> None:
    """Left, pauses, review, submit; the client's link goes by mail."""
    words = wording(play.part.language)
    lea = play.people["technician"]
    await lea.sees(words("step.left"))
    play.clock.passes(WORKING)
    await lea.taps(words("choice.left"))
    await lea.taps(words("button.submit"))
    await lea.sees(words("sign.how"))
    address = masked(play.part.email)
    await lea.taps(words("button.send_mail", address=address))
    await lea.sees(words("tell.mailed", address=address))


def _photos_so_far(play: Play) -> int:
    return play.part.photos + (1 if play.part.anomaly else 0) + play.check_photos


async def _checklist(play: Play, lea: Somebody) -> None:
    part = play.part
    interview = load_interviews()[part.trade]
    await answers(play, lea, part.technician, interview, interview.questions)
