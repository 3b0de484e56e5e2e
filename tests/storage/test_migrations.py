"""The tables come and go, and are what the code believes."""

from pathlib import Path

from storage.migrate import check, downgrade, upgrade


async def test_up_down_up_and_the_code_agrees(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/constat.db"
    await upgrade(url)
    await check(url)
    await downgrade(url, "base")
    await upgrade(url)
    await check(url)
