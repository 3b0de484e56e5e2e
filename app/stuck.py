"""What is stuck on its way out or in: seen, tried again, let go. Acts, for `app.acts`; commands in `app.outbox`.

No text of a message leaves here: it may hold a door code or a link's token.
"""

from datetime import datetime, timedelta
from typing import Any

from app.acting import Act, Inside, NotDone, answering
from core.delivery import reason
from core.effects import OFFICE, SendReport
from core.people import Person
from storage import inbox_view, outbox_view
from storage.going_on import HELD
from storage.people import people_by_id
from templates.wording import Wording, wording

KINDS = {
    "Say": "message",
    "Show": "card",
    "Amend": "change of a message",
    "Erase": "removal of a message",
    "SendVenue": "place on the map",
    "SendAttachment": "attachment",
    "SendQr": "code for the client",
    "SendReport": "report",
    "SendSummary": "summary",
    "SetMenu": "menu",
    "FetchPhoto": "fetching a photo",
    "FetchRecording": "fetching a recording",
    "MakeClientCopy": "making the client's PDF",
    "SealReport": "sealing a report",
    "SendMail": "letter to a client",
}


async def _outbox_list(inside: Inside, args: dict[str, Any]) -> list[dict[str, Any]]:
    now, words = inside.clock(), wording("en")
    items = await inside.db.read(lambda s: outbox_view.worrying(s, now, everything=args["everything"]))
    known = {each.recipient for each in items if each.recipient}
    people = await inside.db.read(lambda s: people_by_id(s, known))
    return [
        {
            "number": each.id,
            "what": KINDS.get(each.kind, each.kind),
            "to": _to(each, people, words),
            "since": _shown(each.created_at),
            "tries": each.attempts,
            "why": _why(each, words),
            "next": ("held" if each.problem == HELD else "given up") if each.gave_up else _shown(each.not_before),
        }
        for each in items
    ]


async def _outbox_show(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    words = wording("en")
    found = await inside.db.read(lambda s: outbox_view.one(s, args["number"]))
    if found is None:
        raise NotDone(f"Nothing waits under {args['number']}: see constat outbox list.")
    item, effect = found
    people = await inside.db.read(lambda s: people_by_id(s, {item.recipient} if item.recipient else set()))
    return {
        "What": KINDS.get(item.kind, item.kind),
        "About": effect.file_name if isinstance(effect, SendReport) else _about(item.lane),
        "To": _to(item, people, words),
        "Since (UTC)": _shown(item.created_at),
        "Waiting for": _length(inside.clock() - item.created_at),
        "Tries": item.attempts,
        "Why": _why(item, words),
        "Next": _next(item),
    }


def _about(lane: str) -> str:
    """What a job is about: `photo:<visit>:<photo>`, `recording:<visit>:<recording>`, `report:<id>`.

    And `mail:<report, order or client>:<id>`.
    """
    match lane.split(":"):
        case ["photo" | "recording" as kind, visit, number]:
            return f"{kind} {number} of visit {visit}"
        case ["report", number]:
            return f"report {number}"
        case ["mail", "order", number]:
            return f"work order {number}"
        case ["mail", kind, number]:
            return f"{kind} {number}"
    return "–"


def _next(item: outbox_view.Item) -> str:
    if item.problem == HELD:
        return "held until you decide: retry sends it, drop lets it go"
    if item.is_final:
        return "given up: trying again would be no use as things stand; mend the cause, then retry, or drop it"
    if item.gave_up:
        return f"given up after {item.attempts} tries: retry or drop it"
    return f"tried again at {_shown(item.not_before)} UTC"


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    days, hours = divmod(minutes // 60, 24)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def _why(item: outbox_view.Item, words: Wording) -> str:
    return words.phrase(reason(item.problem)) if item.problem else "waits for its turn"


def _to(item: outbox_view.Item, people: dict[int, Person], words: Wording) -> str:
    if item.recipient == OFFICE:
        return "the office channel"
    if item.recipient is None:
        return "–" if not item.lane.startswith("chat:") else "somebody unknown"
    person = people.get(item.recipient)
    if person is None:
        return "somebody unknown"
    return f"{person.name} ({', '.join(words(f'role.{role}').lower() for role in sorted(person.roles))})"


async def _outbox_retry(inside: Inside, args: dict[str, Any]) -> list[int]:
    numbers, now = args["numbers"], inside.clock()
    done = await inside.db.write(lambda s: outbox_view.try_again(s, numbers, now))
    if inside.courier is not None:
        inside.courier.hurry(done)
    return list(done)


async def _outbox_drop(inside: Inside, args: dict[str, Any]) -> list[int]:
    numbers, now = args["numbers"], inside.clock()
    done = await inside.db.write(lambda s: outbox_view.drop(s, numbers, now))
    if inside.courier is not None:
        inside.courier.forget(done)
    return list(done)


async def _inbox_list(inside: Inside, args: dict[str, Any]) -> list[dict[str, Any]]:
    items = await inside.db.read(inbox_view.everything_kept)
    names = await inside.db.read(lambda s: inbox_view.names_at(s, {each.chat_id for each in items if each.chat_id}))
    return [
        {
            "number": each.id,
            "from": names.get(each.chat_id or 0, "somebody unknown"),
            "since": _shown(each.received_at),
            "tries": each.attempts,
            "problem": each.problem,
            "next": "parked" if each.parked else _shown(each.not_before),
        }
        for each in items
    ]


async def _inbox_show(inside: Inside, args: dict[str, Any]) -> str:
    raw = await inside.db.read(lambda s: inbox_view.raw_of(s, args["number"]))
    if raw is None:
        raise NotDone(f"Nothing is kept under {args['number']}: see constat inbox list.")
    return raw.decode("utf-8", "backslashreplace")


async def _inbox_retry(inside: Inside, args: dict[str, Any]) -> list[int]:
    numbers, now = args["numbers"], inside.clock()
    return list(await inside.db.write(lambda s: inbox_view.try_again(s, numbers, now)))


async def _inbox_drop(inside: Inside, args: dict[str, Any]) -> list[int]:
    return list(await inside.db.write(lambda s: inbox_view.drop(s, args["numbers"])))


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


ACTS: dict[str, Act] = {
    "outbox_list": answering(_outbox_list),
    "outbox_show": answering(_outbox_show),
    "outbox_retry": answering(_outbox_retry),
    "outbox_drop": answering(_outbox_drop),
    "inbox_list": answering(_inbox_list),
    "inbox_show": answering(_inbox_show),
    "inbox_retry": answering(_inbox_retry),
    "inbox_drop": answering(_inbox_drop),
}
