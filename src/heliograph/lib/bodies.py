"""Bodies of requests, whatever they are encoded as, as objects of plain values."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

if TYPE_CHECKING:
    from django.http import HttpRequest

MAX_DEPTH = 32
"""Objects and lists within each other."""


def fields_of(request: HttpRequest) -> dict[str, object]:
    """The body's fields. A body that is JSON and no object has none, nor has one of another kind.

    Raises ValueError, SuspiciousOperation, MultiPartParserError, OSError or RecursionError for one that
    cannot be read, RequestDataTooBig for one that is too large.
    """
    kind = (request.content_type or "").lower()
    if is_json(request):
        value = parsed(request.body) if request.body.strip() else {}
        return value if isinstance(value, dict) else {}
    if kind == "application/x-www-form-urlencoded":
        return nested(QueryDict(request.body, encoding="utf-8"))
    if kind == "multipart/form-data":
        fields, _ = request.parse_file_upload(request.META, request)
        return nested(fields)
    return {}


def is_json(request: HttpRequest) -> bool:
    kind = (request.content_type or "").lower()
    return "/json" in kind or "+json" in kind


def parsed(body: bytes) -> object:
    value: object = json.loads(body, parse_constant=_refuse_constant)
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


def nested(form: QueryDict) -> dict[str, object]:
    """`components[0][id]=3` is `{"components": [{"id": "3"}]}`, as form bodies have it."""
    root: dict[str, Any] = {}
    for key, values in form.lists():
        match = _KEY.fullmatch(key)
        steps = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])] if match else [key]
        for value in values[-1:] if steps[-1] else values:
            _put(root, steps, value)
    return {key: _lists(value) for key, value in root.items()}


def _put(node: dict[str, Any], steps: list[str], value: object) -> None:
    for step in steps[:-1]:
        deeper = node.get(step)
        if not isinstance(deeper, dict):
            deeper = node[step] = {}
        node = deeper
    node[steps[-1] or str(len(node))] = value


def _lists(value: object) -> object:
    """Objects whose keys count from 0 are lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(one) for key, one in value.items()}
    counted = list(inner) == [str(index) for index in range(len(inner))]
    return list(inner.values()) if inner and counted else inner


def cleaned(fields: dict[str, object]) -> dict[str, object]:
    """Text is trimmed, an empty one is null. Raises RecursionError below MAX_DEPTH."""
    return {key: _cleaned(one, 1) for key, one in fields.items()}


def _cleaned(value: object, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise RecursionError
    match value:
        case str():
            return value.strip() or None
        case dict():
            return {key: _cleaned(one, depth + 1) for key, one in value.items()}
        case list():
            return [_cleaned(one, depth + 1) for one in value]
        case _:
            return value
