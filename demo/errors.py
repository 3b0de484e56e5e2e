"""What the Bot API answers when it refuses (https://core.telegram.org/bots/api#making-requests).

Imported by every room of ``demo``; imports nothing.
"""

from __future__ import annotations


class ApiError(Exception):
    """A refusal in wire form: ``{ok: false, error_code, description, parameters}``."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters: dict[str, int] = {}
        if retry_after is not None:
            self.parameters["retry_after"] = retry_after
        if migrate_to_chat_id is not None:
            self.parameters["migrate_to_chat_id"] = migrate_to_chat_id

    def wire(self) -> dict[str, object]:
        """The JSON body of the answer."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class ActError(Exception):
    """A person cannot do that here and now; the text says why and is shown to whoever drives the person."""


def bad_request(what: str) -> ApiError:
    """400, the usual refusal."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """403: the bot may not speak to this chat."""
    return ApiError(403, f"Forbidden: {what}")


def conflict(what: str) -> ApiError:
    """409: two consumers of the same updates."""
    return ApiError(409, f"Conflict: {what}")


def too_many_requests(retry_after: int) -> ApiError:
    """429; ``retry_after`` is in seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def not_found() -> ApiError:
    """404: no such method."""
    return ApiError(404, "Not Found")
