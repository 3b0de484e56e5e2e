"""A dispatcher's day: known and new clients, double booking, editing, attachments."""

from core.people import Role

from acting import DOOR_CODE, assigns, finds, goes_on, head, leaves_open, team
from conftest import FR, TRADES, Stage, picture

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def test_a_known_client_is_found_by_part_of_the_name_and_the_known_site_with_its_access(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    site = await finds(camille, "MODELE boul")
    assert "Fournil" in site.labels
    await camille.taps("Fournil")
    access = await camille.sees(head(FR, "new.access"))
    assert DOOR_CODE in access.text
    technician = await goes_on(camille, "demain matin", "Contrôle annuel")
    assert "Léa Exemple" in technician.labels, "tomorrow she is free"
    await camille.taps("Léa Exemple")
    check = await camille.sees(head(FR, "new.check"))
    assert "mercredi 25 novembre 2026" in check.text
    assert "1 rue de l’Exemple" in check.text
    await camille.taps(FR("button.send"))
    await camille.sees("OI-2026-0002")
    assert "Contrôle annuel" in (await lea.sees("OI-2026-0002")).text
    await finds(camille, "boul")


async def test_a_new_site_of_a_known_client_has_its_own_access(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await finds(camille, "boul")
    await camille.says("Boutique")
    await camille.sees(head(FR, "new.site_address"))
    await camille.says("2 rue de l’Exemple, 75000 Paris")
    access = await camille.sees(head(FR, "new.access"))
    assert DOOR_CODE not in access.text
    await goes_on(camille, "demain 14h", "Porte bloquée")
    await camille.taps("Léa Exemple")
    await camille.sees(head(FR, "new.check"))
    await camille.taps(FR("button.send"))
    offer = await lea.sees("OI-2026-0002")
    assert "Boutique, 2 rue de l’Exemple" in offer.text
    site = await finds(camille, "boulangerie")
    assert {"Fournil", "Boutique"} <= set(site.labels)


async def test_double_booking_is_said_at_the_choice_and_on_the_check_card(stage: Stage):
    camille, _ = await team(stage)
    await stage.comes_in("Noa Exemple", Role.TECHNICIAN)
    await assigns(camille, "Léa Exemple", when="aujourd'hui 8h30-10h30")
    await finds(camille, "boul")
    await camille.taps("Fournil")
    await camille.sees(head(FR, "new.access"))
    question = await goes_on(camille, "aujourd'hui 10h-11h", "Filtre à changer")
    busy = FR("button.busy_technician", name="Léa Exemple", number="OI-2026-0001")
    assert busy in question.labels
    assert "Noa Exemple" in question.labels
    await camille.taps(busy)
    check = await camille.sees(head(FR, "new.check"))
    warning = next(line for line in check.text.splitlines() if line.startswith("⚠️"))
    assert "Léa Exemple" in warning
    assert "OI-2026-0001" in warning
    assert "08:30 – 10:30" in warning
    await camille.taps(FR("button.edit", what=FR("new.part.when")))
    await camille.sees(head(FR, "new.when"))
    await camille.says("aujourd'hui 10h30-11h30")
    check = await camille.sees(head(FR, "new.check"))
    assert "⚠️" not in check.text, "one ends when the other begins"
    await camille.taps(FR("button.send"))
    await camille.sees("OI-2026-0002")


async def test_anything_can_be_changed_on_the_check_card_and_nothing_else_is_asked_again(stage: Stage):
    camille, _ = await team(stage)
    await stage.comes_in("Noa Exemple", Role.TECHNICIAN)
    await assigns(camille, "Léa Exemple")
    await finds(camille, "boul")
    await camille.taps("Fournil")
    await camille.sees(head(FR, "new.access"))
    await goes_on(camille, "demain matin", "Contrôle")
    await camille.taps("Noa Exemple")
    await camille.sees(head(FR, "new.check"))
    await camille.taps(FR("button.edit", what=FR("new.part.mission")))
    await camille.sees(head(FR, "new.mission"))
    await camille.says("Contrôle annuel du groupe froid")
    check = await camille.sees(head(FR, "new.check"))
    assert "Contrôle annuel du groupe froid" in check.text
    await camille.taps(FR("button.edit", what=FR("new.part.equipment")))
    await camille.sees(head(FR, "new.equipment"))
    await camille.says("Échelle de 3 m")
    assert "À emporter" in (await camille.sees(head(FR, "new.check"))).text
    await camille.taps(FR("button.edit", what=FR("new.part.technician")))
    await camille.sees(head(FR, "new.technician"))
    await camille.taps(FR("button.back"))
    await camille.sees(head(FR, "new.check"))
    await camille.taps(FR("button.edit", what=FR("new.part.site")))
    await camille.sees(head(FR, "new.site", n=1))
    await camille.says("Boutique")
    await camille.sees(head(FR, "new.site_address"))
    await camille.says("2 rue de l’Exemple, 75000 Paris")
    access = await camille.sees(head(FR, "new.access"))
    assert DOOR_CODE not in access.text, "the other site's door code does not come along"
    await camille.taps(FR("button.go_on"))
    check = await camille.sees(head(FR, "new.check"))
    for part in ("Boutique", "Échelle de 3 m", "Contrôle annuel du groupe froid", "Noa Exemple"):
        assert part in check.text
    assert DOOR_CODE not in check.text


async def test_what_is_attached_and_the_position_reach_the_technician_with_the_briefing(stage: Stage):
    camille, lea = await team(stage)
    await camille.says("/new")
    await camille.sees(head(FR, "new.client"))
    await camille.says("Hôtel Modèle")
    await camille.taps(FR("button.new_client", name="Hôtel Modèle"))
    await camille.taps(FR("language.fr"))
    await camille.sees(head(FR, "new.client_phone"))
    await camille.taps(FR("button.skip"))
    await camille.sees(head(FR, "new.client_email"))
    await camille.taps(FR("button.skip"))
    await camille.sees(head(FR, "new.site", n=0))
    await camille.says("Chaufferie")
    await camille.sees(head(FR, "new.site_address"))
    await camille.sends_location(48.8566, 2.3522)
    await camille.sees(FR("new.location_noted"))
    await camille.says("3 rue de l’Exemple, 75000 Paris")
    await camille.sees(head(FR, "new.access"))
    await camille.taps(FR("button.go_on"))
    await camille.sees(head(FR, "new.when"))
    await camille.taps(FR("when.today_morning"))
    await camille.sees(head(FR, "new.mission"))
    await camille.says("Fuite en chaufferie")
    await camille.sees(head(FR, "new.constraints"))
    await camille.says("Fermé de 12h à 14h")
    await camille.sees(head(FR, "new.equipment"))
    await camille.taps(FR("button.skip"))
    await camille.sees(head(FR, "new.attachments"))
    await camille.sends_file(PDF, name="plan.pdf", mime="application/pdf", caption="Plan du sous-sol")
    await camille.sees(FR("new.attachments_count", n=1))
    await camille.sends_photos([picture()], caption="La vanne")
    await camille.sees(FR("new.attachments_count", n=2))
    await camille.sends_file(b"OggS", name="voix.ogg", mime="audio/ogg", kind="voice")
    await camille.sees(FR("error.attachment_kind"))
    await camille.taps(FR("button.go_on"))
    await camille.taps(TRADES["cooling"].name["fr"])
    await leaves_open(camille, "cooling", FR)
    await camille.taps("Léa Exemple")
    check = await camille.sees(head(FR, "new.check"))
    assert FR("card.attachments", n=2) in check.text
    await camille.taps(FR("button.send"))
    await lea.taps(FR("button.accept"))
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees(FR("brief.no_history"))
    plan = await lea.document(name="plan.pdf")
    assert plan.text == "Plan du sous-sol"
    assert await plan.download() == PDF
    assert (await lea.sees("La vanne")).file
    places = [m.raw["venue"] for m in await lea.messages() if m.raw.get("venue")]
    assert [p["title"] for p in places] == ["Chaufferie"]
    assert "Fermé de 12h à 14h" in (await lea.sees("🚐 Hôtel Modèle")).text


async def test_a_known_sites_position_can_be_added_later(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await finds(camille, "boul")
    await camille.taps("Fournil")
    await camille.sees(head(FR, "new.access"))
    await camille.sends_location(48.8566, 2.3522)
    await camille.sees(FR("new.location_noted"))
    await goes_on(camille, "demain matin", "Contrôle")
    await camille.taps("Léa Exemple")
    await camille.taps(FR("button.send"))
    await lea.sees("OI-2026-0002")
    await lea.taps(FR("button.accept"))
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees(FR("brief.no_history"))
    assert any(m.raw.get("venue") for m in await lea.messages())


async def test_wrong_answers_are_explained_and_nothing_given_is_lost(stage: Stage):
    camille, _ = await team(stage)
    await camille.says("/new")
    await camille.sees(head(FR, "new.client"))
    await camille.says("Garage Modèle")
    await camille.taps(FR("button.new_client", name="Garage Modèle"))
    await camille.says("français")
    await camille.sees(FR("error.tap_please"))
    await camille.taps(FR("language.fr"))
    await camille.sees(head(FR, "new.client_phone"))
    await camille.says("je ne sais pas")
    await camille.sees(FR("error.read_phone_not_read"))
    await camille.says("06 39 98 01 23")
    await camille.sees(head(FR, "new.client_email"))
    await camille.says("garage@modele")
    await camille.sees(FR("error.read_email_not_read"))
    await camille.taps(FR("button.back"))
    await camille.sees(head(FR, "new.client_phone"))
    await camille.taps(FR("button.skip"))
    await camille.sees(head(FR, "new.client_email"))
    await camille.taps(FR("button.skip"))
    await camille.sees(head(FR, "new.site", n=0))
    await camille.says("Atelier")
    await camille.says("4 rue de l’Exemple")
    await camille.taps(FR("button.go_on"))
    await camille.sees(head(FR, "new.when"))
    await camille.says("dès que possible")
    await camille.sees(FR("error.window_time_not_read"))
    await camille.says("demain 10h-9h")
    await camille.sees(FR("error.read_end_before_start"))
    await camille.says("/cancel")
    await camille.sees(FR("form.dropped"))
    await camille.says("/today")
    await camille.sees(FR("board.nothing"))
