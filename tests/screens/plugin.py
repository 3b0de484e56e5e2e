"""Gathers every kind of message that `core` says while its tests run: `pytest -p tests.screens.plugin tests/core`."""

from datetime import datetime
from typing import Any

import pytest

import core.step
from core.decision import Decision
from core.effects import Message
from templates.wording import wording
from tests.screens.kinds import alone, fullness, ids_of, message_of, name_of, store

NEVER_MESSAGES = ("command.", "unit.", "page.", "pdf.", "mail.", "recording.", "answer.")
"""Menus, pages and papers, and what the wording says by itself inside a value."""

_kinds: dict[str, Message] = {}
_said: set[str] = set()
_step = core.step.step


def _gathering(facts: Any, event: Any, now: datetime) -> Decision:
    decision = _step(facts, event, now)
    for effect in decision.effects:
        message = message_of(effect)
        if message is not None:
            _said.update(ids_of(message))
            name = name_of(message)
            known = _kinds.get(name)
            if known is None or fullness(message) > fullness(known):
                _kinds[name] = message
    return decision


core.step.step = _gathering
"""Before any test imports it."""


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep what was gathered."""
    never = sorted(id for id in wording("fr").ids - _said if not id.startswith(NEVER_MESSAGES))
    store(_kinds | {f"~ {id}": alone(id) for id in never})
    print(f"\n{len(_kinds)} kinds of messages; shown by themselves, as none said them: {', '.join(never) or 'none'}")
