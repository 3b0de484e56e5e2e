"""Answers that say themselves what they answer: `Arrivé 8h40`, `Pièces : 2 filtres`, `Advice: order a valve`.

Where there is no network no question arrives, so the whole visit can be typed like this, in any order; what is typed
waits on the phone. Imports its neighbours only; used by the interview.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.reading.search import fold

_LABELS = {
    "work": "travail|travaux|travaux faits|travail fait|travail effectue|travaux effectues|fait|work|work done"
    "|job done",
    "materials": "piece|pieces|fourniture|fournitures|materiel|materiels|materiaux|material|materials|part|parts"
    "|parts used|pieces utilisees",
    "anomalies": "anomalie|anomalies|probleme|anomaly|anomalies|problem|defaut|fault",
    "advice": "conseil|conseils|pour la prochaine fois|prochaine fois|advice|next time|for next time",
    "pauses": "pause|pauses|break|breaks",
    "outcome_reason": "reste|reste a faire|raison|motif|reason|remaining|left to do",
    "remark": "remarque|remarques|remark|remarks",
}
_LABEL_OF = {label: what for what, labels in _LABELS.items() for label in labels.split("|")}
_OUTCOMES = {
    "termine": "done", "terminee": "done", "fini": "done", "done": "done", "finished": "done",
    "a poursuivre": "to_be_continued", "a continuer": "to_be_continued", "to be continued": "to_be_continued",
    "abandonne": "abandoned", "abandonnee": "abandoned", "abandoned": "abandoned",
}  # fmt: skip
_SEVERITIES = {
    "mineure": "minor", "mineur": "minor", "legere": "minor", "minor": "minor",
    "majeure": "major", "majeur": "major", "grave": "major", "serieuse": "major", "major": "major", "serious": "major",
    "dangereuse": "dangerous", "dangereux": "dangerous", "danger": "dangerous", "dangerous": "dangerous",
}  # fmt: skip
_I_AM = r"(?:je suis |j'y suis |i am |i'm |i )?"
_TIMES = (
    ("on_my_way", re.compile(rf"{_I_AM}(?:en route|en chemin|on my way|set off|depart du depot)\b")),
    ("arrived", re.compile(rf"{_I_AM}(?:arrived|arrivee?s?|sur place|on site)\b")),
    ("left", re.compile(rf"{_I_AM}(?:partie?s?|depart du site|depart|left|quitte le site|j'ai quitte)\b")),
)
_FROM_WHERE = re.compile(rf"{_I_AM}(?:partie?s?|depart)(?! du site)\b")
_WHEN = re.compile(r" ?(?:[:,=] ?|depuis |since |at |a |vers |around )*(?P<time>(?:hier |yesterday )?[0-9].{0,24})")
_LABELLED = re.compile(r"(?P<label>[^:=\n]{2,60}?) ?[:=] ?(?P<rest>.*)", re.DOTALL)
_IN_BRACKETS = re.compile(r"(?P<label>.*?) ?\((?P<detail>[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer and what it answers: a step of the interview, `check:<question>`, or `remark`.

    For a time `text` is the time as typed, and `detail` "unclear" where "left" may mean for the site or from it; for an
    outcome `detail` is the outcome and `text` its reason, perhaps empty; for anomalies `detail` is the severity,
    perhaps empty.
    """

    what: str
    text: str
    detail: str = ""


def read_entries(text: str, checks: Mapping[str, str]) -> tuple[Entry, ...]:
    """The entries of a message, one a line; a line that names nothing belongs to the one before.

    `checks` are the labels of the trade's questions, as they are printed, with the questions' numbers. Empty when the
    first line names nothing: then it is a text like any other.
    """
    known = {fold(label).strip(): question for label, question in checks.items()}
    found: list[Entry] = []
    for line in text.strip().splitlines():
        entry = _entry(line.strip(), known)
        if entry is not None:
            found.append(entry)
        elif not found:
            return ()
        elif line.strip():
            last = found.pop()
            found.append(Entry(last.what, f"{last.text}\n{line.strip()}".strip(), last.detail))
    return tuple(found)


def _entry(line: str, checks: Mapping[str, str]) -> Entry | None:
    said = fold(line).strip()
    for what, words in _TIMES:
        if (start := words.match(said)) and (when := _WHEN.fullmatch(said, start.end())):
            unclear = "unclear" if what == "left" and _FROM_WHERE.match(said) else ""
            return Entry(what, when["time"].strip(" .!"), unclear)
    labelled = _LABELLED.fullmatch(line)
    if labelled is None:
        return None
    label, rest = fold(labelled["label"]).strip(" -–•*"), labelled["rest"].strip()
    if label in checks:
        return Entry(f"check:{checks[label]}", rest) if rest else None
    if label in _OUTCOMES:
        return Entry("outcome", rest, _OUTCOMES[label])
    detail = ""
    if inside := _IN_BRACKETS.fullmatch(label):
        label, detail = inside["label"], inside["detail"].strip()
    if label not in _LABEL_OF and " " in label:  # "anomalie grave", "serious anomaly"
        first, _, others = label.partition(" ")
        label, detail = (others, first) if first in _SEVERITIES else label.rsplit(" ", 1)
    what_ = _LABEL_OF.get(label)
    if what_ is None or not rest or (detail and (what_ != "anomalies" or detail not in _SEVERITIES)):
        return None
    return Entry(what_, rest, _SEVERITIES.get(detail, ""))


def read_severity(text: str) -> str | None:
    """The severity that a word means (`minor`, `major`, `dangerous`), or None."""
    return _SEVERITIES.get(fold(text).strip(" .!"))


_NOTHING = re.compile(
    r"(?:aucune?s?|none|rien|nothing|non|no|neant|nope|pas d'anomalie|no anomaly|ras|r\.a\.s\.?|-|pas de conseil|sans"
    r"|(?:rien|nothing) (?:a signaler|de special|de particulier|special|to report))[ .!]*"
)
_ENOUGH = re.compile(
    r"(?:ok|okay|suite|suivant|la suite|continuer|c'est tout|fini|termine|next|go on|that's all|that's it|done)[ .!]*"
)
_PASS = re.compile(r"(?:passer|passe|je passe|skip|pass|-|plus tard|later|sans objet|n/?a)[ .!]*")


_UNMEASURED = re.compile(
    r"(?:pas|non|im)[ -]?(?:mesurable|possible|mesure)|(?:pas de|aucune?) (?:signal|lumiere|mesure|lecture|eau|courant)"
    r"|no (?:signal|light|reading|water|power)|not measurable|can(?:no|')t measure(?: it)?|unmeasurable"
)


def says_unmeasured(text: str) -> bool:
    """Whether the text says that something could not be measured, in a few words."""
    return _UNMEASURED.fullmatch(fold(text).strip(" .!")) is not None


def says_none(text: str) -> bool:
    """Whether the text says that there is none, in a word."""
    return _NOTHING.fullmatch(fold(text).strip()) is not None


def says_enough(text: str) -> bool:
    """Whether the text says that a list is complete, in a word."""
    return says_none(text) or _ENOUGH.fullmatch(fold(text).strip()) is not None


def says_pass(text: str) -> bool:
    """Whether the text says to pass a question over, in a word."""
    return _PASS.fullmatch(fold(text).strip()) is not None
