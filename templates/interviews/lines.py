"""Finds the line of a mistake in an interview file, as the TOML parser keeps no places.

Imports the standard library; imported by `templates.interviews`.
"""

import re

Place = tuple[str | int, ...]
"""Where something stands in the parsed file: `("questions", 3, "options", 1, "label")`."""

_STRING_OR_COMMENT = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*)""")
_QUESTION = re.compile(r"^[ \t]*\[\[[ \t]*questions[ \t]*\]\]", re.MULTILINE)


def line_of(text: str, path: Place) -> int:
    """The line, from 1, on which `path` is written, or the nearest thing around it that can be found."""
    # Words inside strings and comments must not be taken for keys; blanks keep every place as it is.
    code = _STRING_OR_COMMENT.sub(lambda match: " " * len(match[0]), text)
    headers = [match.start() for match in _QUESTION.finditer(code)] + [len(code)]
    at, end, rest = 0, headers[0], path
    if path[:1] == ("questions",) and len(path) > 1:
        # Questions written in another way than under headers are all looked through.
        index = int(path[1])
        at, end = headers[index : index + 2] if index + 1 < len(headers) else (0, len(code))
        rest = path[2:] or ("id",)
    for depth, step in enumerate(rest):
        if isinstance(step, str):
            at = _key(code, step, at, end, outermost=depth == 0)
        elif rest[depth - 1] == "options":
            at = _option(code, step, at, end)
    return code.count("\n", 0, at) + 1


def _key(code: str, key: str, at: int, end: int, *, outermost: bool) -> int:
    """Where `key` is first set between `at` and `end`; `at` when it is not."""
    # A question's own keys begin a line; what is inside them (a language, a label) may stand anywhere.
    name = re.escape(key)
    pattern = rf"^[ \t]*(?:\[+[\w.]*\.)?({name})[ \t]*[=.\]]" if outermost else rf"\b({name})[ \t]*[=.]"
    found = re.compile(pattern, re.MULTILINE).search(code, at, end)
    return found.start(1) if found else at


def _option(code: str, index: int, at: int, end: int) -> int:
    """Where the option of that index begins, each having an id; `at` when there are not so many."""
    ids = [match.start() for match in re.compile(r"\bid[ \t]*=").finditer(code, at, end)]
    return ids[index] if index < len(ids) else at
