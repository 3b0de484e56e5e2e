"""Reply-keyboard labels come back as text: which choice a text is, in either language. Used by `updates`."""

from functools import cache

from core.people import LANGUAGES
from templates.wording import wording

PREFIX = "choice."
VARIATION = "\ufe0f"


def _plain(label: str) -> str:
    return " ".join(label.replace(VARIATION, "").split()).casefold()


@cache
def _choices() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        words = wording(language)
        for id in words.ids:
            if id.startswith(PREFIX):
                label = _plain(words(id))
                found[label] = id.removeprefix(PREFIX)
                # People also type the words of a button, without its sign.
                bare = label.lstrip("".join(c for c in label if not c.isalnum())).strip()
                found.setdefault(bare, id.removeprefix(PREFIX))
    return found


def choice_of(text: str) -> str | None:
    """The choice (`arrived`, `left`, …) whose label this text is, or None."""
    return _choices().get(_plain(text))
