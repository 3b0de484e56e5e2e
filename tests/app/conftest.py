"""A folder with everything set as it should be, and a demo server in the messenger's place."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.server import RunningServer
from demo.server import start as start_demo
from tests.app.prompt import Prompt

COMPANY = 'name = "Froid Modèle SARL"\ntime_zone = "Europe/Paris"\n'


@pytest.fixture
async def server() -> AsyncIterator[RunningServer]:
    """A demo server in the messenger's place."""
    server = await start_demo(allow_local_urls=True)
    yield server
    await server.stop()


@pytest.fixture
def prompt(tmp_path: Path, server: RunningServer) -> Prompt:
    """Everything set as it should be."""
    (tmp_path / "constat.toml").write_text(COMPANY, "utf-8")
    settings = {
        "bot_token": server.token,
        "telegram_api_url": server.api_url,
        "public_url": "https://constat.example",
        "http_port": "0",
    }
    return Prompt(tmp_path, settings)
