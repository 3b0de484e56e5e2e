"""People come and go: a technician leaves, another phone mid-visit, a blocked chat, menus of commands."""

from typing import Any

from core.people import Role
from demo.people import Person, Seen

from acting import arrives, assigns, finishes, head, submits, team, works
from conftest import EN, FR, Stage

DISABLED = FR("entrance.disabled", company="Froid Modèle SARL")


def label(role: str, name: str, state: str = "there") -> str:
    """A person's button in the list."""
    return FR(f"people.button_{state}", name=name, roles=FR(f"role.{role}"))


async def opens(dispatcher: Person, name: str, *, role: str = "technician", state: str = "there") -> Seen:
    """`/people`, then somebody's card."""
    await dispatcher.says("/people")
    await dispatcher.sees("L’équipe")
    await dispatcher.taps(label(role, name, state))
    return await dispatcher.sees("🕘")


async def menu(person: Person) -> list[str]:
    """The commands that the person's chat offers."""
    view: dict[str, Any] = await person.view()
    return [each["command"] for each in view["commands"]]


async def test_a_technician_with_two_open_visits_leaves_and_a_tap_gives_each_to_somebody_else(stage: Stage):
    camille, lea = await team(stage)
    hugo = await stage.comes_in("Hugo Exemple", Role.TECHNICIAN)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await lea.says("Filtre changé, essai concluant")
    await lea.says("La clé est au bar d’en face")
    await assigns(camille, "Léa Exemple", client="Garage Modèle", when="demain 14h-16h", mission="Clim en panne")
    await lea.sees(FR("offer.title", number="OI-2026-0002"))

    card = await opens(camille, "Léa Exemple")
    assert FR("people.card_work", n=2) in card.text
    await camille.taps(FR("button.disable"))
    sure = await camille.sees(head(FR, "people.disable_what"))
    assert FR("people.disable_work", n=2) in sure.text
    await camille.taps(FR("button.disable"))
    told = await camille.sees("À réattribuer")
    assert [label for label in told.labels if label.startswith("Réattribuer")] == [
        FR("button.reassign_this", number="OI-2026-0001", client="Boulangerie Modèle"),
        FR("button.reassign_this", number="OI-2026-0002", client="Garage Modèle"),
    ]
    await lea.sees("Votre accès chez Froid Modèle SARL est suspendu")
    await lea.says("Je finis quand même")
    await lea.sees(DISABLED)
    assert not any("4B12" in message.text for message in await lea.messages()), "the door code has left her chat"
    assert await menu(lea) == ["help"]

    await camille.taps(FR("button.reassign_this", number="OI-2026-0001", client="Boulangerie Modèle"))
    choice = await camille.sees(FR("reassign.who", number="OI-2026-0001"))
    assert "Hugo Exemple" in choice.labels
    assert not any("Léa" in each for each in choice.labels)
    await camille.taps("Hugo Exemple")
    noted = await camille.sees("avait déjà noté")
    assert "Filtre changé, essai concluant" in noted.text
    await hugo.sees(FR("offer.title", number="OI-2026-0001"))
    await arrives(stage, hugo)
    brief = await hugo.sees("Déjà noté par Léa Exemple", anywhere=True)
    assert "Filtre changé, essai concluant" in brief.text
    await works(stage, hugo)
    await finishes(stage, hugo)
    await submits(hugo)


async def test_a_disabled_technician_comes_back_and_goes_on_where_they_were(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await opens(camille, "Léa Exemple")
    await camille.taps(FR("button.disable"))
    await camille.sees(head(FR, "people.disable_what"))
    await camille.taps(FR("button.disable"))
    await lea.sees("suspendu")
    await opens(camille, "Léa Exemple", state="disabled")
    await camille.taps(FR("button.enable"))
    await lea.sees("Votre accès est rétabli", anywhere=True)
    await lea.sees("4B12")
    await works(stage, lea)
    await finishes(stage, lea)
    await submits(lea)


async def test_a_new_phone_in_the_middle_of_a_visit(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await opens(camille, "Léa Exemple")
    await camille.taps(FR("button.relink"))
    link = (await camille.sees("Nouveau téléphone de")).copy_text(FR("button.copy_link"))
    phone = await stage.demo.user("Léa, nouveau téléphone")
    await phone.start(link.rpartition("start=")[2])
    await phone.sees("vous êtes sur votre nouveau téléphone", anywhere=True)
    await phone.sees("4B12")
    await lea.sees("Cette conversation est fermée")
    assert await lea.keyboard() == []
    assert await menu(lea) == ["help"]
    await lea.says("Encore là ?")
    await lea.sees(FR("entrance.stranger"))
    await camille.sees(FR("people.has_moved", name="Léa Exemple"))
    await phone.says("/resume")
    await phone.sees(FR("ask.work"))
    await works(stage, phone)
    await finishes(stage, phone)
    await submits(phone)
    assert "office" in await menu(phone)


async def test_a_blocked_chat_is_seen_by_the_dispatcher_everywhere(stage: Stage):
    camille, lea = await team(stage)
    hugo = await stage.comes_in("Hugo Exemple", Role.TECHNICIAN)
    await assigns(camille, "Léa Exemple")
    card = await camille.sees(FR("state.offered"))
    await lea.blocks()
    told = await camille.sees("a bloqué cette messagerie")
    assert FR("button.reassign_this", number="OI-2026-0001", client="Boulangerie Modèle") in told.labels
    unreachable = FR("people.name_unreachable", name="Léa Exemple")
    shown = next(m for m in await camille.messages() if m.id == card.id)
    assert unreachable in shown.text, "on the card"
    await camille.says("/people")
    listed = await camille.sees("L’équipe")
    assert label("technician", "Léa Exemple", "unreachable") in listed.labels

    await hugo.blocks()
    await camille.taps(FR("button.reassign_this", number="OI-2026-0001", client="Boulangerie Modèle"))
    choice = await camille.sees(FR("reassign.who", number="OI-2026-0001"))
    hidden = FR("people.name_unreachable", name="Hugo Exemple")
    assert hidden in choice.labels, "where a technician is chosen"
    await camille.taps(hidden)
    await camille.sees(FR("people.offer_unreached", name="Hugo Exemple", number="OI-2026-0001"))

    await hugo.blocks(False)
    await camille.sees(FR("people.reachable_again", name="Hugo Exemple"))
    await hugo.sees(head(FR, "people.missed"))


async def test_roles_are_given_and_taken_and_the_menu_follows_in_the_persons_language(stage: Stage):
    camille, _ = await team(stage)
    alex = await stage.comes_in("Alex Example", Role.TECHNICIAN, language="en")
    await alex.sees(EN("help.technician").splitlines()[0], anywhere=True)
    assert "new" not in await menu(alex)
    assert "urgent" in await menu(alex)
    await opens(camille, "Alex Example")
    await camille.taps(FR("button.roles"))
    roles = await camille.sees(FR("people.roles_how"))
    assert not any(FR("role.administrator") in each for each in roles.labels)
    await camille.taps(FR("people.role_free", role=FR("role.dispatcher")))
    await alex.sees(head(EN, "people.told_roles"))
    assert {"new", "people", "duty"} <= set(await menu(alex))
    view = await alex.view()
    assert EN("command.new") in [each["description"] for each in view["commands"]]
    await alex.says("/language")
    await alex.taps("Français")
    await alex.sees(FR("language.now"))
    view = await alex.view()
    assert FR("command.new") in [each["description"] for each in view["commands"]]


async def test_an_invitation_that_nobody_used_is_sent_again_and_withdrawn(stage: Stage):
    camille = await stage.comes_in("Camille Exemple", Role.DISPATCHER)
    await camille.says("/invite")
    await camille.taps(FR("role.technician"))
    await camille.sees("nom complet")
    await camille.says("Noa Exemple")
    first = (await camille.sees("Envoyez-lui ce lien")).copy_text(FR("button.copy_link"))
    await stage.passes(8 * 24 * 60)
    await camille.says("/people")
    await camille.taps(FR("people.button_expired", name="Noa Exemple"))
    await camille.sees("Lien jamais utilisé")
    await camille.taps(FR("button.resend"))
    again = (await camille.sees("Envoyez-lui ce lien")).copy_text(FR("button.copy_link"))
    noa = await stage.demo.user("Noa Exemple")
    await noa.start(first.rpartition("start=")[2])
    await noa.sees(FR("entrance.withdrawn_link"))
    await noa.start(again.rpartition("start=")[2])
    await noa.sees("Bienvenue")


async def test_a_stranger_is_answered_in_the_language_of_their_messenger_whatever_they_send(stage: Stage):
    stranger = await stage.demo.user("Somebody Else", language="en")
    await stranger.start()
    refusal = await stranger.sees(EN("entrance.stranger"))
    await stranger.says("Hello?")
    await stranger.says("/new")
    await stranger.sends_location(48.85, 2.35)
    await stranger.taps_raw(refusal.id, "wo:1:cancel")
    answers = [m.text for m in await stranger.messages() if not m.mine]
    assert set(answers) == {EN("entrance.stranger")}


async def test_a_new_name_and_another_city(stage: Stage):
    camille, lea = await team(stage)
    await opens(camille, "Léa Exemple")
    await camille.taps(FR("button.rename"))
    await camille.sees("nouveau nom complet")
    await camille.says("Léa Modèle")
    await lea.sees("Vous vous appelez désormais Léa Modèle")
    await opens(camille, "Léa Modèle")
    await camille.taps(FR("button.zone"))
    await camille.sees("Dans quelle ville")
    await camille.says("Montréal")
    await camille.sees("Toronto", anywhere=True)
    await assigns(camille, "Léa Modèle")
    await lea.sees(FR("offer.title", number="OI-2026-0001"))
