"""`make soak`: every suite in its full form, one after the other, each in a process of its own, within its time.

`python -m tests.faults NAME [SECONDS]` runs one. Each prints the counts that it really reached; the exit code says
whether everything held.
"""

import importlib
import logging
import subprocess
import sys
import time

import structlog

BUDGETS = {
    "kills": 1100,
    "sending": 520,
    "tripled": 690,
    "flush": 45,
    "files": 125,
    "fuzz": 125,
    "machine": 165,
    "back": 115,
    "signing": 150,
    "bench": 115,
}
"""Seconds for each; 53 minutes in all."""


def one(name: str, seconds: float) -> int:
    """Run a suite here; 0 when everything held."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    suite = importlib.import_module(f"tests.faults.{name}")
    try:
        print(suite.soak(seconds), flush=True)
    except AssertionError as fault:
        print(f"FAULT: {fault}", flush=True)
        return 1
    return 0


def everything() -> int:
    """Run all suites; 0 when everything held in each."""
    worst = 0
    for name, seconds in BUDGETS.items():
        print(f"== {name} (at most {seconds} s)", flush=True)
        began = time.monotonic()
        code = subprocess.run([sys.executable, "-m", "tests.faults", name, str(seconds)], check=False).returncode
        print(f"   {'held' if code == 0 else 'FAILED'} after {time.monotonic() - began:.0f} s", flush=True)
        worst = worst or code
    return worst


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(one(given[0], float(given[1]) if given[1:] else BUDGETS[given[0]]) if given else everything())
