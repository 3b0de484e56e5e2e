"""Commands have acts done, and end where they are refused. Imported by the commands of `app`.

Loads late what acts need: a command that is only listed, or mistyped, answers at once.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from app.console import progress_bar, stop
from app.settings import Settings, SettingsMistake, load_settings


def settings_or_stop() -> Settings:
    """The settings; else the command ends with what to write."""
    try:
        return load_settings()
    except SettingsMistake as mistake:
        stop(mistake)


def have_done(act: str, **args: Any) -> Any:
    """An act's result (JSON), done by the running service or here; else the command ends with what to write."""
    return asyncio.run(_have_done(act, args, lambda done, of, what: None))


def have_done_slowly(act: str, **args: Any) -> Any:
    """The same, with a bar on the way."""
    with progress_bar() as tell:
        return asyncio.run(_have_done(act, args, tell))


async def _have_done(act: str, args: dict[str, Any], tell: Callable[[int, int, str], None]) -> Any:
    from app.acting import NotDone
    from app.administration import answer

    try:
        return await answer(settings_or_stop(), act, tell, **args)
    except (SettingsMistake, NotDone) as refusal:
        stop(refusal)
