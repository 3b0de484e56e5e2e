"""Who is at the door: from a cookie to a link to a report. Imported by the client's pages."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from core.facts import Link, ReportFile
from core.letters import masked
from core.report import Report
from core.reporting.one_time import is_demanded
from web import reading
from web.deps import WebDeps
from web.session import Session, Sessions


@dataclass(frozen=True)
class Visitor:
    """Someone who came in by a link, and what they may see."""

    session: Session
    link: Link
    file: ReportFile
    signing: bool
    """Whether the house has its reports signed."""
    address: str | None = None
    """The client's masked address, None where they cannot be written to."""
    code_goes_to: str | None = None
    """The masked address to which the one-time code goes that their word needs; None where it needs none."""

    @property
    def device(self) -> Literal["client", "technician"]:
        """Whose phone it is, as the evidence names it."""
        return "technician" if self.link.device == "technician" else "client"

    @property
    def asked(self) -> bool:
        """Whether their word can be given: it is awaited, and the house has its reports signed."""
        return self.signing and self.file.awaits_word

    def wrote(self, fields: Mapping[str, object]) -> bool:
        """Whether a form came from this visitor's own page: by the token that it carries."""
        return hmac.compare_digest(str(fields.get("form_token", "")).encode(), self.session.form_token.encode())


def sealed_with_word(file: ReportFile) -> bool:
    """Whether the sealed PDF holds the client's word: one that was sealed while waiting for it does not."""
    word = file.confirmation
    return word is not None and file.sealed_at is not None and file.sealed_at >= word.signed_at


LONGEST_USER_AGENT = 300


def circumstances(request: Request) -> dict[str, str | None]:
    """What the evidence keeps of a request: `ip`, `user_agent`."""
    agent = request.headers.get("user-agent", "")[:LONGEST_USER_AGENT]
    return {"ip": request.client.host if request.client else None, "user_agent": agent or None}


class Doorman:
    """Looks everything up again at each request, so that a revoked or expired link closes at once."""

    def __init__(self, deps: WebDeps, sessions: Sessions) -> None:
        self._deps = deps
        self._sessions = sessions

    async def admit(self, request: Request) -> Visitor | None:
        """The visitor of `/r/{code}…`, or None.

        A version that was replaced revokes its links; whoever is already in is still told so, instead of nothing.
        """
        code = request.path_params["code"]
        now = self._deps.clock()
        session = self._sessions.read(request, code=code, now=now)
        if session is None:
            return None
        link = await reading.link(self._deps.db, session.token_sha256)
        if link is None or link.expires_at <= now:
            return None
        file = await reading.report_file(self._deps.db, link.report_id)
        if file is None or file.report.code != code or (link.revoked_at is not None and not file.replaced):
            return None
        house = self._deps.house
        client = await reading.client_of_order(self._deps.db, file.work_order_id) if house.mail else None
        if client is None or client.email is None:
            return Visitor(session, link, file, house.signing)
        address = masked(client.email)
        code_goes_to = address if is_demanded(house, client, link.device) else None
        return Visitor(session, link, file, house.signing, address, code_goes_to)

    async def knock(self, token_sha256: str) -> tuple[Report, Link] | None:
        """The report that a token opens now, and the link, or None for whatever reason, found out alike.

        The link to a version that was replaced leads to nothing but the word that it was.
        """
        found = await reading.link_at_the_door(self._deps.db, token_sha256)
        link, replaced = found or (None, False)
        if link is None or link.expires_at <= self._deps.clock() or (link.revoked_at is not None and not replaced):
            return None
        file = await reading.report_file(self._deps.db, link.report_id)
        return (file.report, link) if file is not None else None

    async def newest(self, file: ReportFile) -> ReportFile:
        """The version in force of the same report."""
        return await reading.newest_version(self._deps.db, file.report.visit_id) or file

    async def way_to(self, file: ReportFile, visitor: Visitor) -> Link | None:
        """The live link to a version that was made for the same phone as the visitor's, if any."""
        now = self._deps.clock()
        for link in await reading.links_of(self._deps.db, file.report.id):
            if link.device == visitor.link.device and link.revoked_at is None and link.expires_at > now:
                return link
        return None
