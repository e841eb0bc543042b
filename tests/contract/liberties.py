"""Where our answer may differ from the recorded one, and why. What is not here must be equal."""

from collections.abc import Mapping
from typing import Any

from tests.contract.exchange import Exchange

_HIDDEN = "Here a thing can be hidden (`visible` 2); sent, it would shift the ids of all that come later."

NOT_SENT: Mapping[int, str] = {780: _HIDDEN, 786: _HIDDEN, 951: _HIDDEN}

ANSWERED_OTHERWISE: Mapping[int, tuple[int, str]] = {
    932: (422, "A Blade template is refused; the real server fails."),
    816: (422, "A moment after the year 9999 is refused; the real server takes it for one in the year 843."),
}
"""By the number of the exchange, the status that is right, and why."""

RIGHT_INSTEAD_OF_500: Mapping[str, int] = {"include=user": 200}
"""By a part of the path: a schedule has no user to include; the real server fails on the request."""

OTHER_VALUES: Mapping[int, tuple[tuple[str, ...], str]] = {
    750: (
        (".data.attributes.slug", ".data.attributes.updated"),
        "An update without a slug leaves it alone, and changes nothing here; the real server empties it.",
    ),
}
"""By the number of the exchange, where the values that differ stand, and why."""


_OF_A_HIDDEN_GROUP = ("components", "3")


def without_hidden_components(body: Any, exchange: Exchange) -> Any:
    """The real server shows anonymous clients the components of hidden groups in what a schedule includes."""
    if not exchange.path.startswith("/api/schedules") or "Authorization" in exchange.headers:
        return body
    match body:
        case dict():
            return {key: without_hidden_components(value, exchange) for key, value in body.items()}
        case list():
            return [without_hidden_components(one, exchange) for one in body if not _is_hidden(one)]
        case _:
            return body


def _is_hidden(one: Any) -> bool:
    return isinstance(one, dict) and (one.get("type"), one.get("id")) == _OF_A_HIDDEN_GROUP


def is_taken(exchange: Exchange, path: str, recorded: Any, ours: Any) -> bool:
    """Whether one of the liberties allows this value in the place of the recorded one."""
    places, _ = OTHER_VALUES.get(exchange.number, ((), ""))
    return (
        path.startswith(places)
        or _is_shown_at_once(exchange, recorded)
        or _is_a_number(path, recorded, ours)
        or _is_not_hidden_by_maintenance(exchange, path)
    )


def _is_shown_at_once(exchange: Exchange, recorded: Any) -> bool:
    """Just after creating, the real server shows null for columns that it has not read back."""
    return exchange.recorded.status == 201 and recorded is None


def _is_a_number(path: str, recorded: Any, ours: Any) -> bool:
    """`notifications` is a number always; the real server says a boolean just after creating."""
    return path.endswith(".notifications") and type(ours) is int and ours == recorded


def _is_not_hidden_by_maintenance(exchange: Exchange, path: str) -> bool:
    """The real server lets maintenance of one component hide the outage of another."""
    body = exchange.recorded.body
    return (
        exchange.path.startswith("/api/status")
        and path in {".data.status", ".data.message"}
        and body["data"]["status"] == "under_maintenance"
    )
