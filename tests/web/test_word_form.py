"""The form on its own: every refusal in plain words of both languages, and what is taken."""

import hashlib
from datetime import UTC, datetime

import pytest

from core.confirmation import Confirmation, Word
from templates.wording import wording
from web.word_form import CONSENT_VERSION, LONGEST_INK, WordForm

DRAWN = {"signature": "data:image/png;base64,iVBORw0KGgo=", "ink": "[[1,2,3]]"}
COMPLETE = {"word": "accepted", "name": "Camille Exemple", "consent": "yes", **DRAWN}

REFUSALS = [
    ({"word": ""}, "word", "Choisissez l’une des trois réponses.", "Please choose one of the three answers."),
    ({"word": "maybe"}, "word", "Choisissez l’une des trois réponses.", "Please choose one of the three answers."),
    ({"word": "reservations"}, "remarks", "Écrivez vos réserves.", "Please write down your reservations."),
    ({"word": "refused", "remarks": " \n "}, "remarks", "Dites pourquoi vous refusez.", "Please say why you refuse."),
    ({"name": "  "}, "name", "Indiquez votre nom.", "Please give your name."),
    ({"name": "x" * 121}, "name",
     "Raccourcissez ce texte\u00a0: il compte 121 caractères, 120 sont possibles.",
     "Please shorten this: it has 121 characters, 120 are possible."),
    ({"role": "x" * 81}, "role",
     "Raccourcissez ce texte\u00a0: il compte 81 caractères, 80 sont possibles.",
     "Please shorten this: it has 81 characters, 80 are possible."),
    ({"remarks": "x" * 2001}, "remarks",
     "Raccourcissez ce texte\u00a0: il compte 2001 caractères, 2000 sont possibles.",
     "Please shorten this: it has 2001 characters, 2000 are possible."),
    ({"signature": ""}, "signature",
     "Tracez votre signature, ou cochez que votre nom vaut signature.",
     "Please draw your signature, or tick that your name is your signature."),
    ({"signature": "data:image/png;base64,%%%"}, "signature",
     "Tracez votre signature, ou cochez que votre nom vaut signature.",
     "Please draw your signature, or tick that your name is your signature."),
    ({"consent": ""}, "consent",
     "Cochez que vous avez lu le rapport et que cette réponse est la vôtre.",
     "Please tick that you have read the report and that this answer is yours."),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "field", "french", "english"), REFUSALS)
def test_each_mistake_is_named_beside_its_field(changes: dict[str, str], field: str, french: str, english: str) -> None:
    problems = WordForm.read({**COMPLETE, **changes}).problems()
    assert list(problems) == [field]
    assert wording("fr").phrase(problems[field]) == french
    assert wording("en").phrase(problems[field]) == english


def test_an_empty_form_names_everything_that_is_missing_in_the_order_of_the_page() -> None:
    assert list(WordForm.read({}).problems()) == ["word", "name", "consent"]
    assert list(WordForm.read({"word": "accepted"}).problems()) == ["name", "signature", "consent"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"word": "reservations", "remarks": "Joint à changer"},
        {"signature": "", "typed": "yes"},
        {"word": "refused", "remarks": "Ce n’est pas fini", "signature": ""},
    ],
    ids=["drawn", "reservations", "typed name", "a refusal needs no signature"],
)
def test_what_is_complete_is_taken(changes: dict[str, str]) -> None:
    assert WordForm.read({**COMPLETE, **changes}).problems() == {}


def test_a_typed_signature_leaves_the_drawing_aside() -> None:
    assert WordForm.read(COMPLETE).drawing is not None
    assert WordForm.read({**COMPLETE, "typed": "yes"}).drawing is None
    assert WordForm.read({**COMPLETE, "word": "refused"}).drawing is None


def test_typed_text_is_kept_but_cannot_disguise_itself() -> None:
    form = WordForm.read({"name": " Camille\u202e\x00  Exemple ", "remarks": " un\r\n\x07deux\u2066 ", "stars": "9"})
    assert form.name == "Camille Exemple"
    assert form.remarks == "un\ndeux"
    assert form.rating is None


def test_an_endless_drawing_is_cut() -> None:
    assert len(WordForm.read({"ink": "1" * 500_000}).ink) == LONGEST_INK


def test_only_the_same_form_is_the_same_word() -> None:
    given = Confirmation(word=Word.ACCEPTED, name="Camille Exemple", signed_at=datetime(2026, 11, 24, tzinfo=UTC),
                         stars=4, client_pdf_sha256="a", report_sha256="b")  # fmt: skip
    form = {**COMPLETE, "stars": "4"}
    assert WordForm.read(form).says(given)
    for change in ({"word": "refused"}, {"name": "Une autre"}, {"stars": "1"}, {"remarks": "Si"}, {"role": "Gérante"}):
        assert not WordForm.read({**form, **change}).says(given)


def test_the_consent_text_changes_only_together_with_its_version() -> None:
    text = "\n".join(wording(language)("page.consent", number="N", version=1) for language in ("fr", "en"))
    known = {"1": "d2c993c3c5b6522f"}
    assert known.get(CONSENT_VERSION) == hashlib.sha256(text.encode()).hexdigest()[:16]
