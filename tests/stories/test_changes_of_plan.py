"""What a dispatcher does with a work order that is out: the card, declined, given to another, cancelled, the list."""

from core.people import Role
from demo.people import Person, Seen

from acting import DOOR_CODE, arrives, assigns, finishes, head, submits, team, works
from conftest import FR, Stage


async def cards(camille: Person, number: str = "OI-2026-0001") -> list[Seen]:
    """The messages that are this work order's card."""
    return [m for m in await camille.messages() if not m.mine and m.text.startswith(f"{number} · ")]


async def test_one_card_follows_every_change_of_state(stage: Stage):
    camille, lea = await team(stage)
    card = await assigns(camille, "Léa Exemple")
    messages = len(await camille.messages())
    await lea.taps(FR("button.accept"))
    await camille.sees(FR("card.title", number="OI-2026-0001", state=FR("state.accepted")))
    await lea.taps(FR("choice.on_my_way"))
    await camille.sees(FR("card.title", number="OI-2026-0001", state=FR("state.on_the_way")))
    await lea.sees(DOOR_CODE)
    await stage.passes(20)
    await lea.taps(FR("choice.arrived"))
    await lea.sees(FR("ask.work"))
    await camille.sees(FR("card.title", number="OI-2026-0001", state=FR("state.on_site")))
    await works(stage, lea)
    await finishes(stage, lea)
    await submits(lea)
    submitted = await camille.sees(FR("card.title", number="OI-2026-0001", state=FR("state.submitted")))
    assert submitted.id == card.id
    assert submitted.labels == [FR("button.correct_report")], "from now on by a new version"
    for moment in ("08:00", "08:20", "09:05"):
        assert moment in submitted.text
    assert [c.id for c in await cards(camille)] == [card.id]
    assert len(await camille.messages()) == messages, "edits only: nothing here needed a person"


async def test_declined_with_a_reason_and_given_to_another(stage: Stage):
    camille, lea = await team(stage)
    noa = await stage.comes_in("Noa Exemple", Role.TECHNICIAN)
    card = await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.decline"))
    await lea.sees(head(FR, "decline.ask", number="OI-2026-0001"))
    assert FR("state.offered") in (await cards(camille))[0].text, "nothing is declined before the reason"
    await lea.says("Voiture en panne")
    await lea.sees(FR("tell.decline_noted"))
    told = await camille.sees("a décliné")
    assert "Léa Exemple" in told.text
    assert "Voiture en panne" in told.text
    assert told.id > card.id, "a new message: edits notify nobody"
    assert "Voiture en panne" in (await cards(camille))[0].text
    offer = await lea.sees("Décliné", anywhere=True)
    assert not offer.labels
    await camille.taps_raw(told.id, told.raw["buttons"][0][0]["data"])
    who = await camille.sees(head(FR, "reassign.who", number="OI-2026-0001"))
    assert "Noa Exemple" in who.labels
    await camille.taps("Noa Exemple")
    await noa.taps(FR("button.accept"))
    await camille.sees(FR("card.title", number="OI-2026-0001", state=FR("state.accepted")))
    now = (await cards(camille))[0]
    assert "Noa Exemple" in now.text
    assert "Voiture en panne" not in now.text
    assert now.id == card.id
    await lea.says("/today")
    await lea.sees(FR("today.nothing"))


async def test_a_decline_can_be_thought_over(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.decline"))
    await lea.sees(head(FR, "decline.ask", number="OI-2026-0001"))
    await lea.taps(FR("button.quit"))
    await lea.sees(FR("form.closed"))
    await lea.taps(FR("button.accept"))
    await camille.sees(FR("state.accepted"))


async def test_a_reason_that_comes_after_the_order_went_to_another_declines_nothing(stage: Stage):
    camille, lea = await team(stage)
    noa = await stage.comes_in("Noa Exemple", Role.TECHNICIAN)
    card = await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.decline"))
    await lea.sees(head(FR, "decline.ask", number="OI-2026-0001"))
    await camille.taps_raw(card.id, card.raw["buttons"][0][0]["data"])
    await camille.taps("Noa Exemple")
    await lea.sees(FR("tell.taken_back", number="OI-2026-0001", client="Boulangerie Modèle"))
    await lea.says("Voiture en panne")
    await lea.sees(FR("error.offer_gone"))
    await noa.taps(FR("button.accept"))
    await camille.sees(FR("state.accepted"))
    assert "Noa Exemple" in (await cards(camille))[0].text


async def test_a_declined_work_order_can_be_sent_to_the_same_person_again(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.decline"))
    await lea.taps(FR("decline.busy"))
    told = await camille.sees("a décliné")
    assert FR("decline.busy") in told.text
    await camille.taps(FR("button.reassign"))
    await camille.taps("Léa Exemple")
    await lea.sees("Nouvel ordre d’intervention")
    await lea.taps(FR("button.accept"))
    await camille.sees(FR("state.accepted"))


async def test_taken_away_on_the_way(stage: Stage):
    camille, lea = await team(stage)
    noa = await stage.comes_in("Noa Exemple", Role.TECHNICIAN)
    card = await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.accept"))
    await lea.taps(FR("choice.on_my_way"))
    access = await lea.sees(DOOR_CODE)
    await camille.taps_raw(card.id, card.raw["buttons"][0][0]["data"])
    await camille.sees(head(FR, "reassign.who", number="OI-2026-0001"))
    assert await camille.taps("Noa Exemple") == FR("toast.sent_to", name="Noa Exemple")
    await lea.sees(FR("tell.taken_back", number="OI-2026-0001", client="Boulangerie Modèle"))
    gone = await lea.sees(FR("brief.code_gone"))
    assert gone.id == access.id
    assert DOOR_CODE not in "".join(m.text for m in await lea.messages())
    offer = await lea.sees(FR("offer.taken_back", number="OI-2026-0001"))
    assert not offer.labels
    assert await lea.keyboard() == []
    await lea.says(FR("choice.arrived"))
    await lea.sees(FR("error.no_visit"))
    await noa.taps(FR("button.accept"))
    await noa.taps(FR("choice.on_my_way"))
    await noa.sees(DOOR_CODE)
    now = (await cards(camille))[0]
    assert "Noa Exemple" in now.text
    assert FR("state.on_the_way") in now.text


async def test_cancelled_with_a_reason(stage: Stage):
    camille, lea = await team(stage)
    card = await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await camille.taps_raw(card.id, card.raw["buttons"][0][1]["data"])
    await camille.sees(head(FR, "cancel.ask", number="OI-2026-0001"))
    await camille.says("Le client a réparé lui-même")
    await camille.sees(FR("tell.cancel_done", number="OI-2026-0001"))
    await lea.sees(FR("tell.cancelled_on_site", number="OI-2026-0001", client="Boulangerie Modèle"))
    assert DOOR_CODE not in "".join(m.text for m in await lea.messages())
    now = (await cards(camille))[0]
    assert FR("state.cancelled") in now.text
    assert "Le client a réparé lui-même" in now.text
    assert not now.labels
    await lea.says("Filtre changé")
    await lea.sees(FR("error.nothing_asked"))
    await camille.says("/today")
    await camille.sees(FR("board.nothing"))
    assert await stage.office.messages() == []


async def test_after_submission_nothing_is_cancelled_or_given_away(stage: Stage):
    camille, lea = await team(stage)
    card = await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await finishes(stage, lea)
    before = (await cards(camille))[0]
    await camille.taps_raw(card.id, before.raw["buttons"][0][1]["data"])
    await camille.sees(head(FR, "cancel.ask", number="OI-2026-0001"))
    await submits(lea)
    assert await camille.taps(FR("cancel.mistake")) == FR("error.order_closed", number="OI-2026-0001")
    await camille.sees(FR("form.closed"))
    for button in before.raw["buttons"][0]:
        assert await camille.taps_raw(card.id, button["data"]) == FR("error.order_closed", number="OI-2026-0001")
    assert FR("state.submitted") in (await cards(camille))[0].text


async def test_the_dispatchers_list_of_today_opens_cards(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple", when="aujourd'hui 14h-15h")
    await assigns(camille, "Léa Exemple", client="Hôtel Modèle", when="aujourd'hui 9h-10h")
    await lea.sees("Hôtel Modèle")
    await lea.taps(FR("button.accept"))
    await camille.sees(FR("state.accepted"))
    await camille.says("/today")
    board = await camille.sees(FR("board.title", n=2))
    assert board.text.index("Hôtel Modèle") < board.text.index("Boulangerie Modèle"), "by appointment"
    assert "Léa Exemple" in board.text
    assert len(board.labels) == 2
    (old,) = [m for m in await cards(camille) if FR("state.offered") in m.text]
    await camille.taps(FR("button.open_this", number="OI-2026-0001", client="Boulangerie Modèle"))
    card = await camille.sees("OI-2026-0001 · ")
    assert card.id > board.id
    assert FR("button.cancel_order") in card.labels
    await camille.taps_raw(card.id, card.raw["buttons"][0][1]["data"])
    await camille.taps(FR("cancel.weather"))
    await camille.sees(FR("tell.cancel_done", number="OI-2026-0001"))
    (now,) = await cards(camille)
    assert now.id == card.id, "one card for a work order: the newest follows it, the earlier one says so"
    assert FR("state.cancelled") in now.text
    moved = next(m for m in await camille.messages() if m.id == old.id)
    assert moved.text == FR("card.moved", number="OI-2026-0001")
    assert not moved.labels
