"""Templates made into answers, in the reader's language. Imported by every file of `web` that shows a page."""

from collections.abc import Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from core.facts import House
from core.people import LANGUAGES, Language
from templates.wording import wording
from web.statics import Statics


class Pages:
    """The templates of `templates/pages`. Everything put into them is escaped; an unknown name is an error."""

    def __init__(self, house: House, statics: Statics) -> None:
        self._company = company = house.company
        self._environment = Environment(
            loader=PackageLoader("templates", "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            company=company, has_places=house.mail and bool(house.public_url), static=statics.address, logo=statics.logo
        )

    def language(self, request: Request, default: Language | None = None) -> Language:
        """`?lang=` if it names one of ours, else `default`, else what the browser prefers, else the company's."""
        for language in LANGUAGES:
            if request.query_params.get("lang") == language:
                return language
        return default or _preferred(request.headers.get("accept-language", "")) or self._company.language

    def answer(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        language: Language | None = None,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> HTMLResponse:
        """A page. `language` is the default that the reader can switch from."""
        spoken = self.language(request, language)
        html = self._environment.get_template(template).render(w=wording(spoken), lang=spoken, **values)
        return HTMLResponse(html, status, {"Content-Language": spoken, "Vary": "Accept-Language", **(headers or {})})

    def notice(self, request: Request, topic: str, *, status: int, language: Language | None = None) -> HTMLResponse:
        """A page that only says something: the wordings `page.<topic>.title` and `page.<topic>.text`."""
        return self.answer(request, "notice.html", status=status, language=language, topic=topic)


def chosen_language(request: Request) -> str:
    """The query that keeps the language which the reader chose; empty where they chose none."""
    lang = request.query_params.get("lang")
    return f"?lang={lang}" if lang in LANGUAGES else ""


def _preferred(accepted: str) -> Language | None:
    """The first of our languages in an Accept-Language header (RFC 9110, section 12.5.4), by weight."""
    weighted: list[tuple[float, int, Language]] = []
    for place, part in enumerate(accepted[:500].split(",")):
        tag, _, quality = part.strip().partition(";")
        for language in LANGUAGES:
            if tag.lower().split("-")[0] == language:
                weighted.append((-_weight(quality), place, language))
    return min(weighted)[2] if weighted else None


def _weight(quality: str) -> float:
    try:
        return float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
    except ValueError:
        return 0.0
