"""Gathers every kind of message that `core` says while its tests run: `pytest -p tests.screens.plugin tests/core`."""

from datetime import datetime
from typing import Any

import pytest

import core.step
from core.decision import Decision
from core.effects import Message
from tests.screens.kinds import fullness, message_of, name_of, store

_kinds: dict[str, Message] = {}
_step = core.step.step


def _gathering(facts: Any, event: Any, now: datetime) -> Decision:
    decision = _step(facts, event, now)
    for effect in decision.effects:
        message = message_of(effect)
        if message is not None:
            name = name_of(message)
            known = _kinds.get(name)
            if known is None or fullness(message) > fullness(known):
                _kinds[name] = message
    return decision


core.step.step = _gathering
"""Before any test imports it."""


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep what was gathered."""
    store(_kinds)
    print(f"\n{len(_kinds)} kinds of messages")
