"""Answers that say themselves what they answer, as they are typed where no question arrives."""

import pytest

from core.reading import Entry, read_entries, read_severity, says_enough, says_none, says_pass

CHECKS = {"Fluide frigorigène": "fluid", "Refrigerant": "fluid", "Charge nominale": "charge"}


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Arrivé 8h40", Entry("arrived", "8h40")),
        ("arrivée à 8h40", Entry("arrived", "8h40")),
        ("Je suis sur place depuis 9h", Entry("arrived", "9h")),
        ("arrived at 8:40", Entry("arrived", "8:40")),
        ("En route 8h10", Entry("on_my_way", "8h10")),
        ("Parti à 10h15", Entry("left", "10h15", "unclear")),
        ("Départ du site 10h15", Entry("left", "10h15")),
        ("left at 10:15", Entry("left", "10:15")),
        ("Travaux : joint changé", Entry("work", "joint changé")),
        ("Work done: seal replaced", Entry("work", "seal replaced")),
        ("Pièces : 2 filtres ; 1 joint", Entry("materials", "2 filtres ; 1 joint")),
        ("Anomalie : fil nu", Entry("anomalies", "fil nu")),
        ("Anomalie grave : fil nu", Entry("anomalies", "fil nu", "major")),
        ("Serious anomaly: bare wire", Entry("anomalies", "bare wire", "major")),
        ("Anomaly (dangerous): bare wire", Entry("anomalies", "bare wire", "dangerous")),
        ("Conseil : prévoir une échelle", Entry("advice", "prévoir une échelle")),
        ("Pause: 30 min", Entry("pauses", "30 min")),
        ("À poursuivre : manque la vanne", Entry("outcome", "manque la vanne", "to_be_continued")),
        ("Remarque : chien méchant", Entry("remark", "chien méchant")),
        ("Fluide frigorigène : R32", Entry("check:fluid", "R32")),
        ("refrigerant: R32", Entry("check:fluid", "R32")),
        ("Charge nominale = 2,3 kg", Entry("check:charge", "2,3 kg")),
    ],
)
def test_a_line_names_what_it_answers(text, entry):
    assert read_entries(text, CHECKS) == (entry,)


@pytest.mark.parametrize(
    "text",
    ["parti chercher une pièce", "Remplacé le condensateur", "huile : 1 l", "2 filtres : 3", "Terminé", "Travaux :",
     "Anomalie mardi : fuite", "arrivé en retard", "http://exemple.test", ""],
)  # fmt: skip
def test_what_names_nothing_is_a_text_like_any_other(text):
    assert read_entries(text, CHECKS) == ()


def test_several_answers_in_one_message_each_with_its_lines():
    text = "Arrivé 8h40\nTravaux : moteur remplacé\net essayé\n\nPièces : 1 moteur\nConseil : graisser"
    assert read_entries(text, {}) == (
        Entry("arrived", "8h40"),
        Entry("work", "moteur remplacé\net essayé"),
        Entry("materials", "1 moteur"),
        Entry("advice", "graisser"),
    )


def test_words_that_stand_for_a_tap():
    assert [says_none(t) for t in ("Aucune", "RAS", "none.", "rien à signaler", "rien de grave")] == [True] * 4 + [
        False
    ]
    assert [says_enough(t) for t in ("OK", "c'est tout", "next", "encore une")] == [True] * 3 + [False]
    assert [says_pass(t) for t in ("passer", "skip", "-", "passe-partout")] == [True] * 3 + [False]
    assert [read_severity(t) for t in ("Grave", "mineure", "dangerous", "bof")] == ["major", "minor", "dangerous", None]
