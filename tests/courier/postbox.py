"""A mail server on loopback, for tests: takes letters, refuses recipients, is busy, asks for a login."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

PATIENCE = 20
"""Seconds."""


@dataclass
class Postbox:
    """`says` answers a recipient otherwise than 250, `after` the letter itself. `letters` are those that came whole."""

    says: str = ""
    after: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    questions: int = 0
    """How many recipients were named."""
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def came(self, number: int) -> None:
        """Wait until so many letters came."""
        await self._until(lambda: len(self.letters) >= number)

    async def asked(self, number: int) -> None:
        """Wait until so many recipients were named."""
        await self._until(lambda: self.questions >= number)

    async def _until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self.news:
            await self.news.wait_for(true)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        async with self.news:
            self.questions += 1
            self.news.notify_all()
        if self.says:
            return self.says
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.after:
            return self.after
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        assert envelope.rcpt_tos == [letter["To"]]
        async with self.news:
            self.letters.append(letter)
            self.news.notify_all()
        return "250 taken"

    def different(self) -> set[str]:
        """The letters as a reader's program counts them: by their Message-ID."""
        return {letter["Message-ID"] for letter in self.letters}


@contextlib.asynccontextmanager
async def postbox(login: tuple[str, str] | None = None) -> AsyncIterator[Postbox]:
    """One on a free port, until the block ends."""
    box = Postbox()

    def known(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        return AuthResult(success=login == (given.login.decode(), given.password.decode()), handled=False)

    asks = {"auth_require_tls": False, "auth_required": True, "authenticator": known} if login else {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, hostname="mail.example", **asks), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
