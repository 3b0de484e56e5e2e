"""Refusals as codes with details; `templates` puts them into words (`error.<code>`). Imported by all."""

from decimal import Decimal

from core.effects import Argument


class Refusal(Exception):
    """What a person asked for is not taken. `code` names the wording `error.<code>`, `details` its arguments."""

    def __init__(self, code: str, **details: Argument | Decimal) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
