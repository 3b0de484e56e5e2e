"""Whoever tries too often has to wait, and is told how long. Imported by the doors of `web`."""

import math
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from web.guesses import Guesses
from web.pages import Pages


def slowed(
    guesses: Guesses | None, now: datetime, pages: Pages, request: Request, topic: str = "slow"
) -> Response | None:
    """The answer to an address (IP) that has to wait, worded `page.<topic>`; None where it need not."""
    wait = guesses.wait(address_of(request), now) if guesses is not None else None
    if wait is None:
        return None
    answer = pages.notice(request, topic, status=429)
    answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return answer


def note(guesses: Guesses | None, now: datetime, request: Request) -> None:
    """Count a try of this address."""
    if guesses is not None:
        guesses.wrong(address_of(request), now)


def address_of(request: Request) -> str:
    """The address (IP) that a request came from."""
    return request.client.host if request.client else ""
