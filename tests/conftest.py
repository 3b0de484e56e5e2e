"""Shared by every test: what happens when a tool of the machine is missing, and no deadlines for generated examples."""

import os
import shutil
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("constat", deadline=None)
settings.load_profile("constat")

TOOLS = {
    "browser": ("chromium", "Chromium"),
    "poppler": ("pdftotext", "poppler-utils"),
    "strace": ("strace", "strace"),
}
"""Marks, the program that marked tests need, and the package that brings it."""

_left_out: dict[str, list[str]] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a tool its tests are left out and said so at the end; on CI that is a failure."""
    for mark, (program, package) in TOOLS.items():
        marked = [item for item in items if item.get_closest_marker(mark)]
        if not marked or shutil.which(program):
            continue
        if os.environ.get("CI") == "true":
            raise pytest.UsageError(f"{package} is missing, so {len(marked)} tests cannot run: install it.")
        _left_out[package] = [item.nodeid for item in marked]
        items[:] = [item for item in items if item not in marked]
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = _left_out


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """What was left out by a process that tests beside others (pytest-xdist) is said by the one that reports."""
    _left_out.update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was left out."""
    for package, names in _left_out.items():
        terminalreporter.section(f"NOT RUN: {package} is missing", yellow=True, bold=True)
        for name in names:
            terminalreporter.line(name)
