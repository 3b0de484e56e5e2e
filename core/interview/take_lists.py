"""Anomalies, materials and photos: lists that are built up and closed by hand. Imported by `takers`."""

from collections.abc import Iterable
from decimal import Decimal
from zlib import crc32

from msgspec.structs import replace

from core.errors import Refusal
from core.interview.given import ON, Given, Going, Goto, Stay, remember_source
from core.interview.spec import Interview
from core.reading import MaterialText, Unreadable, clean_text, read_material, read_number, split_materials
from core.turn import Turn
from core.unreadable import refusal_of
from core.visit import Anomaly, Material, Severity, Visit

LONGEST_TEXT = 2000
MOST_MATERIALS = 60
MOST_ANOMALIES = 20
MOST_QUANTITY = Decimal(100000)


def name_key(name: str) -> str:
    """A short key of a material's name, for buttons: a list may have changed between showing and tapping."""
    return f"{crc32(name.encode()):08x}"


def _pass(turn: Turn, step: str) -> None:
    turn.visit = replace(turn.visit, passed=turn.visit.passed | {step})


def _item(turn: Turn) -> int | None:
    place = turn.talk().place
    return place.item if place else None


# -- anomalies -------------------------------------------------------------------------------------------------------


def take_anomalies(turn: Turn, interview: Interview, given: Given) -> Going:
    """None (any more), one more, or typed straight away. Raises Refusal `too_many_anomalies`."""
    if given.kind == "text":
        return take_anomaly_text(turn, interview, given)
    if given.value == "add":
        return Goto("anomaly_text")
    if given.value.startswith("remove:"):
        number = given.value.removeprefix("remove:")
        kept = tuple(a for a in turn.visit.anomalies if str(a.id) != number)
        if kept == turn.visit.anomalies:
            raise Refusal("stale")
        photos = tuple(replace(p, subject=None) if p.subject == f"anomaly:{number}" else p for p in turn.visit.photos)
        turn.visit = replace(turn.visit, anomalies=kept, photos=photos)
        return Stay()
    if given.value != "none":
        raise Refusal("stale")
    unrated = next((a for a in turn.visit.anomalies if a.severity is None), None)
    if unrated is not None:
        return Goto("anomaly_severity", unrated.id)
    _pass(turn, "anomalies")
    return ON


def take_anomaly_text(turn: Turn, interview: Interview, given: Given) -> Going:
    """The description of one more anomaly; its severity is asked next."""
    if given.kind != "text":
        raise Refusal("write_it")
    if len(turn.visit.anomalies) >= MOST_ANOMALIES:
        raise Refusal("too_many_anomalies", n=MOST_ANOMALIES)
    visit = turn.visit
    anomaly = Anomaly(id=visit.next_id, description=clean_text(given.value, limit=LONGEST_TEXT))
    turn.visit = replace(
        visit,
        anomalies=(*visit.anomalies, anomaly),
        next_id=visit.next_id + 1,
        passed=visit.passed - {"anomalies"},
    )
    remember_source(turn, given, f"anomaly:{anomaly.id}")
    return Goto("anomaly_severity", anomaly.id)


def take_severity(turn: Turn, interview: Interview, given: Given) -> Going:
    """How bad it is; photos of it are asked next."""
    if given.value not in {s.value for s in Severity}:
        raise Refusal("stale")
    item = _item(turn)
    turn.visit = replace(
        turn.visit,
        anomalies=tuple(
            replace(a, severity=Severity(given.value)) if a.id == item else a for a in turn.visit.anomalies
        ),
    )
    return Goto("anomaly_photos", item)


def take_anomaly_photos(turn: Turn, interview: Interview, given: Given) -> Going:
    """Enough photos of this anomaly: back to the list."""
    return Goto("anomalies")


# -- materials -------------------------------------------------------------------------------------------------------


def _read(turn: Turn, text: str) -> tuple[MaterialText, ...]:
    """Read materials; of several the one that cannot be read is named. Raises Refusal and Unreadable."""
    parts = split_materials(clean_text(text, limit=LONGEST_TEXT))
    return tuple(_read_one(turn, part, alone=len(parts) == 1) for part in parts)


def _read_one(turn: Turn, part: str, *, alone: bool) -> MaterialText:
    try:
        read = read_material(part)
    except Unreadable as problem:
        if alone:
            raise
        refusal = refusal_of(problem, turn)
        raise Refusal(
            "material_line", line=part.strip()[:80], why=turn.refusal(refusal.code, **refusal.details)
        ) from None
    if read.quantity > MOST_QUANTITY:
        raise Refusal("quantity_too_large", typed=part.strip()[:60])
    return read


def _with_more(visit: Visit, found: Iterable[MaterialText]) -> Visit:
    for read in found:
        if len(visit.materials) >= MOST_MATERIALS:
            raise Refusal("too_many_materials", n=MOST_MATERIALS)
        material = Material(
            id=visit.next_id, name=read.name, quantity=read.quantity, unit=read.unit, reference=read.reference
        )
        visit = replace(visit, materials=(*visit.materials, material), next_id=visit.next_id + 1)
    return visit


def add_materials(turn: Turn, text: str, message_id: int | None) -> None:
    """Read and add the materials of a typed message. Raises Refusal `too_many_materials`, `quantity_too_large`,

    and Unreadable.
    """
    visit, found = turn.visit, _read(turn, text)
    if message_id is not None and len(found) == 1:
        visit = replace(visit, sources={**visit.sources, str(message_id): f"material:{visit.next_id}"})
    turn.visit = _with_more(replace(visit, passed=visit.passed - {"materials"}), found)


def change_material(turn: Turn, material_id: int, text: str) -> None:
    """Read what replaces a material, billed as it was; further ones in the text are added.

    Raises Refusal `stale` when the material is gone, else as `add_materials`.
    """
    was = next((m for m in turn.visit.materials if m.id == material_id), None)
    if was is None:
        raise Refusal("stale")
    read, *more = _read(turn, text)
    changed = replace(was, name=read.name, quantity=read.quantity, unit=read.unit, reference=read.reference)
    turn.visit = _with_more(_with_material(turn, changed), more)


def take_materials(turn: Turn, interview: Interview, given: Given) -> Going:
    """Typed (one or several), one used lately, one to change, or no more."""
    if given.kind == "text":
        try:
            add_materials(turn, given.value, given.message_id)
            return Stay()
        except Unreadable as problem:
            if problem.code != "said_none":
                raise
    if given.kind == "text" or given.value == "none":
        _pass(turn, "materials")
        return ON
    kind, _, which = given.value.partition(":")
    if kind == "edit" and any(str(m.id) == which for m in turn.visit.materials):
        return Goto("material", int(which))
    lately = next((m for m in turn.facts.materials if name_key(m.name) == which), None)
    if kind == "recent" and lately is not None:
        visit = turn.visit
        if any(m.name == lately.name for m in visit.materials):
            return Stay()
        added = replace(lately, id=visit.next_id)
        turn.visit = replace(
            visit,
            materials=(*visit.materials, added),
            next_id=visit.next_id + 1,
            passed=visit.passed - {"materials"},
        )
        return Stay()
    raise Refusal("stale")


def _bare_number(text: str) -> Decimal | None:
    """A plain number: how much of what is named already. Raises Refusal `quantity_zero`."""
    try:
        read = read_number(text)
    except Unreadable:
        return None
    if read.unit:
        return None
    if not 0 < read.value <= MOST_QUANTITY:
        raise Refusal("quantity_zero")
    return read.value


def take_material(turn: Turn, interview: Interview, given: Given) -> Going:
    """Quantity, billing, removal of the material in hand; a typed text replaces it. Quantities are absolute,

    so that the same tap delivered twice counts once.
    """
    item = _item(turn)
    visit = turn.visit
    material = next((m for m in visit.materials if m.id == item), None)
    if material is None:
        return Goto("materials")
    if given.kind == "text":
        if (quantity := _bare_number(given.value)) is not None:
            turn.visit = _with_material(turn, replace(material, quantity=quantity))
        else:
            change_material(turn, material.id, given.value)
        return Stay(item)
    kind, _, value = given.value.partition(":")
    match kind:
        case "ok":
            return Goto("materials")
        case "remove":
            turn.visit = replace(visit, materials=tuple(m for m in visit.materials if m.id != item))
            return Goto("materials")
        case "billable" if value in ("0", "1"):
            turn.visit = _with_material(turn, replace(material, billable=value == "1"))
            return Stay(item)
        case "qty":
            quantity = read_number(value).value
            if not 0 < quantity <= MOST_QUANTITY:
                raise Refusal("quantity_zero")
            turn.visit = _with_material(turn, replace(material, quantity=quantity))
            return Stay(item)
        case _:
            raise Refusal("stale")


def _with_material(turn: Turn, changed: Material) -> Visit:
    materials = tuple(changed if m.id == changed.id else m for m in turn.visit.materials)
    return replace(turn.visit, materials=materials)


# -- photos ----------------------------------------------------------------------------------------------------------


def take_photos(turn: Turn, interview: Interview, given: Given) -> Going:
    """Which phase the next photos show, or no more photos."""
    if given.value == "on":
        _pass(turn, "photos")
        return ON
    kind, _, index = given.value.partition(":")
    if kind == "phase" and index in ("0", "1", "2"):
        return Stay(int(index))
    raise Refusal("stale")
