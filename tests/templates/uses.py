"""Reads off the source of `core` and `bot` which wordings they name. Used by `test_chat_wording`."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple, get_args

from core import alerts, reading
from core.clients import Access
from core.confirmation import Word
from core.delivery import REASONS as FAILURES
from core.dispatch.manage import CANCEL_REASONS, DECLINE_REASONS
from core.dispatch.new.draft import ACCESS_FIELDS, FROM_THE_CHECK, HALF_DAYS
from core.dispatch.new.draft import STEPS as NEW_STEPS
from core.dispatch.windows import IN_OTHER_WORDS
from core.effects import MailKind, MediaKind
from core.interview.aside import USES
from core.interview.ask import PHASES
from core.interview.describe import REASONS
from core.interview.steps import STEPS
from core.interview.take_times import FIELDS
from core.people import LANGUAGES, Role
from core.report import Seal
from core.reporting.versions import CORRECT_REASONS
from core.visit import Outcome, RecordingKind, Severity
from core.work_order import WorkOrderState
from storage.standstill import Reason

ROOT = Path(__file__).parents[2]
MAKERS = {
    "say": "",
    "button": "",
    "toast": "",
    "refuse": "error.",
    "refusal": "error.",
    "Refusal": "error.",
    "Unreadable": "error.read_",
}
"""The calls that name a wording, and what they put in front of the name."""
NEVER_WORDED = {"typed", "blank"}

PHOTO_PROBLEMS = (
    *("not_a_picture", "too_many_pixels", "too_heavy", "damaged", "unsupported"),
    *("photo_too_big", "photo_gone", "unknown"),
)
"""What may be wrong with a photo: codes of `evidence.pictures.clean_picture`, then what fetching it may meet."""

ASKED_APART = {"client", "site", "access", "attachments", "check"}
"""Steps of a new work order that are asked in words of their own, not by their name alone."""


def each(prefix: str, names: Iterable[str]) -> set[str]:
    """`prefix` before every name; of an enum, its values."""
    return {f"{prefix}{name}" for name in names}


FAMILIES: dict[str, set[str]] = {
    "alert.{}": each("alert.", alerts.CODES),
    "failure.{}": each("failure.", FAILURES),
    "standstill.{}": each("standstill.", get_args(Reason)),
    "access.{}": each("access.", Access.__struct_fields__),
    "ask.{}": each("ask.", (step.id for step in STEPS if step.id != "review")),
    "ask.reason.{}": each("ask.reason.", REASONS),
    "button.phase_{}": each("button.phase_", PHASES),
    "button.use_as_{}": each("button.use_as_", USES),
    "cancel.{}": each("cancel.", CANCEL_REASONS),
    "correct.{}": each("correct.", CORRECT_REASONS),
    "decline.{}": each("decline.", DECLINE_REASONS),
    "error.window_{}": each("error.window_", IN_OTHER_WORDS),
    "error.read_{}": each("error.read_", get_args(reading.Code)),
    "help.{}": each("help.", Role),
    "language.{}": each("language.", LANGUAGES),
    "mail.{}.subject": {f"mail.{kind}.subject" for kind in get_args(MailKind)},
    "mail.{}.text": {f"mail.{kind}.text" for kind in get_args(MailKind)},
    "tell.told_client.{}": each("tell.told_client.", ("appointment", "moved", "cancelled")),
    "new.{}": each("new.", {*NEW_STEPS, *FROM_THE_CHECK} - ASKED_APART) | each("new.access.", ACCESS_FIELDS),
    "new.part.{}": each("new.part.", (*NEW_STEPS, *FROM_THE_CHECK)),
    "office.kind.{}": each("office.kind.", get_args(MediaKind)),
    "outcome.{}": each("outcome.", Outcome),
    "phase.{}": each("phase.", PHASES),
    "recording.{}": each("recording.", get_args(RecordingKind)),
    "recording_problem.{}": each("recording_problem.", ("too_big", "picture", "unknown")),
    "photo_problem.{}": each("photo_problem.", PHOTO_PROBLEMS),
    "post.{}": each("post.", Seal),
    "reason.{}": {f"reason.{code}" for codes in REASONS.values() for code in codes},
    "role.{}": each("role.", Role),
    "severity.{}": each("severity.", Severity),
    "state.{}": each("state.", WorkOrderState),
    "step.{}": each("step.", (*(step.id for step in STEPS), "caption", "recordings")),
    "tell.gave_way.{}": each("tell.gave_way.", FIELDS),
    "tell.noted.{}": each("tell.noted.", FIELDS),
    "when.{}": each("when.", HALF_DAYS),
    "word.{}": each("word.", Word),
    "{}.title": {"decline.title", "cancel.title"},
    "{}.{}": {
        *each("cancel.", CANCEL_REASONS),
        *each("correct.", CORRECT_REASONS),
        *each("decline.", DECLINE_REASONS),
    },
}
"""Wordings whose id is put together, by what is written of it, `{}` for the rest."""


FAR = 6
"""How many names an id is followed through; each has many callers."""


class Use(NamedTuple):
    """A place that words an id. `args` is None where the arguments are handed through."""

    id: str
    args: frozenset[str] | None
    place: str


class Uses:
    """Reads off Python source which wordings it names and with which arguments."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.uses: list[Use] = []
        self.unclear: list[str] = []
        self._following: list[ast.Name] = []
        self._parents: dict[ast.AST, ast.AST] = {}
        self._calls: dict[str, list[ast.Call]] = defaultdict(list)
        self._files = {path: ast.parse(path.read_text("utf-8")) for path in files}
        for tree in self._files.values():
            for node in ast.walk(tree):
                self._parents |= dict.fromkeys(ast.iter_child_nodes(node), node)
                if isinstance(node, ast.Call):
                    self._calls[_called(node)].append(node)
        for path, tree in self._files.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and _called(node) in MAKERS and node.args:
                    self._read(node, f"{path.relative_to(ROOT)}:{node.lineno}")

    def _read(self, call: ast.Call, place: str) -> None:
        maker, first = _called(call), call.args[0]
        if any(f.name in MAKERS for f in self._functions(call)) or isinstance(first, ast.Attribute):
            return  # the makers themselves, and refusals passed on: named where they are made
        ids = self._ids(first, MAKERS[maker])
        if ids is None:
            self.unclear.append(f"{place}: {ast.unparse(first)}")
            return
        details = call.args[1] if maker == "Unreadable" and len(call.args) > 1 else None
        args = self._args(call, details)
        self.uses += [Use(id, args, place) for id in ids - NEVER_WORDED]

    def _ids(self, node: ast.expr, prefix: str = "") -> set[str] | None:
        """The ids that an expression may stand for, or None when it cannot be told."""
        if not isinstance(node, ast.JoinedStr):
            known = self._texts(node)
            return known and {prefix + text for text in known}
        parts = [self._texts(p.value if isinstance(p, ast.FormattedValue) else p) or {"{}"} for p in node.values]
        found: set[str] = set()
        for pattern in ("".join((prefix, *combination)) for combination in product(*parts)):
            if "{}" in pattern and pattern not in FAMILIES:
                return None
            found |= self._in_its_case(node, FAMILIES[pattern], pattern) if "{}" in pattern else {pattern}
        return found

    def _in_its_case(self, node: ast.JoinedStr, family: set[str], pattern: str) -> set[str]:
        """Of a family, what is left under the `case` that the expression stands in."""
        holes = [p.value for p in node.values if isinstance(p, ast.FormattedValue)]
        for case in (above for above in self._above(node) if isinstance(above, ast.match_case)):
            match = self._parents[case]
            if not isinstance(match, ast.Match) or ast.unparse(match.subject) != ast.unparse(holes[-1]):
                continue
            if own := set(constants(case.pattern)):
                return family & each(pattern[:-2], own)
            others = {text for other in match.cases for text in constants(other.pattern)}
            return family - each(pattern[:-2], others)
        return family

    def _texts(self, node: ast.expr) -> set[str] | None:
        """The texts that an expression may be, followed through names to assignments, loops and callers."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.IfExp():
                return _joined([self._texts(node.body), self._texts(node.orelse)])
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int(index))):
                rows = [row for value in self._assigned(name, node) for row in ast.walk(value)]
                return _joined([self._texts(row.elts[index]) for row in rows if isinstance(row, ast.Tuple)])
            case ast.Name(id=name) if node not in self._following and len(self._following) < FAR:
                self._following.append(node)  # Functions that hand a name to each other would go round for ever.
                assigned = [self._texts(value) for value in self._assigned(name, node)]
                found = assigned or [self._texts(v) for v in (*self._looped(name, node), *self._handed(name, node))]
                self._following.pop()
                return _joined(found)
        return None

    def _assigned(self, name: str, near: ast.AST) -> list[ast.expr]:
        """The values given to a name in the functions around."""
        found: list[ast.expr] = []
        for node in (n for function in self._functions(near) for n in ast.walk(function)):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                found += [node.value for target in targets if isinstance(target, ast.Name) and target.id == name]
        return found

    def _looped(self, name: str, near: ast.AST) -> Iterator[ast.expr]:
        """The items of the written-out tuple that a loop takes a name from."""
        loops: list[tuple[ast.expr, ast.expr]] = []
        for above in self._above(near):
            if isinstance(above, ast.For):
                loops.append((above.target, above.iter))
            loops += [(g.target, g.iter) for g in getattr(above, "generators", ())]
        for target, items in loops:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            index = next((i for i, n in enumerate(names) if isinstance(n, ast.Name) and n.id == name), None)
            if index is None:
                continue
            tables = self._assigned(items.id, near) if isinstance(items, ast.Name) else [items]
            for row in (row for table in tables if isinstance(table, ast.Tuple) for row in table.elts):
                yield row.elts[index] if isinstance(target, ast.Tuple) and isinstance(row, ast.Tuple) else row

    def _handed(self, name: str, near: ast.AST) -> Iterator[ast.expr]:
        """What the callers of the function hand over for a parameter, and its default."""
        for function in self._functions(near):
            names = [a.arg for a in function.args.args]
            keywords = [a.arg for a in function.args.kwonlyargs]
            if name not in names + keywords:
                continue
            for call in self._calls[function.name]:
                index = names.index(name) if name in names else len(call.args)
                if index < len(call.args):
                    yield call.args[index]
                yield from (k.value for k in call.keywords if k.arg == name)
            defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
            yield from [defaults[name]] if name in defaults else []
            return

    def _args(self, call: ast.Call, details: ast.expr | None) -> frozenset[str] | None:
        names = {k.arg for k in call.keywords if k.arg is not None}
        for given in [k.value for k in call.keywords if k.arg is None] + ([details] if details else []):
            dicts = self._assigned(given.id, call) if isinstance(given, ast.Name) else [given]
            keys = [key for d in dicts if isinstance(d, ast.Dict) for key in d.keys if key is not None]
            if isinstance(given, ast.Name):
                keys += [s.slice for f in self._functions(call) for s in ast.walk(f)
                         if isinstance(s, ast.Subscript) and ast.unparse(s.value) == given.id]  # fmt: skip
            known = _joined([self._texts(key) for key in keys])
            if known is None:
                return None
            names |= known
        return frozenset(names)

    def _above(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self._parents:
            node = self._parents[node]
            yield node

    def _functions(self, node: ast.AST) -> list[ast.FunctionDef]:
        return [above for above in self._above(node) if isinstance(above, ast.FunctionDef)]


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def constants(node: ast.AST) -> list[str]:
    """Every text written in a piece of source."""
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _joined(sets: list[set[str] | None]) -> set[str] | None:
    if not sets or any(s is None for s in sets):
        return None
    return set().union(*(s for s in sets if s))
