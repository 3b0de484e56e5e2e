"""Reply-keyboard labels come back as text: which choice a text is, in either language. Used by `updates`."""

from functools import cache

from core.people import LANGUAGES
from templates.wording import wording

PREFIX = "choice."
VARIATION = "\ufe0f"


def _plain(label: str) -> str:
    return " ".join(label.replace(VARIATION, "").split()).casefold()


@cache
def _choices() -> tuple[dict[str, str], dict[str, str]]:
    """Choices by their whole label, and by its words alone, which people also type."""
    labels: dict[str, str] = {}
    bare: dict[str, str] = {}
    for language in LANGUAGES:
        words = wording(language)
        for id in words.ids:
            if id.startswith(PREFIX):
                label, choice = _plain(words(id)), id.removeprefix(PREFIX)
                labels[label] = choice
                bare.setdefault(label.lstrip("".join(c for c in label if not c.isalnum())).strip(), choice)
    return labels, bare


def choice_of(text: str) -> tuple[str, bool] | None:
    """The choice (`arrived`, `left`, …) whose label this text is, and whether its sign was there too; or None."""
    labels, bare = _choices()
    plain = _plain(text)
    if plain in labels:
        return labels[plain], True
    return (bare[plain], False) if plain in bare else None
