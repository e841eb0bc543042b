"""A request's body, whatever it is encoded as, as one object of plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError

from heliograph.errors import Refused
from heliograph.lib.bodies import MAX_DEPTH, cleaned, fields_of, is_json, nested, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


_TOO_LARGE = "The body is larger than 1 MiB."


class TooLarge(Refused):
    """A 413."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """`broken` says why it could not be read; `fields` is then what the query string alone gives."""

    fields: Mapping[str, object] = field(default_factory=dict)
    broken: str = ""


def body_of(request: HttpRequest) -> Body:
    """The fields of the body over those of the query string. Text is trimmed, an empty one is null."""
    asked = nested(request.GET)
    try:
        return Body(fields=_snake_cased(cleaned(asked | fields_of(request))))
    except RecursionError:
        return Body(fields=asked, broken=f"The body is nested deeper than {MAX_DEPTH} levels.")
    except RequestDataTooBig as error:
        raise TooLarge(_TOO_LARGE) from error
    except (ValueError, SuspiciousOperation, MultiPartParserError, OSError) as error:
        return Body(fields=asked, broken=f"The body cannot be read: {error}.")


def list_in(request: HttpRequest) -> list[object] | None:
    """The members of a body that is a JSON list; None for any other, which `body_of` reads or refuses."""
    try:
        if not (is_json(request) and request.body.lstrip().startswith(b"[")):
            return None
        members = parsed(request.body)
        # Each is cleaned as if it were a body of its own.
        return [cleaned({"": one})[""] for one in members] if isinstance(members, list) else None
    except (RequestDataTooBig, RecursionError, ValueError):
        return None


def whole_body(request: HttpRequest) -> bytes:
    """Raises TooLarge."""
    try:
        return request.body
    except RequestDataTooBig as error:
        raise TooLarge(_TOO_LARGE) from error


def _snake_cased(fields: dict[str, object]) -> dict[str, object]:
    """`occurredAt` is taken for `occurred_at`, unless that is there too."""
    return {_HUMP.sub(lambda hump: f"_{hump[0].lower()}", key): fields[key] for key in fields} | fields


_HUMP = re.compile(r"(?<=[a-z])[A-Z]")
