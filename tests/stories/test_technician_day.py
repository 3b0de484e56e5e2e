"""A technician's day: two work orders at once, times as people type them, wrong answers, no network, coming back."""

from demo.people import Person

from acting import DOOR_CODE, arrives, assigns, finishes, head, presses, submits, team, works
from conftest import FR, Stage, picture


async def two_orders(stage: Stage) -> tuple[Person, Person]:
    """Two work orders for Léa, both accepted; she is on site for the first."""
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple", when="aujourd'hui 8h30-10h30")
    await arrives(stage, lea)
    await assigns(camille, "Léa Exemple", client="Hôtel Modèle", when="aujourd'hui 14h-15h", mission="Porte bloquée")
    await lea.sees("Hôtel Modèle")
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("tell.accepted_later", number="OI-2026-0002"))
    return camille, lea


def open_this(number: str, client: str) -> str:
    return FR("button.open_this", number=number, client=client)


async def test_two_work_orders_at_once_and_each_resumes_at_its_own_question(stage: Stage):
    _, lea = await two_orders(stage)
    await works(stage, lea)
    await lea.says("Joint de porte usé")
    await lea.sees(FR("step.anomaly_severity"))
    await lea.says("/today")
    day = await lea.sees(FR("today.title", n=2))
    assert day.text.index("Boulangerie") < day.text.index("Hôtel")
    assert FR("state.on_site") in day.text
    await lea.taps(open_this("OI-2026-0002", "Hôtel Modèle"))
    await lea.sees(FR("tell.now_in_hand", number="OI-2026-0002", client="Hôtel Modèle"))
    await lea.sees(FR("step.on_my_way"))
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees("Porte bloquée")
    await lea.says("/today")
    await lea.taps(open_this("OI-2026-0001", "Boulangerie Modèle"))
    severity = await lea.sees(FR("step.anomaly_severity"))
    assert "Joint de porte usé" in severity.text
    await lea.taps(FR("severity.major"))
    await lea.sees(FR("step.anomaly_photos"))
    await lea.taps(FR("button.go_on"))
    assert "Joint de porte usé" in (await lea.sees(FR("ask.anomalies", n=1))).text


async def test_both_are_reported_and_each_report_holds_its_own_answers(stage: Stage):
    _, lea = await two_orders(stage)
    await works(stage, lea)
    await finishes(stage, lea)
    await submits(lea)
    await lea.says("/today")
    await lea.taps(open_this("OI-2026-0002", "Hôtel Modèle"))
    await lea.sees(FR("step.on_my_way"))
    await arrives_now(stage, lea)
    await works(stage, lea)
    await finishes(stage, lea)
    sign = await submits(lea)
    assert "RI-2026-0002" in sign.text
    assert "Hôtel Modèle" in sign.text


async def arrives_now(stage: Stage, lea: Person) -> None:
    """On the way and there, for a visit that is in hand."""
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees(DOOR_CODE)
    await stage.passes(20)
    await lea.taps(FR("choice.arrived"))
    await lea.sees(FR("ask.work"))


async def test_times_as_people_type_them(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("step.on_my_way"))
    await stage.passes(180)
    await lea.says("bientôt")
    await lea.sees(FR("error.read_time_not_read"))
    await lea.says("demain 8h")
    await lea.sees("⚠️")
    await lea.says("8h30")
    noted = await lea.sees(head(FR, "tell.noted.on_my_way", at="08:30"))
    assert FR("button.correct") in noted.labels
    await lea.sees(FR("step.arrived"))
    await lea.says("8h15")
    refused = await lea.sees("08:15 ne va pas")
    assert "08:30" in refused.text
    await lea.says("il y a 2h")
    await lea.sees(head(FR, "tell.noted.arrived", at="09:00"))
    await lea.sees(FR("ask.work"))
    await works(stage, lea)
    await to_left(stage, lea)
    await lea.says("8h45")
    await lea.sees("08:45 ne va pas")
    await lea.says("10:40")
    await lea.sees(head(FR, "tell.noted.left", at="10:40"))
    short = await lea.sees(FR("review.complete"))
    await presses(lea, short, FR("button.edit", what=FR("step.pauses")))
    await lea.sees(FR("step.pauses"))
    await lea.says("2h")
    await lea.sees(head(FR, "error.pause_too_long", arrived="09:00", left="10:40"))
    await lea.says("un quart d'heure")
    review = await lea.sees(FR("review.complete"))
    assert "1\u00a0h\u00a025" in review.text, "from 09:00 to 10:40 less a quarter of an hour"


async def to_left(stage: Stage, lea: Person) -> None:
    """From the anomalies to the question when she left."""
    await lea.taps(FR("button.no_anomaly"))
    await lea.sees(FR("step.materials"))
    await lea.taps(FR("button.no_material"))
    await lea.sees(FR("step.photos"))
    await lea.sends_photos([picture()])
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.outcome"))
    await lea.taps(FR("choice.done"))
    await lea.sees(FR("step.advice"))
    await lea.says("Prévoir une échelle")
    await lea.sees(FR("step.left"))


async def test_yesterday_evening_is_told_this_morning(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple", when="aujourd'hui 16h-18h")
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("step.on_my_way"))
    await stage.passes(24 * 60)
    await lea.says("hier 16h")
    await lea.sees("mar. 24 nov. 16:00")
    await lea.sees(FR("step.arrived"))
    await lea.says("hier 16h30")
    await lea.sees(FR("ask.work"))
    await works(stage, lea)
    await to_left(stage, lea)
    await lea.says("hier 17h")
    await lea.sees("mar. 24 nov. 17:00")


async def test_an_overlap_with_another_visit_is_named_but_taken(stage: Stage):
    _, lea = await two_orders(stage)
    await lea.says("/today")
    await lea.taps(open_this("OI-2026-0002", "Hôtel Modèle"))
    await lea.sees(FR("step.on_my_way"))
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees(DOOR_CODE)
    await stage.passes(5)
    await lea.taps(FR("choice.arrived"))
    overlap = await lea.sees("OI-2026-0001 (Boulangerie Modèle) est en cours depuis 08:20")
    assert FR("button.correct") in overlap.labels
    await lea.sees(FR("ask.work"))


async def test_wrong_answers_are_explained_and_nothing_is_lost(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple", trade="cooling")
    await arrives(stage, lea)
    await lea.says("Charge refaite, essai concluant")
    await lea.sees("Quelle intervention aujourd’hui")
    await lea.says("je ne sais pas trop")
    await lea.sees(FR("error.choose_one"))
    await lea.says("dépannage")
    await lea.sees("Une photo de la plaque signalétique")
    await lea.says("plaque illisible")
    await lea.sees(FR("error.photo_needed"))
    await lea.sends_photos([picture()])
    await lea.sees("Quel fluide")
    await lea.taps("R32")
    await lea.sees("Charge nominale sur la plaque")
    await lea.says("beaucoup")
    await lea.sees(FR("error.read_number_not_read"))
    await lea.says("1200")
    refused = await lea.sees("1200, c’est surprenant")
    assert "0,01 à 500\u00a0kg" in refused.text
    await lea.says("1,2 kg")
    await lea.sees("Et les filtres")
    await lea.taps(FR("button.back"))
    again = await lea.sees("Charge nominale sur la plaque")
    assert "1,2" in again.text, "what was answered is shown"
    await lea.says("1,25")
    filters = await lea.sees("Et les filtres")
    await presses(lea, filters, FR("button.skip"))
    drain = await lea.sees("Les condensats s’écoulent bien")
    await presses(lea, drain, FR("button.skip"))
    leak = await lea.sees("Contrôle d’étanchéité fait")
    assert FR("button.skip") not in leak.labels, "required"
    await lea.says("oui")
    await lea.sees("Avec quelle méthode")
    await lea.says("/review")
    review = await lea.sees("Relecture du rapport")
    for answered in ("Dépannage", "R32", "1,25", "Charge refaite"):
        assert answered in review.text


async def test_a_stretch_without_network_arrives_in_a_burst(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("step.on_my_way"))
    await lea.network(False)
    await lea.says(FR("choice.on_my_way"))
    await stage.passes(20)
    await lea.says(FR("choice.arrived"))
    await lea.says("Filtre changé, essai concluant")
    await lea.says("Repère A")
    await lea.sends_photos([picture(), picture((10, 10, 90))], album=True)
    await stage.passes(70)
    assert FR("state.accepted") in (await camille.sees("OI-2026-0001", anywhere=True)).text
    back = await lea.network(True)
    assert back["sent"] == 5
    await lea.sees(FR("tell.photos", n=2, stored=2))
    await lea.sees("Dans quel état à l’arrivée", anywhere=True)
    departed, arrived = [m for m in await lea.messages() if FR("button.correct") in m.labels]
    assert departed.text.startswith(head(FR, "tell.noted.on_my_way", at="09:30"))
    assert arrived.text.startswith(head(FR, "tell.noted.arrived", at="09:30"))
    await lea.taps_raw(departed.id, departed.raw["buttons"][0][0]["data"])
    await lea.sees(FR("step.on_my_way"))
    await lea.says("8h")
    await lea.sees(head(FR, "tell.noted.on_my_way", at="08:00"))
    await lea.sees("Dans quel état à l’arrivée")
    await lea.taps_raw(arrived.id, arrived.raw["buttons"][0][0]["data"])
    await lea.sees(FR("step.arrived"))
    await lea.says("8h20")
    await lea.sees(head(FR, "tell.noted.arrived", at="08:20"))
    await lea.taps("Usé")
    await lea.says("/review")
    review = await lea.sees("Relecture du rapport")
    for kept in ("08:00", "08:20", "Filtre changé, essai concluant", "Repère A", "photo reçue", "Usé"):
        assert kept in review.text
    await camille.sees("Sur place\u00a0: 08:20")


async def test_left_for_hours_and_over_a_restart_the_same_question_is_open(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.taps(FR("button.no_anomaly"))
    await lea.sees(FR("step.materials"))
    await lea.says("2 x filtre 20µ")
    await lea.sees(FR("ask.materials", n=1))
    await stage.passes(6 * 60)
    await stage.restarts()
    await lea.says("/resume")
    question = await lea.sees(FR("ask.materials", n=1))
    assert "filtre 20µ" in question.text
    await lea.says("3,5 m tube cuivre")
    question = await lea.sees("tube cuivre")
    assert "3,5\u00a0m · tube cuivre" in question.text
    await lea.says("/help")
    await lea.sees("/resume")


async def test_something_said_out_of_turn_is_kept_and_the_question_stays(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.taps(FR("button.no_anomaly"))
    await lea.taps(FR("button.no_material"))
    await lea.sees(FR("step.photos"))
    await lea.says("Le gardien n’est là que le matin")
    await lea.sees(FR("tell.remark_kept"))
    await lea.sends_location(48.8, 2.3)
    await lea.sees(FR("error.location_unasked"))
    await lea.sends_file(b"OggS", name="voix.ogg", mime="audio/ogg", kind="voice")
    await lea.sees(FR("tell.recordings", n=1, stored=1))
    await lea.sends_photos([picture()])
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.outcome"))
