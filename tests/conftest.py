"""Shared by every test: what happens when Chromium is missing, and no deadlines for generated examples."""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("constat", deadline=None)
settings.load_profile("constat")

_left_out: list[str] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without Chromium the browser's tests are left out and said so at the end; on CI that is a failure."""
    browser = [item for item in items if item.get_closest_marker("browser")]
    if not browser or shutil.which("chromium"):
        return
    if os.environ.get("CI") == "true":
        raise pytest.UsageError(f"Chromium is missing, so {len(browser)} browser tests cannot run: install it.")
    _left_out.extend(item.nodeid for item in browser)
    items[:] = [item for item in items if item not in browser]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was left out."""
    if _left_out:
        terminalreporter.section("NOT RUN: Chromium is missing", yellow=True, bold=True)
        for name in _left_out:
            terminalreporter.line(name)
