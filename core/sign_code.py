"""A one-time code that was sent to a client. Imported by `core.facts` and `storage`."""

from datetime import datetime

from core.base import Noun


class SignCode(Noun, frozen=True, kw_only=True):
    """The newest code for a version: its salted hash (hex), until when it counts (UTC), and how often it was wrong.

    `sent` counts the codes for this version.
    """

    report_id: int
    sha256: str
    salt: str
    sent_at: datetime
    expires_at: datetime
    sent: int = 1
    wrong: int = 0

    @property
    def key(self) -> str:
        """Its name among all."""
        return f"code:{self.report_id}"
