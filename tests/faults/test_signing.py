"""The short form: a few rounds in one house; and that a house which posts twice, or believes everybody, is caught."""

import time
from pathlib import Path

from tests.faults.signing import HANDS, drive


async def test_fifty_at_the_same_moment_are_one_post(tmp_path: Path, capsys):
    began = time.monotonic()
    assert await drive(tmp_path, 2, began + 60) == 2
    with capsys.disabled():
        print(f"\n2 rounds of {HANDS} signings: 1 signature, 1 PDF, 1 post each ({time.monotonic() - began:.0f} s)")
