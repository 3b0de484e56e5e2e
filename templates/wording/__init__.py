"""The words of both languages, by id: `wording("fr")("ask.work")`. May import: `core`. Imported by: rooms with prose.

The catalogues are gettext files `<subject>.<language>.po` beside this file, all files of a language taken together.
A message's id is the wording id; placeholders are written `{name}`, plurals have the same id again as `msgid_plural`,
emphasis is `<b>`, `<i>` or `<code>`. Arguments are put in as they are: nothing typed is read as markup or as a format.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.messages.pofile import read_po

from core.effects import Argument, Figure, Moment, Phrase, Span
from core.people import Language
from core.report import CheckLine
from templates import formats
from templates.wording.rich import Entity, Rich, Template, apart, parse

EMPTY = "–"
"""What stands for an argument that is None."""


class UnknownWording(KeyError):
    """A wording id is in none of the language's catalogues, or an argument that it needs was not given."""


class Wording:
    """One language's words. Call it with an id for plain text; `rich` gives the emphasis apart."""

    def __init__(self, language: Language, templates: dict[str, tuple[Template, ...]]) -> None:
        self.language: Language = language
        self._templates = templates
        self._locale = Locale.parse(language)

    def __call__(self, id: str, **args: Argument | Decimal) -> str:
        """The text of a wording id, without emphasis. Raises UnknownWording."""
        return self._render(id, args).text

    def phrase(self, phrase: Phrase) -> str:
        """The text of a phrase, without emphasis. Raises UnknownWording."""
        return self._render(phrase.id, phrase.args).text

    def rich(self, lines: Iterable[Phrase]) -> tuple[str, tuple[Entity, ...]]:
        """Lines joined by newlines, and their emphasis (Bot API, MessageEntity). Raises UnknownWording."""
        rich = Rich()
        for index, line in enumerate(lines):
            if index:
                rich.add("\n")
            rich.append(self._render(line.id, line.args))
        return rich.text, tuple(sorted(rich.entities, key=lambda e: (e.offset, -e.length)))

    @property
    def ids(self) -> frozenset[str]:
        """Every wording id of the catalogues."""
        return frozenset(self._templates)

    def placeholders(self, id: str) -> frozenset[str]:
        """The arguments that a wording names, over all its plurals; `n` too when it has plurals."""
        forms = self._templates[id]
        named = {name for form in forms for name in form.placeholders}
        return frozenset(named | {"n"} if len(forms) > 1 else named)

    # -- numbers and times -------------------------------------------------------------------------------------------

    def time(self, at: datetime, zone: str) -> str:
        """`08:30`, in the IANA zone."""
        return formats.time(at, zone, self.language)

    def date(self, at: datetime, zone: str) -> str:
        """`mardi 24 novembre 2026`, in the IANA zone."""
        return formats.date(at, zone, self.language)

    def moment(self, at: datetime, zone: str) -> str:
        """`mardi 24 novembre 2026 à 08:30`, in the IANA zone."""
        return formats.moment(at, zone, self.language)

    def zone_label(self, at: datetime, zone: str) -> str:
        """`Paris (UTC+1)`: the zone's name and its distance from UTC at that moment."""
        return formats.zone_label(at, zone, self.language)

    def span(self, length: timedelta) -> str:
        """`1 h 05`."""
        return formats.span(length)

    def number(self, value: Decimal | int) -> str:
        """`3,5`."""
        return formats.number(value, self.language)

    def quantity(self, value: Decimal | int, unit: str) -> str:
        """A number with its unit: `3,5 m`, `2 pièces`. A unit that is no known code is printed as it is."""
        name = self(f"unit.{unit}", n=Decimal(value)) if f"unit.{unit}" in self._templates else unit
        return f"{self.number(value)}{formats.NBSP}{name}" if name else self.number(value)

    def check_value(self, line: CheckLine) -> str:
        """The printed answer of a checklist line, with its unit; `answer.skipped` when passed over."""
        answer = line.answer
        if answer is None or answer.skipped:
            return self("answer.skipped")
        if answer.unmeasured:
            return self("answer.unmeasured")
        if answer.yes is not None:
            return self("answer.yes" if answer.yes else "answer.no")
        if answer.number is not None:
            return self.quantity(answer.number, line.unit)
        if answer.photo:
            return self("answer.photo")
        return line.choice or answer.choice or answer.text or ""

    # -- inside ------------------------------------------------------------------------------------------------------

    def _render(self, id: str, args: dict[str, Argument] | dict[str, Argument | Decimal]) -> Rich:
        if id == "typed":
            return Rich(str(args["text"]))
        if id == "blank":
            return Rich()
        try:
            forms = self._templates[id]
        except KeyError:
            raise UnknownWording(f"no wording {id!r} in {self.language}") from None
        rich = Rich()
        template = forms[self._plural(args.get("n")) if len(forms) > 1 else 0]
        for piece in template.pieces:
            if piece.placeholder is None:
                rich.add(piece.text, piece.styles)
            elif piece.placeholder in args:
                rich.append(self._argument(args[piece.placeholder]), piece.styles)
            else:
                raise UnknownWording(f"wording {id!r} needs the argument {piece.placeholder!r}")
        return rich

    def _plural(self, n: Argument | Decimal) -> int:
        """Which of the two forms; without a number the singular, as for a unit named on a button."""
        value = n.value if isinstance(n, Figure) else n
        if not isinstance(value, int | Decimal):
            return 0
        # CLDR gives French a form for millions of its own, which is written like the plural here.
        return 0 if self._locale.plural_form(Decimal(value).normalize()) == "one" else 1

    def _argument(self, value: Argument | Decimal) -> Rich:
        match value:
            case Phrase():
                return self._render(value.id, value.args)
            case Moment(style="time"):
                return Rich(self.time(value.at, value.zone))
            case Moment(style="date"):
                return Rich(self.date(value.at, value.zone))
            case Moment(style="short"):
                return Rich(formats.short(value.at, value.zone, self.language))
            case Moment():
                return Rich(self.moment(value.at, value.zone))
            case Span():
                return Rich(self.span(value.length))
            case Figure():
                return Rich(self.quantity(value.value, value.unit))
            case Decimal():
                return Rich(self.number(value))
            case None:
                return Rich(EMPTY)
        return Rich(apart(str(value)))


@cache
def wording(language: Language) -> Wording:
    """The words of a language, read from the catalogues at first use. Raises ValueError when a catalogue is wrong."""
    templates: dict[str, tuple[Template, ...]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda f: f.name):
        if not file.name.endswith(f".{language}.po"):
            continue
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=language, abort_invalid=True)
        for message in catalogue:
            if not message.id:
                continue
            id = message.id if isinstance(message.id, str) else message.id[0]
            strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
            if id in templates or not all(strings) or message.fuzzy:
                raise ValueError(f"{file.name}: {id!r} is given twice, empty or fuzzy")
            templates[id] = tuple(parse(string) for string in strings)
    return Wording(language, templates)
