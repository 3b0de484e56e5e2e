"""Ask the office from the middle of a question; whoever is on duty answers by replying; the client sees none of it."""

from core.people import Role
from demo.people import Person, Seen

from acting import Browser, arrives, assigns, finishes, head, printed, submits, team, works
from conftest import FR, TRADES, Stage, picture

PLATE, BREAKER = picture((10, 20, 200)), picture((200, 20, 10))
VOICE = b"OggS" + bytes(500)


async def relayed(person: Person, author: str, text: str = "") -> Seen:
    """A message of the thread, headed by its author."""
    return await person.until(
        lambda messages: next((m for m in reversed(messages) if author in m.text and "💬" in m.text and text in m.text
                               and not m.mine), None),
        f"a message of {author}",
    )  # fmt: skip


async def files_from(person: Person, author: str, count: int) -> list[Seen]:
    """The files of the thread that came from an author, once there are so many."""

    def found(messages: list[Seen]) -> list[Seen]:
        return [m for m in messages if m.file and author in m.text and not m.mine]

    await person.until(
        lambda messages: found(messages)[-1] if len(found(messages)) >= count else None, f"{count} files of {author}"
    )
    return found(await person.messages())


async def asks(lea: Person) -> None:
    """Text, a photo and a voice note from the question what was done."""
    await lea.taps(FR("choice.ask_office"))
    await lea.sees("Inès Exemple")
    await lea.says("Quel disjoncteur pour le groupe ?")
    await lea.sends_photos([PLATE], caption="La plaque")
    await lea.sends_file(VOICE, name="note.ogg", mime="audio/ogg", kind="voice")
    await lea.sees(FR("office.sent", n=3, names="Inès Exemple, Noé Exemple"))


async def test_a_question_is_answered_by_replying_and_the_visit_goes_on(stage: Stage):
    camille, lea = await team(stage)
    ines = await stage.comes_in("Inès Exemple", Role.DISPATCHER)
    noe = await stage.comes_in("Noé Exemple", Role.DISPATCHER)
    for dispatcher in (ines, noe):
        await dispatcher.says("/duty")
        await dispatcher.sees(head(FR, "duty.on"))
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await asks(lea)

    question = await relayed(ines, "Léa Exemple", "Quel disjoncteur")
    assert "OI-2026-0001" in question.text
    photo, voice = await files_from(ines, "Léa Exemple", 2)
    assert "La plaque" in photo.text
    assert await voice.download() == VOICE
    assert not [m for m in await camille.messages() if "Quel disjoncteur" in m.text], "she is not on duty"

    await ines.says("/new")
    await ines.sees(head(FR, "new.client"))
    await ines.says("Le Q4, en bas à droite", reply_to=question.id)
    answer = await relayed(lea, "Inès Exemple", "Le Q4")
    await ines.sends_photos([BREAKER], reply_to=voice.id)
    (shown,) = await files_from(lea, "Inès Exemple", 1)
    assert "photo" in shown.raw
    await noe.sees("Le Q4")
    assert not [m for m in await camille.messages() if "Le Q4" in m.text], "nor is she told of the answers"
    await ines.says("Garage Modèle")
    await ines.sees(head(FR, "new.client_found", n=0, typed="Garage Modèle"))

    await lea.taps(FR("choice.back_to_visit"))
    await lea.sees(FR("ask.work"))
    await works(stage, lea)
    await lea.says("Merci, c’était bien le Q4", reply_to=answer.id)
    await relayed(ines, "Léa Exemple", "Merci")
    await finishes(stage, lea)
    sign = await submits(lea)
    async with Browser() as browser:
        page = await browser.opens(sign.copy_text(FR("button.copy_link")))
        assert "Q4" not in page
        await browser.gives("accepted")
    pdf = await (await stage.office.document()).download()
    assert "Filtre changé" in printed(pdf)
    for word in ("Q4", "disjoncteur", "La plaque", "Inès"):
        assert word not in printed(pdf)

    await ines.says("Bonne soirée", reply_to=question.id)
    await relayed(lea, "Inès Exemple", "Bonne soirée")
    await stage.passes(60 * 48)
    await lea.says("Encore une chose", reply_to=answer.id)
    await lea.sees(FR("error.office_over", number="OI-2026-0001"))


async def test_the_dispatchers_card_counts_and_shows_the_thread(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.says("/office")
    await lea.sees("Camille Exemple")
    await lea.says("Il y a un parking ?")
    await lea.sends_file(VOICE, name="note.ogg", mime="audio/ogg", kind="voice")
    await relayed(camille, "Léa Exemple", "parking")
    await camille.sees(FR("card.office", n=2), anywhere=True)
    await camille.taps(FR("button.office_list"))
    await camille.sees(head(FR, "office.list", n=2, number="OI-2026-0001", client="Boulangerie Modèle"))
    await camille.taps(FR("button.office_answer"))
    await camille.sees(
        head(FR, "office.answer", name="Léa Exemple", number="OI-2026-0001", client="Boulangerie Modèle")
    )
    await camille.says("Oui, derrière")
    await relayed(lea, "Camille Exemple", "Oui, derrière")


async def test_what_was_asked_in_a_dead_zone_arrives_in_its_order(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await lea.network(False)
    await lea.says(FR("choice.ask_office"))
    for text in ("Un", "Deux", "Trois"):
        await lea.says(f"Question {text}")
    await lea.says(FR("choice.back_to_visit"))
    await lea.says("Filtre changé")
    await stage.passes(30)
    await lea.network(True)
    await relayed(camille, "Léa Exemple", "Question Trois")
    order = [m.text.split("Question ")[1] for m in await camille.messages() if "Question " in m.text]
    assert order == ["Un", "Deux", "Trois"]
    await lea.sees(TRADES["maintenance"].questions[0].ask["fr"], anywhere=True)
    assert not [m for m in await camille.messages() if "Filtre changé" in m.text]


async def test_a_photo_of_the_thread_goes_into_the_report_only_when_told(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await lea.taps(FR("choice.ask_office"))
    await lea.sees("Camille Exemple")
    await lea.sends_photos([PLATE])
    await lea.sees(FR("office.photos_apart", n=1))
    await lea.taps(FR("button.office_add", n=1))
    await lea.sees(FR("tell.photos", n=1, stored=1), anywhere=True)
