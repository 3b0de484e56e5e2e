"""A mail server on loopback that keeps what it is given; it may refuse, be busy or ask for a login.

Every demo server has one; tests of mail alone start theirs with `postbox`. Imports aiosmtpd only.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from demo.changes import Changes

PATIENCE = 20.0
"""Seconds to wait for what must come."""


@dataclass(frozen=True)
class Received:
    """A letter that came whole. `to` is where it was sent, whatever stands in it (RFC 5321, section 3.3)."""

    to: tuple[str, ...]
    message: EmailMessage


@dataclass
class Postbox:
    """`says` answers a recipient otherwise than 250, `after` the letter itself. `changes` hears of every news."""

    changes: Changes = field(default_factory=Changes)
    says: str = ""
    after: str = ""
    received: list[Received] = field(default_factory=list)
    port: int = 0
    questions: int = 0
    """How many recipients were named."""
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where letters are to be given to it."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def letters(self) -> list[EmailMessage]:
        """What came whole."""
        return [each.message for each in self.received]

    def different(self) -> set[str]:
        """The letters as a reader's program counts them: by their Message-ID."""
        return {letter["Message-ID"] for letter in self.letters}

    async def came(self, number: int) -> None:
        """Wait until so many letters came. Raises TimeoutError."""
        await self._until(lambda: len(self.received) >= number)

    async def asked(self, number: int) -> None:
        """Wait until so many recipients were named. Raises TimeoutError."""
        await self._until(lambda: self.questions >= number)

    async def _until(self, true: Callable[[], bool]) -> None:
        if not await self.changes.until(true, PATIENCE):
            raise TimeoutError

    async def open(self, login: tuple[str, str] | None = None) -> None:
        """Listen on a free port; `login` is a name and a password that whoever writes has to give."""

        def known(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
            right = isinstance(given, LoginPassword) and login == (given.login.decode(), given.password.decode())
            return AuthResult(success=right, handled=False)

        asks: dict[str, Any] = (
            {"auth_require_tls": False, "auth_required": True, "authenticator": known} if login else {}
        )
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, hostname="mail.example", **asks), "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    # -- what aiosmtpd calls -----------------------------------------------------------------------------------------

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """A recipient is named."""
        self.questions += 1
        self.changes.mark()
        if self.says:
            return self.says
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """The letter itself."""
        if self.after:
            return self.after
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        self.received.append(Received(tuple(envelope.rcpt_tos), message))
        self.changes.mark()
        return "250 taken"


@contextlib.asynccontextmanager
async def postbox(login: tuple[str, str] | None = None) -> AsyncIterator[Postbox]:
    """One by itself, until the block ends."""
    box = Postbox()
    await box.open(login)
    try:
        yield box
    finally:
        box.close()
