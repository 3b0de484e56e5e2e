"""One HTTP request to the Bot API: read in any of its forms and validated against aiogram's method classes.

Stricter than Telegram on purpose: an unknown parameter is refused instead of ignored, at any depth.
"""

from __future__ import annotations

import json
import re
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiogram.methods
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_request import FileField
from pydantic import BaseModel, ValidationError

from demo.errors import ApiError, bad_request

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    name.lower(): getattr(aiogram.methods, name)
    for name in aiogram.methods.__all__
    if name not in ("TelegramMethod", "Request", "Response")
}
_INTEGER = re.compile(r"-?\d{1,18}")
_EMPTY = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
}


@dataclass
class Call:
    """What came in: parameters as received, uploads by form name, and for the journal what they were."""

    params: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, BufferedInputFile] = field(default_factory=dict)


async def read_call(request: web.Request) -> Call:
    """Query string, JSON, form and multipart together, as the Bot API takes them.

    Raises 400 for what cannot be read and 413 for what is above the server's largest request.
    """
    call = Call(dict(request.query))
    if request.method == "POST":
        try:
            await _read_body(request, call)
        except web.HTTPRequestEntityTooLarge as problem:
            raise ApiError(413, "Request Entity Too Large") from problem
        except (ValueError, LookupError, HttpProcessingError) as problem:
            raise bad_request(f"can't parse request: the body is no valid {request.content_type}") from problem
    return call


async def _read_body(request: web.Request, call: Call) -> None:
    if request.content_type == "application/json":
        body = await request.json()
        if not isinstance(body, dict):
            raise bad_request("can't parse request: a JSON object is expected")
        call.params.update(body)
        return
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            data = value.file.read()
            call.uploads[name] = BufferedInputFile(data, filename=value.filename)
        elif isinstance(value, str):
            call.params[name] = value


def validated(method: type[TelegramMethod[Any]], call: Call) -> TelegramMethod[Any]:
    """The call as aiogram's method object; raises 400 for what does not fit or is not known."""
    values: dict[str, Any] = {}
    for name, value in call.params.items():
        field_info = method.model_fields.get(name)
        annotation = field_info.annotation if field_info else None
        values[name] = _decoded(name, value, annotation) if isinstance(value, str) and field_info else value
    for name, upload in call.uploads.items():
        if name in method.model_fields:
            values[name] = upload
    try:
        parsed = method.model_validate(values)
    except ValidationError as problem:
        raise _refusal(problem) from problem
    unknown = next(_unknown(parsed, ""), None)
    if unknown:
        raise bad_request(f"unknown parameter {unknown!r} of {method.__api_method__}")
    return parsed


def _decoded(name: str, value: str, annotation: Any) -> Any:
    """Forms carry only strings: objects and numbers come JSON-serialized."""
    members = set(_members(annotation))
    if str in members:
        return int(value) if int in members and _INTEGER.fullmatch(value) else value
    try:
        return json.loads(value)
    except ValueError as problem:
        if bool in members or InputFile in members:
            return value
        raise bad_request(f"can't parse {name}: JSON expected") from problem


def _members(annotation: Any) -> Iterator[Any]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        for member in typing.get_args(annotation):
            yield from _members(member)
    else:
        yield annotation


def _unknown(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}{name}"
        for name in value.model_fields_set & set(type(value).model_fields):
            yield from _unknown(getattr(value, name), f"{path}{name}.")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _unknown(item, path)


def _refusal(problem: ValidationError) -> ApiError:
    first = problem.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return bad_request(_EMPTY.get(name, f"{name} is empty"))
    where = ".".join(str(part) for part in first["loc"] if not str(part)[:1].isupper())
    return bad_request(f"can't parse {where}: {first['msg']}")
