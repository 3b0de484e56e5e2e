"""Who gets in, and how: strangers, invitations of every kind, roles, languages."""

from datetime import timedelta

from app.inviting import invitation_link
from core.people import Role
from core.staff.links import INVITATION_LIFE

from acting import Browser, assigns, team, whole_visit
from conftest import EN, FR, Stage, picture

STRANGER = FR("entrance.stranger")


async def test_a_stranger_gets_a_polite_refusal_whatever_they_try(stage: Stage):
    camille, _ = await team(stage)
    await assigns(camille, "Léa Exemple")
    stranger = await stage.demo.user("Inconnu Exemple")
    await stranger.start()
    refusal = await stranger.sees(STRANGER)
    assert not refusal.labels
    await stranger.says("Bonjour, je cherche un dépannage")
    await stranger.sees(STRANGER)
    await stranger.sends_photos([picture()])
    await stranger.sees(STRANGER)
    for command in ("/new", "/today", "/invite", "/summary", "/language", "/help"):
        await stranger.says(command)
        await stranger.sees(STRANGER)
    for data in ("offer:1:accept", "wo:1:cancel", "language:0:en", "report:1:absent"):
        await stranger.taps_raw(refusal.id, data)
        await stranger.sees(STRANGER)
    assert await stranger.keyboard() == []
    assert all(m.text == STRANGER for m in await stranger.messages() if not m.mine)
    card = await camille.sees("OI-2026-0001", anywhere=True)
    assert FR("state.offered") in card.text


async def test_a_link_lets_one_person_in_once_and_only_for_a_week(stage: Stage):
    link, until = await invitation_link(stage.settings, "Léa Exemple", Role.TECHNICIAN)
    token = link.rpartition("start=")[2]
    lea = await stage.demo.user("Léa Exemple")
    await lea.start(token[:-1])
    await lea.sees(FR("entrance.bad_link"))
    await lea.start(token)
    await lea.sees("Bienvenue chez Froid Modèle SARL, Léa Exemple")
    await lea.start(token)
    await lea.sees("Rebonjour Léa Exemple")
    other = await stage.demo.user("Autre Exemple")
    await other.start(token)
    await other.sees(FR("entrance.used_link"))
    late, until = await invitation_link(stage.settings, "Autre Exemple", Role.TECHNICIAN)
    assert until - stage.clock.now() <= INVITATION_LIFE
    await stage.passes(INVITATION_LIFE / timedelta(minutes=1))
    await other.start(late.rpartition("start=")[2])
    await other.sees(FR("entrance.expired_link"))
    await other.says("/today")
    await other.sees(STRANGER)


async def test_a_dispatcher_invites_in_the_chat_and_hears_who_came(stage: Stage):
    camille = await stage.comes_in("Camille Exemple", Role.DISPATCHER)
    await camille.says("/invite")
    question = await camille.sees(FR("invite.role"))
    assert FR("role.administrator") not in question.labels, "only an administrator makes administrators"
    await camille.taps(FR("role.technician"))
    await camille.sees("nom complet")
    await camille.says("Noa Exemple")
    invitation = await camille.sees("Envoyez-lui ce lien")
    assert "Noa Exemple" in invitation.text
    link = invitation.copy_text(FR("button.copy_link"))
    assert link.startswith("https://t.me/")
    assert link in invitation.text
    assert "1er décembre 2026" in invitation.text, "a week from now"
    noa = await stage.demo.user("Noa Exemple")
    await noa.start(link.rpartition("start=")[2])
    await noa.sees("Bienvenue")
    await camille.sees("Noa Exemple a rejoint l’équipe (Technicien).")
    await camille.says("/invite")
    await camille.sees(FR("invite.role"))
    await camille.says("technicien")
    await camille.sees(FR("error.tap_please"))
    await camille.taps(FR("button.quit"))
    await camille.sees(FR("form.closed"))
    await camille.says("Noa Exemple")
    await camille.sees(FR("error.nothing_asked"))


async def test_an_administrator_makes_administrators(stage: Stage):
    chief = await stage.comes_in("Alix Exemple", Role.ADMINISTRATOR)
    await chief.says("/invite")
    await chief.taps(FR("role.administrator"))
    await chief.sees("nom complet")
    await chief.says("Sacha Exemple")
    link = (await chief.sees("Envoyez-lui ce lien")).copy_text(FR("button.copy_link"))
    sacha = await stage.demo.user("Sacha Exemple")
    await sacha.start(link.rpartition("start=")[2])
    await sacha.sees("Administration")


async def test_each_role_has_its_own_commands_and_hears_when_it_is_not_theirs(stage: Stage):
    camille, lea = await team(stage)
    morgan = await stage.comes_in("Morgan Exemple", Role.MANAGER)
    for command in ("/new", "/invite", "/summary"):
        await lea.says(command)
        await lea.sees(FR("error.not_your_role"))
    await lea.says("/today")
    await lea.sees(FR("today.nothing"))
    for command in ("/new", "/invite", "/today"):
        await morgan.says(command)
        await morgan.sees(FR("error.not_your_role"))
    await morgan.says("/summary")
    await morgan.sees(FR("summary.planned", n=0))
    await camille.says("/today")
    await camille.sees("Aucun ordre d’intervention ouvert")
    await camille.says("/nouveau")
    answer = await camille.sees(FR("error.unknown_command"))
    assert "/new" in answer.text


async def test_a_second_invitation_adds_a_role_to_the_same_person(stage: Stage):
    camille = await stage.comes_in("Camille Exemple", Role.DISPATCHER)
    link, _ = await invitation_link(stage.settings, "Camille Exemple", Role.TECHNICIAN)
    await camille.start(link.rpartition("start=")[2])
    welcome = await camille.sees("Bienvenue")
    assert "/new" in welcome.text
    assert "/resume" in welcome.text


async def test_the_first_language_follows_the_messenger_and_language_switches_everything(stage: Stage):
    alex = await stage.comes_in("Alex Example", Role.TECHNICIAN, language="en-GB")
    await alex.sees("Welcome", anywhere=True)
    camille = await stage.comes_in("Camille Exemple", Role.DISPATCHER)
    await assigns(camille, "Alex Example")
    offer = await alex.sees(EN("offer.title", number="OI-2026-0001"))
    assert EN("button.accept") in offer.labels
    await alex.taps(EN("button.accept"))
    await alex.sees(EN("step.on_my_way"))
    assert [EN("choice.on_my_way")] in await alex.keyboard()
    await alex.says("/language")
    await alex.taps("Français")
    await alex.sees(FR("language.now"))
    await alex.says("/resume")
    await alex.sees(FR("step.on_my_way"))
    assert [FR("choice.on_my_way")] in await alex.keyboard()
    await alex.says(EN("choice.on_my_way"))
    await alex.sees("4B12")
    await alex.says("/language")
    await alex.taps("English")
    await alex.sees(EN("language.now"))
    await alex.says("/today")
    assert EN("state.on_the_way") in (await alex.sees("OI-2026-0001")).text


async def test_a_language_we_do_not_speak_gets_the_companys(stage: Stage):
    kim = await stage.comes_in("Kim Exemple", Role.TECHNICIAN, language="ko")
    await kim.sees("Bienvenue", anywhere=True)


async def test_who_reads_english_reads_english_from_the_assignment_to_the_report(stage: Stage):
    sam = await stage.comes_in("Sam Example", Role.DISPATCHER, language="en")
    alex = await stage.comes_in("Alex Example", Role.TECHNICIAN, language="en")
    order = {"client": "Model Bakery", "when": "today 8:30-10:30", "mission": "Warm cold room"}
    await assigns(sam, "Alex Example", **order, words=EN)
    sign = await whole_visit(stage, alex, EN)
    async with Browser() as browser:
        await browser.opens(sign.copy_text(EN("button.copy_link")))
        await browser.gives("accepted")
    await alex.sees(EN("word.accepted", name="Claude Modèle"))
    await alex.document()
    typed = ("Filtre changé, essai concluant", "Repère A", "Froid Modèle", "Claude Modèle", "français", "Français")
    for person in (sam, alex):
        for message in await person.messages():
            words = " ".join([message.text, *message.labels])
            for own in typed:
                words = words.replace(own, "")
            assert message.mine or not set("éèêàçôû«»\u202f") & set(words), f"French for an English reader: {words}"
