"""Buttons that are not one's own, no longer true, pressed twice or made up: a clear answer, and nothing changes."""

from core.people import Role
from demo.people import Person, Seen

from acting import Browser, arrives, assigns, finishes, head, presses, submits, team, whole_visit, works
from conftest import FR, Stage, picture

NUMBER = "RI-2026-0001"
MADE_UP = (
    "x",
    "q:abc:none",
    "q:-1:none",
    "q:99999999999999999999:none",
    "nobody:1:thing",
    "offer:1:perhaps",
    "offer:999:accept",
    "visit:1:fix:lunch",
    "visit:1:dance",
    "visit:999:open",
    "photo:1:mark:1:sideways",
    "photo:1:mark:99:after",
    "photo:1:remove:no",
    "photo:1:explode",
    "report:999:absent",
    "report:1:sign",
    "language:0:de",
    "wo:1:cancel",
    "wo:1:to:2",
    "::",
    "q::",
    "é:1:ü",
)


async def state(*people: Person) -> list[tuple[int, str, list[str]]]:
    """Everything the bot shows to these people."""
    return [(m.id, m.text, m.labels) for p in people for m in await p.messages() if not m.mine]


async def test_made_up_buttons_are_answered_and_change_nothing(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await lea.sends_photos([picture()])
    receipt = await lea.sees(FR("tell.photos", n=1, stored=1))
    before = await state(camille, lea)
    for data in MADE_UP:
        answer = await lea.taps_raw(receipt.id, data)
        assert answer, f"no answer to {data}"
        assert await state(camille, lea) == before, f"{data} changed something"
    await works(stage, lea)


async def test_made_up_answers_to_the_open_question_change_nothing(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    # The receipt of the equipment's photo comes when its bytes are stored; afterwards nothing comes by itself.
    await lea.sees(FR("tell.photos", n=1, stored=1), anywhere=True)
    await lea.says("Joint usé")
    severity = await lea.sees(FR("step.anomaly_severity"))
    await tries(lea, severity, "terrible", "skip", "on", "o:good")
    await lea.taps(FR("severity.minor"))
    await lea.taps(FR("button.go_on"))
    listed = await lea.sees("Joint usé")
    await tries(lea, listed, "skip", "remove:99", "remove:", "qty:2", "edit:1", "recent:00000000")
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.materials"))
    await lea.says("2 x filtre 20µ")
    materials = await lea.sees(FR("ask.materials", n=1))
    await tries(lea, materials, "edit:99", "edit:x", "recent:zz", "qty:2", "skip")
    await lea.taps(FR("button.change_this", what="filtre 20µ"))
    one = await lea.sees(FR("ask.material_hint"))
    await tries(
        lea, one, "qty:0", "qty:-3", "qty:many", "qty:NaN", "qty:1e99", "qty:", "billable", "skip", "colour:red"
    )
    await lea.taps(FR("button.ok"))
    await lea.taps(FR("button.go_on"))
    photos = await lea.sees(FR("step.photos"))
    await tries(lea, photos, "phase:7", "phase:", "skip")
    await lea.taps(FR("button.go_on"))
    await lea.taps(FR("choice.to_be_continued"))
    reason = await lea.sees(FR("ask.reason.to_be_continued"))
    await tries(lea, reason, "reason:nobody_there", "reason:", "skip")
    await lea.taps(FR("reason.more_time"))
    await lea.sees(FR("step.to_bring"))
    await lea.taps(FR("button.skip"))
    await lea.sees(FR("step.advice"))
    await lea.taps(FR("button.skip"))
    await lea.sees(FR("step.left"))
    await stage.passes(190)
    await lea.taps(FR("choice.left"))
    pauses = await lea.sees(FR("step.pauses"))
    await tries(lea, pauses, "many", "-5", "9" * 40, "skip")
    await lea.taps(FR("button.no_pause"))
    review = await lea.sees(FR("review.complete"))
    await tries(lea, review, "edit:check:nothing", "edit:", "edit:outer_space", "skip", "back")
    await submits(lea)


async def tries(person: Person, message: Seen, *choices: str) -> None:
    """Tap answers that no button offers, under the question's own number."""
    serial = next(b["data"] for row in message.raw["buttons"] for b in row if b["data"]).split(":")[1]
    before = await state(person)
    for choice in choices:
        answer = await person.taps_raw(message.id, f"q:{serial}:{choice}")
        assert answer, f"no answer to {choice!r}"
        assert await state(person) == before, f"{choice!r} changed something"


async def test_made_up_answers_to_a_form_change_nothing(stage: Stage):
    camille, _ = await team(stage)
    await assigns(camille, "Léa Exemple")
    await camille.says("/new")
    question = await camille.sees(head(FR, "new.client"))
    await tries(camille, question, "client:99", "client:99999999999999999999999999", "client:x", "new", "skip", "send")
    await camille.says("boul")
    question = await camille.sees(FR("new.client_found", n=1, typed="boul").splitlines()[1])
    await tries(camille, question, "client:99999999999999999999999999", "language:fr", "back")
    await camille.taps("Boulangerie Modèle")
    question = await camille.sees(head(FR, "new.site", n=1))
    await tries(camille, question, "site:99999999999999999999999999", "site:77", "skip")
    await camille.taps("Fournil")
    question = await camille.sees(head(FR, "new.access"))
    await tries(camille, question, "field:password", "skip")
    await camille.taps(FR("button.go_on"))
    question = await camille.sees(head(FR, "new.when"))
    await tries(camille, question, "half:never", "half:yesterday_morning", "on")


async def test_other_peoples_buttons_change_nothing(stage: Stage):
    camille, lea = await team(stage)
    noa = await stage.comes_in("Noa Exemple", Role.TECHNICIAN)
    await assigns(camille, "Léa Exemple")
    hers = await noa.sees("Bienvenue", anywhere=True)
    assert await noa.taps_raw(hers.id, "offer:1:accept") == FR("error.not_yours")
    assert await noa.taps_raw(hers.id, "offer:1:decline") == FR("error.not_yours")
    await arrives(stage, lea)
    await lea.sends_photos([picture()])
    await lea.sees(FR("tell.photos", n=1, stored=1))
    before = await state(camille, lea)
    for data in ("visit:1:open", "visit:1:fix:left", "visit:1:brief", "photo:1:list", "photo:1:remove:1"):
        assert await noa.taps_raw(hers.id, data) == FR("error.not_yours"), data
    for data in ("wo:1:cancel", "wo:1:reassign", "wo:1:to:3", "wo:1:open"):
        assert await noa.taps_raw(hers.id, data) == FR("error.not_your_role"), data
    assert await state(camille, lea) == before
    await works(stage, lea)
    await finishes(stage, lea)
    await submits(lea)
    assert await noa.taps_raw(hers.id, "report:1:absent") == FR("error.not_yours")
    assert await stage.office.messages() == []


async def test_buttons_of_yesterdays_questions_change_nothing(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    offer = await offer_of(lea)
    await arrives(stage, lea)
    assert await presses(lea, offer, FR("button.accept")) == FR("toast.already_accepted")
    assert await presses(lea, offer, FR("button.decline")) == FR("error.offer_gone")
    await works(stage, lea)
    anomalies = await lea.sees(FR("step.anomalies"), anywhere=True)
    await lea.taps(FR("button.no_anomaly"))
    await lea.sees(FR("step.materials"))
    assert await presses(lea, anomalies, FR("button.no_anomaly")) == FR("error.stale_question")
    assert await presses(lea, anomalies, FR("button.add_anomaly")) == FR("error.stale_question")
    await lea.says("/resume")
    await lea.sees(FR("step.materials"))


async def offer_of(lea: Person) -> Seen:
    """The offer as it first came."""
    return await lea.sees("Nouvel ordre d’intervention", anywhere=True)


async def test_a_button_pressed_twice_counts_once(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    offer = await offer_of(lea)
    assert await presses(lea, offer, FR("button.accept")) == FR("toast.accepted")
    assert await presses(lea, offer, FR("button.accept")) == FR("toast.already_accepted")
    await lea.taps(FR("choice.on_my_way"))
    await lea.says(FR("choice.on_my_way"))
    await lea.sees(FR("tell.already", title=FR("step.on_my_way"), value="mar. 24 nov. 08:00"))
    await stage.passes(20)
    await lea.taps(FR("choice.arrived"))
    await lea.sees(FR("ask.work"))
    await works(stage, lea)
    await finishes(stage, lea)
    review = await lea.sees(FR("review.complete"), anywhere=True)
    assert await presses(lea, review, FR("button.submit")) == FR("toast.submitted")
    assert await presses(lea, review, FR("button.submit"))
    sign = await lea.sees(FR("sign.how"), anywhere=True)
    assert await presses(lea, sign, FR("button.client_absent")) == FR("toast.noted")
    assert await presses(lea, sign, FR("button.client_absent")) == FR("error.already_awaiting")
    await stage.office.document()
    assert sum(NUMBER in m.text for m in await stage.office.messages()) == 1
    assert sum(FR("sign.how") in m.text for m in await lea.messages()) == 1


async def test_every_update_three_times_and_still_one_report_and_one_post(stage: Stage):
    await stage.demo.repeat_updates(3)
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    sign = await whole_visit(stage, lea)
    async with Browser() as browser:
        page = await browser.opens(sign.copy_text(FR("button.copy_link")))
        assert page.count("filtre 20µ") == 1
        await browser.gives("accepted")
    post = await stage.office.document()
    assert NUMBER in post.text
    assert len(await stage.office.messages()) == 1
    hers = [m.text for m in await lea.messages() if not m.mine]
    assert sum(FR("sign.signed", number=NUMBER) in text for text in hers) == 1
    assert sum(text.startswith(head(FR, "tell.noted.arrived", at="08:20")) for text in hers) == 1
    assert sum(FR("brief.no_history") in text for text in hers) == 1
    cards = [m for m in await camille.messages() if m.text.startswith("OI-2026-0001 · ")]
    assert len(cards) == 1
