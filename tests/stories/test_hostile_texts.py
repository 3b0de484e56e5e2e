"""People type what breaks other houses, wherever something is typed: it is shown as typed wherever it is shown."""

import re

from core.people import Role
from core.reading import utf16_length, visible, visible_line
from demo.people import Seen
from evidence.pdf_parts.glyphs import printable
from tests.hostile import MARKUP, SEEN, UNSEEN

from acting import Browser, arrives, assigns, checks, printed, submits
from conftest import FR, Stage, picture

CLIENT = "<3 & </b> {{7*7}} %s"
MISSION = " ".join(visible_line(text) for text in MARKUP.values())[:1400]
WORK = "\n".join((*MARKUP.values(), *UNSEEN.values()))[:1900]
ANOMALY = "Fuite **grave** <i>ici</i> \u202eegarg\u202c 😀 مخبز 12"
MATERIAL = "joint <b>DN20</b> {0} =1+1"
ADVICE = "\n".join(SEEN.values())[:600]
REMARKS = "Très bien </p><script>alert(1)</script> " + "👍🏽" * 400
SIGNER = "Dominique \u202e<b>Modèle</b>\u200b"


def flat(text: str) -> str:
    """Without spaces, which lines are broken at, and without what keeps right-to-left words to themselves."""
    return re.sub(r"[\s\u2068\u2069]+", "", text)


def holds(shown: str, typed: str) -> bool:
    """Whether a text shows what was typed, as far as that can be seen."""
    return flat(visible(typed)) in flat(shown)


async def test_whatever_is_typed_is_shown_as_typed_and_never_read_as_anything_else(stage: Stage):
    camille = await stage.comes_in("Camille {name} %s", Role.DISPATCHER)
    lea = await stage.comes_in("Léa <b>Exemple</b>", Role.TECHNICIAN)
    card = await assigns(camille, "Léa <b>Exemple</b>", client=CLIENT, mission=MISSION)
    assert holds(card.text, CLIENT)
    assert holds(card.text, MISSION)

    await arrives(stage, lea)
    await lea.says(WORK)
    await checks(lea, FR, "maintenance")
    await lea.sees(FR("step.anomalies"))
    await lea.says(ANOMALY)
    await lea.taps(FR("severity.major"))
    await lea.taps(FR("button.go_on"))
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.materials"))
    await lea.says(f"2 x {MATERIAL}")
    await lea.sees(MATERIAL)
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.photos"))
    await lea.sends_photos([picture()], caption="Vue <u>avant</u> \x1b[31m")
    await lea.taps(FR("button.go_on"))
    await lea.taps(FR("choice.to_be_continued"))
    await lea.sees(FR("ask.reason.to_be_continued"))
    await lea.says(WORK)
    await lea.sees(FR("step.to_bring"))
    await lea.says(MATERIAL)
    await lea.sees(FR("step.advice"))
    await lea.says(ADVICE)
    await lea.sees(FR("step.left"))
    await stage.passes(45)
    await lea.taps(FR("choice.left"))
    review = await lea.sees(FR("review.complete"))
    assert all(holds(review.text, typed) for typed in (CLIENT, ANOMALY, MATERIAL))
    link = await submits(lea)

    async with Browser() as browser:
        page = await browser.opens(link.copy_text(FR("button.copy_link")))
        assert page.count("<script") == page.count("<script src=")
        await browser.gives("reservations", name=SIGNER, remarks=REMARKS, stars=3)
        assert browser.status == 200
        assert "<b>Modèle" not in browser.page

    post: Seen = await stage.office.document()
    assert utf16_length(post.text) <= 1024
    for line in (CLIENT, "Léa <b>Exemple</b>", "Dominique <b>Modèle</b>", FR("post.anomalies", n=1)):
        assert holds(post.text, line), f"{line!r} was pushed out of the caption"
    told = await camille.sees("Très bien </p>")
    assert holds(told.text, REMARKS)

    paper = flat(printed(await post.download()))
    for typed in (
        MISSION,
        WORK,
        ANOMALY,
        MATERIAL,
        ADVICE,
        REMARKS,
        "Vue <u>avant</u> [31m",
        "Dominique <b>Modèle</b>",
    ):
        for line in visible(typed).split("\n"):
            assert flat(printable(line)) in paper, line
    shown = [m.text for who in (camille, lea, stage.office) for m in await who.messages() if not m.mine]
    for text in shown:
        seen = re.sub("[\u2068\u2069]", "", text)
        assert visible(seen) == seen, "something is shown that cannot be seen"
