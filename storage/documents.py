"""Nouns as JSON documents. Imports msgspec; used by the rest of `storage`."""

import functools
from collections.abc import Hashable
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


@functools.cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast(Any, kind))


def pack(noun: Any) -> str:
    """The noun as JSON text. Decimals become text and times end in `Z`, as msgspec writes them."""
    return _encoder.encode(noun).decode()


def unpack(kind: type[T], text: str) -> T:
    """The noun back from its JSON text. Raises `msgspec.DecodeError` when the text is not such a noun."""
    noun: T = _decoder(cast(Hashable, kind)).decode(text)
    return noun


def unpack_any(kind: Hashable, text: str) -> Any:
    """Like `unpack`, for a union of nouns."""
    return _decoder(kind).decode(text)
