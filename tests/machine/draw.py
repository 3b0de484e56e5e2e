"""The picture of the state machine, and the count of what was tried: `make picture`.

One card for each state, in the order of the interview: what leads where. What stays in the same state, going back, and
what works everywhere is said once instead of drawn.
"""

from collections import defaultdict
from collections.abc import Iterable
from html import escape
from pathlib import Path

from core.interview.steps import STEPS
from templates.wording import wording
from tests.machine.explore import ALWAYS, Explored, explore

PICTURE = Path("docs/state-machine.svg")
WIDTH, GAP, LINE, COLUMNS, TOP = 372, 22, 17, 4, 128
HEAD = 30
MOST_NAMED = 5
"""Events named on one line of a card; more are counted."""
EVERYWHERE = frozenset({"/review", "/resume", "/office", "button ask_office", "tap office", "tap back", "button back",
                        "tap visit open", "tap visit fix", "tap urgent begin", "stale tap"})  # fmt: skip
AT_FIRST = ("offered", "declined", "not in hand")
AT_LAST = ("submitted", "frozen")
COLOURS = {"visit": "#0b5c7a", "detail": "#6b4e9b", "form": "#8a5a00", "check": "#2c6e49", "step": "#1f3a5f"}


def order(reached: Iterable[str]) -> list[str]:
    """The states as an intervention goes through them; the forms that lie on top come last."""
    steps = [step.id for step in STEPS]
    known = set(reached)
    checks = sorted(state for state in known if state.startswith("check:"))
    forms = sorted(state for state in known if state.startswith("form "))
    after_work = steps.index("work") + 1
    way = [*AT_FIRST, *steps[:after_work], *checks, *steps[after_work:], *AT_LAST, *forms]
    return [state for state in way if state in known]


def exits(explored: Explored, state: str) -> list[tuple[str, list[str]]]:
    """Where one gets from a state and by which events; without what stays, goes back or works everywhere."""
    found: dict[str, list[str]] = defaultdict(list)
    for (at, event), targets in explored.leads.items():
        if at == state and event not in EVERYWHERE:
            for target in targets - {state}:
                found[target].append(event)
    rank = {name: index for index, name in enumerate(order(explored.reached))}
    return [(target, sorted(events)) for target, events in sorted(found.items(), key=lambda e: rank.get(e[0], 99))]


def title_of(state: str) -> str:
    """What the state is called in English, beside its name in the code."""
    words = wording("en")
    known = f"step.{state}"
    return f"{state} · {words(known)}" if known in words.ids else state


def coverage(explored: Explored) -> str:
    """How many pairs of state and event are legal, and how many were hit."""
    hit = len(explored.legal) - len(explored.missing)
    return (
        f"{len(explored.reached)} states, {len(ALWAYS)} events possible anywhere, "
        f"legal pairs of state and event: {len(explored.legal)}, hit: {hit}, missing: {explored.missing or 'none'}; "
        f"{sum(explored.tried.values())} events tried, {explored.submitted} of {explored.walks} walks submitted"
    )


def _kind(state: str) -> str:
    if state.startswith("form "):
        return "form"
    if state.startswith("check:"):
        return "check"
    step = next((step for step in STEPS if step.id == state), None)
    if step is None:
        return "visit"
    return "detail" if step.inside else "step"


def _named(events: list[str]) -> str:
    shown = ", ".join(events[:MOST_NAMED])
    return shown if len(events) <= MOST_NAMED else f"{shown} and {len(events) - MOST_NAMED} more"


def _wrapped(text: str, width: int = 56) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) + 1 > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _card(explored: Explored, state: str) -> tuple[list[str], int]:
    """The lines of a card as SVG, placed from its upper left corner; and its height."""
    colour = COLOURS[_kind(state)]
    rows: list[str] = []
    y = HEAD + LINE
    for target, events in exits(explored, state):
        arrow = f"→ {escape(title_of(target))}"
        rows.append(f'<text x="14" y="{y}" font-weight="bold" fill="{COLOURS[_kind(target)]}">{arrow}</text>')
        y += LINE
        for line in _wrapped(_named(events)):
            rows.append(f'<text x="28" y="{y}" fill="#444">{escape(line)}</text>')
            y += LINE
    if not rows:
        rows.append(f'<text x="14" y="{y}" fill="#444">nothing leads away by hand</text>')
        y += LINE
    height = y - LINE + 14
    frame = (
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#fff" stroke="{colour}"/>'
        f'<path d="M0 8a8 8 0 0 1 8-8h{WIDTH - 16}a8 8 0 0 1 8 8v{HEAD - 8}H0z" fill="{colour}"/>'
        f'<text x="14" y="20" fill="#fff" font-weight="bold">{escape(title_of(state))}</text>'
    )
    return [frame, *rows], height


def picture(explored: Explored) -> str:
    """The picture as SVG."""
    columns: list[list[str]] = [[] for _ in range(COLUMNS)]
    heights = [TOP] * COLUMNS
    cards = [(state, *_card(explored, state)) for state in order(explored.reached)]
    share = sum(height + GAP for _, _, height in cards) / COLUMNS
    column = 0
    for _, lines, height in cards:
        if heights[column] - TOP + height / 2 > share and column < COLUMNS - 1:
            column += 1
        x, y = GAP + column * (WIDTH + GAP), heights[column]
        columns[column] += [f'<g transform="translate({x} {y})">', *lines, "</g>"]
        heights[column] += height + GAP
    full = COLUMNS * (WIDTH + GAP) + GAP
    head = [
        "A technician’s conversation: every state, and what leads where",
        "Read off the code by trying every event in every state with core.step (make picture). Read the columns down"
        "wards: that is how an intervention goes.",
        "Not drawn: what stays in the same state (remarks, photos, voice notes, refusals), Back, and what works every"
        "where: the main answers’ buttons out of turn, /review, /resume, /office, corrections of times.",
        "Blue: questions · green: the trade’s own · violet: details of a question · brown: forms that lie on top · "
        "teal: the visit as a whole",
    ]
    texts = [
        f'<text x="{GAP}" y="{34 + 22 * n}" font-size="{20 if n == 0 else 14}"'
        f'{" font-weight=" + chr(34) + "bold" + chr(34) if n == 0 else ""} fill="#1f3a5f">{escape(line)}</text>'
        for n, line in enumerate(head)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{full}" height="{max(heights)}" '
            f'viewBox="0 0 {full} {max(heights)}" font-family="sans-serif" font-size="12.5">',
            f'<rect width="{full}" height="{max(heights)}" fill="#f4f6f8"/>',
            *texts,
            *(line for column_ in columns for line in column_),
            "</svg>\n",
        ]
    )


def main() -> None:
    """Draw the picture and print the coverage."""
    explored = explore()
    PICTURE.write_text(picture(explored), "utf-8")
    print(coverage(explored))
    print(f"drawn: {PICTURE}")


if __name__ == "__main__":
    main()
