"""aiogram's objects to the JSON of the wire. Imports aiogram only."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


def wire(value: Any) -> Any:
    """JSON-ready form of a Bot API result: absent fields are left out, dates are unix seconds."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, list):
        return [wire(item) for item in value]
    return value
