"""The same as `test_contesting`, on the client's phone: contested by touch, answered in the chat, corrected, signed.

The page stays open all the while: what is sent from it once the technician has corrected leads to the new version.
"""

import pytest
from test_client import link, posted
from test_new_version import leaves_earlier

from core.people import Language
from evidence.verify import State, verify
from tests.web.phones import shop

from acting import assigns, presses, submits, team, whole_visit
from conftest import EN, FR, Stage

pytestmark = pytest.mark.browser
CLIENTS: dict[Language, tuple[str, str]] = {
    "fr": ("Boulangerie Modèle", "Arrivé bien plus tard"), "en": ("Model Bakery", "You came much later"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_contested_answered_corrected_and_signed_by_touch(stage: Stage, language: Language):
    client, doubt = CLIENTS[language]
    camille, lea = await team(stage)
    if language == "en":
        await camille.says("/language")
        await camille.taps("English")
        await camille.sees(EN("language.now"))
    when, words = ("aujourd'hui 8h30-10h30", FR) if language == "fr" else ("today 8:30-10:30", EN)
    await assigns(camille, "Léa Exemple", client=client, when=when, words=words)
    sign = await whole_visit(stage, lea)
    async with shop(language) as phones:
        phone = await phones.phone()
        await phone.opens(link(sign))
        part = phone.page.locator("#contest-times")
        await part.locator("summary").tap()
        await part.locator("textarea").fill(doubt)
        await part.get_by_role("button", name=phone.words("page.contest.send")).tap()
        await phone.page.locator(".contested").wait_for()
        told = await lea.sees(doubt)
        await presses(lea, told, FR("button.answer_client"))
        await lea.sees(FR("contest.ask"), anywhere=True)
        await lea.says("Vous avez raison, je corrige")
        await camille.sees("Vous avez raison, je corrige")
        await phone.page.reload()
        assert "Vous avez raison, je corrige" in await phone.page.locator(".contested").inner_text()
        await phone.fills_in("accepted", name="Claude Modèle", remarks="Merci")
        await presses(lea, told, FR("button.correct_report"))
        await lea.taps(FR("correct.client_asked"))
        await leaves_earlier(lea)
        await submits(lea)
        async with phone.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            await phone.sends()
        assert (await sent.value).status == 409
        await phone.reads("page.replaced.title", version=2)
        assert await stage.office.messages() == [], "nobody has agreed to anything yet"
        await phone.button("page.replaced.open", version=2).tap()
        name = phone.page.get_by_label(phone.words("page.form.name"))
        await name.wait_for()
        assert await name.input_value() == "Claude Modèle"
        await phone.fills_in("accepted", name="Claude Modèle", remarks="Merci")
        await phone.sends()
        await phone.reads("page.word.accepted.title")
        await posted(stage, FR("word.accepted", name="Claude Modèle"))
        await phone.page.get_by_role("link", name=phone.words("page.word.sealed")).wait_for()
        sealed = await stage.office.document()
    assert verify(await sealed.download()).state is State.INTACT
    assert "Merci" in sealed.text
