"""What a new work order's form holds so far, and which question comes next. Imported by its neighbours."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core.clients import Access, Client, Site
from core.conversation import Form
from core.dispatch import busy, windows
from core.dispatch.new import brief
from core.dispatch.new.brief import BRIEF, Trades
from core.events import Event, Said, Tapped
from core.facts import Facts, House, Job, Needs
from core.forms import FormValue, number_value, text_value
from core.people import Language, Role
from core.reading import read_window

STEPS = (
    "client", "client_language", "client_phone", "client_email", "site", "site_address", "access",
    "when", "mission", "constraints", "equipment", "attachments", "trade", "technician", "check",
)  # fmt: skip
"""After the trade stand the trade's own questions, one step `brief.<question>` each."""
FROM_THE_CHECK = ("more", "time_zone")
"""Steps that only the check card leads to: the parts that seldom need an edit, and the site's time zone."""
NEW_CLIENT_STEPS = ("client_language", "client_phone", "client_email")
SKIPPABLE = frozenset({"client_phone", "client_email", "constraints", "equipment"})
HALF_DAYS = {
    "today_morning": "today morning",
    "today_afternoon": "today afternoon",
    "tomorrow_morning": "tomorrow morning",
    "tomorrow_afternoon": "tomorrow afternoon",
}
"""Appointments that can be tapped, and the words that say the same."""
ACCESS_FIELDS = ("door_code", "floor", "basement", "bell", "contact_name", "contact_phone", "parking", "notes")
LONGEST_NUMBER = 15
"""Digits. Callback data can be made up, and a database's number ends somewhere."""


def half_days_left(now: datetime, zone: ZoneInfo) -> list[str]:
    """The half days that are not over."""
    return [name for name, words in HALF_DAYS.items() if read_window(words, now=now, zone=zone).end > now]


def applies(step: str, values: Mapping[str, object]) -> bool:
    """Whether a step is asked: a known client's details and a known site's address are not."""
    if step in NEW_CLIENT_STEPS:
        return "client_id" not in values
    if step == "site_address":
        return "site_id" not in values
    return True


def answered(step: str, values: Mapping[str, object]) -> bool:
    """Whether a step has its answer."""
    match step:
        case "client":
            return "client_id" in values or "client_name" in values
        case "site":
            return "site_id" in values or "site_name" in values
        case "when":
            return "starts_at" in values
        case "technician":
            return "technician_id" in values
        case "check":
            return False
        case _:
            return step in values


def way(values: Mapping[str, object], trades: Trades) -> list[str]:
    """The steps that apply, in their order."""
    briefed = [BRIEF + question.id for question in brief.questions(values, trades)]
    place = STEPS.index("trade") + 1
    return [s for s in (*STEPS[:place], *briefed, *STEPS[place:]) if applies(s, values)]


def next_step(values: Mapping[str, object], trades: Trades) -> str:
    """The first step that applies and has no answer yet; a trade that the house has no more is no answer."""
    gone = brief.interview_of(values, trades) is None
    return next(s for s in way(values, trades) if not answered(s, values) or (s == "trade" and gone))


def step_before(step: str, values: Mapping[str, object], trades: Trades) -> str | None:
    """Where "back" leads, or None at the first question."""
    if step.startswith("access."):
        return "access"
    if step in FROM_THE_CHECK:
        return "check"
    steps = way(values, trades)
    index = steps.index(step) if step in steps else steps.index("technician")
    return steps[index - 1] if index > 0 else None


def skippable(step: str) -> bool:
    """Whether a step can be passed over; what of a trade's questions must be known is then asked on site."""
    return step in SKIPPABLE or step.startswith(BRIEF)


def window(form: Form) -> tuple[datetime, datetime] | None:
    """The appointment, UTC, once given."""
    start, end = text_value(form, "starts_at"), text_value(form, "ends_at")
    return (datetime.fromisoformat(start), datetime.fromisoformat(end)) if start and end else None


def _coming_window(house: House, form: Form, event: Event) -> tuple[datetime, datetime] | None:
    """Around the appointment that is being given, else the one given before. The site's zone is not known yet."""
    if form.step != "when":
        return window(form)
    half = HALF_DAYS.get(event.choice.removeprefix("half:")) if isinstance(event, Tapped) else None
    given = windows.around_words(house, half, event.at) if half else windows.around(house, form, event)
    return given or window(form)


def needs(house: House, form: Form, event: Event) -> Needs:
    """The facts that any question of this form may show."""
    matching = text_value(form, "client_typed") or ""
    if form.step == "client" and isinstance(event, Said):
        matching = event.text
    client_id = number_value(form, "client_id")
    site_id = number_value(form, "site_id")
    if isinstance(event, Tapped):
        kind, _, number = event.choice.partition(":")
        if number.isdecimal() and len(number) <= LONGEST_NUMBER:
            client_id = int(number) if kind == "client" else client_id
            site_id = int(number) if kind == "site" else site_id
    return Needs(
        clients_matching=matching,
        client_id=client_id,
        sites_of=client_id,
        site_id=site_id,
        people_with=(Role.TECHNICIAN,),
        busy_between=_coming_window(house, form, event),
        fresh=True,
    )


def access_of(form: Form, site: Site | None) -> Access:
    """The access notes: the known site's, with what was typed in this form over them."""
    known = site.access if site else Access()
    return Access(**{name: text_value(form, f"access.{name}") or getattr(known, name) for name in ACCESS_FIELDS})


def client_of(form: Form, facts: Facts, fresh_id: int) -> Client:
    """The client chosen, or the new one."""
    if facts.client is not None and number_value(form, "client_id") == facts.client.id:
        return facts.client
    language: Language = "en" if text_value(form, "client_language") == "en" else "fr"
    return Client(
        id=fresh_id,
        name=text_value(form, "client_name") or "",
        language=language,
        phone=text_value(form, "client_phone") or None,
        email=text_value(form, "client_email") or None,
    )


def site_of(form: Form, facts: Facts, client_id: int, fresh_id: int) -> Site:
    """The site chosen, or the new one, with its access notes."""
    known = facts.site if facts.site is not None and number_value(form, "site_id") == facts.site.id else None
    site = known or Site(
        id=fresh_id,
        client_id=client_id,
        name=text_value(form, "site_name") or "",
        address=text_value(form, "site_address") or "",
    )
    latitude, longitude = text_value(form, "latitude"), text_value(form, "longitude")
    if latitude and longitude:
        site = replace(site, latitude=float(latitude), longitude=float(longitude))
    return replace(site, access=access_of(form, known), time_zone=text_value(form, "time_zone") or site.time_zone)


def zone_of(form: Form, facts: Facts) -> str:
    """The IANA zone of the site so far: the one set here, the known site's, else the company's."""
    known = facts.site.time_zone if facts.site is not None and "site_id" in form.values else None
    return text_value(form, "time_zone") or known or facts.house.company.time_zone


def in_zone(values: Mapping[str, FormValue], old: str, new: str) -> dict[str, FormValue]:
    """The values with the site in another zone: what was said as 8:30 there stays 8:30 there."""

    def moved(moment: FormValue) -> str:
        local = datetime.fromisoformat(str(moment)).astimezone(ZoneInfo(old))
        return local.replace(tzinfo=ZoneInfo(new)).astimezone(UTC).isoformat()

    times = {name: moved(values[name]) for name in ("starts_at", "ends_at") if values.get(name)}
    return {**values, **times, "time_zone": new}


def without_site(values: Mapping[str, FormValue]) -> dict[str, FormValue]:
    """The values without the site named so far and what was said of it: another has another door code and position."""
    if not answered("site", values):
        return dict(values)
    of_site = ("site_", "access", "latitude", "longitude", "time_zone")
    return {name: value for name, value in values.items() if not name.startswith(of_site)}


def clashes(form: Form, facts: Facts, technician_id: int) -> tuple[Job, ...]:
    """The technician's open jobs whose appointment overlaps this one's."""
    between = window(form)
    return busy.clashes(facts.busy, technician_id, between) if between else ()
