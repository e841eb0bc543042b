"""What must be equal, as rules from a recorded answer and ours to the differences."""

import re
from collections.abc import Iterator
from typing import Any

from tests.contract.exchange import Answer, Exchange
from tests.contract.liberties import (
    ANSWERED_OTHERWISE,
    RIGHT_INSTEAD_OF_500,
    is_taken,
    without_hidden_components,
)

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MISSING = "(missing)"
_LIMITS = ("x-ratelimit-limit", "retry-after", "x-ratelimit-reset")


def differences(exchange: Exchange, ours: Answer, *, skipped: int) -> Iterator[str]:
    """`skipped` counts the exchanges so far that we do not have: each took a turn of somebody's."""
    recorded = exchange.recorded
    status = _right_status(exchange)
    if ours.status != status:
        yield f"status {status} is {ours.status}: {str(ours.body)[:300]}"
    if ours.status != recorded.status:
        return
    yield from _in_bodies(exchange, ours)
    yield from _in_headers(recorded, ours)
    yield from _in_turns_left(recorded, ours, skipped=skipped)


def _right_status(exchange: Exchange) -> int:
    if exchange.number in ANSWERED_OTHERWISE:
        return ANSWERED_OTHERWISE[exchange.number][0]
    if exchange.recorded.status == 500:
        return next(right for part, right in RIGHT_INSTEAD_OF_500.items() if part in exchange.path)
    return exchange.recorded.status


def _in_bodies(exchange: Exchange, ours: Answer) -> Iterator[str]:
    recorded = exchange.recorded.body
    match exchange.recorded.status:
        case 200 | 201 if recorded is not None:  # there is none of a HEAD
            for path, theirs, own in differing(*_comparable(recorded, ours.body, exchange), path=""):
                if not is_taken(exchange, path, theirs, own):
                    yield f"{path}: {theirs!r} is {own!r}"
        case 422 if set(recorded["errors"]) != set(ours.body["errors"]):
            yield f"errors {sorted(recorded['errors'])} are {sorted(ours.body['errors'])}"
        case status if status >= 400 and not ours.body.get("message"):
            yield "there is no message"


def _comparable(recorded: Any, ours: Any, exchange: Exchange) -> tuple[Any, Any]:
    """Without links, and in one order where none was asked for, and of equals where one was."""
    recorded = without_hidden_components(recorded, exchange)
    ordered = [_ordered(body, exchange) for body in (recorded, ours)]
    if _is_part_of_an_unordered_list(exchange):
        _keep_what_both_have(*ordered)
    return ordered[0], ordered[1]


def _ordered(body: Any, exchange: Exchange) -> Any:
    body = {key: value for key, value in body.items() if key != "links"}
    if isinstance(rows := body.get("data"), list):
        body["data"] = _ties_by_id(rows, exchange) if exchange.is_sorted else sorted(rows, key=_by_id)
    if "included" in body:
        body["included"] = sorted(body["included"], key=_by_id)
    return body


def _is_part_of_an_unordered_list(exchange: Exchange) -> bool:
    """Which rows a page holds depends on the order, and theirs is an accident."""
    return not exchange.is_sorted and "per_page=" in exchange.path


def _keep_what_both_have(recorded: Any, ours: Any) -> None:
    if len(recorded.get("data", ())) != len(ours.get("data", ())):
        return  # the pages are of different length, which will be found
    for key in ("data", "included"):
        ids = [{_by_id(row) for row in body.get(key, ())} for body in (recorded, ours)]
        for body in (recorded, ours):
            body[key] = [row for row in body.get(key, ()) if _by_id(row) in ids[0] & ids[1]]


def _by_id(row: dict[str, Any]) -> tuple[str, int]:
    return row["type"], int(row["id"])


def _ties_by_id(rows: list[dict[str, Any]], exchange: Exchange) -> list[dict[str, Any]]:
    found = re.search(r"sort=([^&]+)", exchange.path)
    columns = [column.lstrip("-") for column in found[1].split(",")] if found else []
    runs: list[list[dict[str, Any]]] = []
    for row in rows:
        if runs and _sorted_by(runs[-1][0], columns) == _sorted_by(row, columns):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [row for run in runs for row in sorted(run, key=_by_id)]


def _sorted_by(row: dict[str, Any], columns: list[str]) -> list[object]:
    attributes = row["attributes"]
    return [attributes.get(column, attributes.get(column.removesuffix("_at"))) for column in columns]


def differing(recorded: Any, ours: Any, *, path: str) -> Iterator[tuple[str, Any, Any]]:
    match recorded, ours:
        case dict(), dict():
            for key, value in recorded.items():
                yield from differing(value, ours.get(key, _MISSING), path=f"{path}.{key}")
        case list(), list() if len(recorded) == len(ours):
            for index, pair in enumerate(zip(recorded, ours, strict=True)):
                yield from differing(*pair, path=f"{path}[{index}]")
        case _:
            if not (_is_equal(recorded, ours) or (path.endswith(".guid") and _is_new(recorded, ours))):
                yield path, recorded, ours


def _is_new(recorded: str, ours: Any) -> bool:
    """A new guid is chance; those that came along begin with zeros."""
    return not recorded.startswith("00000000") and _GUID.fullmatch(str(ours)) is not None


def _is_equal(recorded: Any, ours: Any) -> bool:
    """`1` and `1.0` are the same number on the wire; `1` and `true` are not the same thing."""
    return recorded == ours and isinstance(recorded, bool) == isinstance(ours, bool)


def _in_headers(recorded: Answer, ours: Answer) -> Iterator[str]:
    for name in ("allow", *_LIMITS):
        if recorded.headers.get(name) != ours.headers.get(name):
            yield f"{name} {recorded.headers.get(name)} is {ours.headers.get(name)}"
    kinds = [_kind_of(one.headers.get("content-type", "")) for one in (recorded, ours)]
    if recorded.body is not None and kinds[0] != kinds[1]:
        yield f"content-type {kinds[0]} is {kinds[1]}"


def _kind_of(content_type: str) -> str:
    return content_type.partition(";")[0]


def _in_turns_left(recorded: Answer, ours: Answer, *, skipped: int) -> Iterator[str]:
    name = "x-ratelimit-remaining"
    theirs, left = recorded.headers.get(name), ours.headers.get(name)
    if theirs is None or left is None:
        if theirs != left:
            yield f"{name} {theirs} is {left}"
    elif not 0 <= int(left) - int(theirs) <= skipped:
        yield f"{name} {theirs} is {left}"
