"""What a request says: query string and body as one bag, the body before the query, on every method."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError

from heliograph.lib.bodies import MAX_DEPTH, cleaned, fields_of, nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class Said:
    """`broken` says why it could not be read. Nulls and empty texts are left out: they say nothing."""

    fields: Mapping[str, object] = field(default_factory=dict)
    broken: str = ""


def said_in(request: HttpRequest) -> Said:
    try:
        fields = cleaned(nested(request.GET) | fields_of(request))
    except RecursionError:
        return Said(broken=f"The body is nested deeper than {MAX_DEPTH} levels.")
    except RequestDataTooBig:
        return Said(broken="The body is larger than 1 MiB.")
    except (ValueError, SuspiciousOperation, MultiPartParserError, OSError) as error:
        return Said(broken=f"The body cannot be read: {error}.")
    return Said(fields={name: value for name, value in fields.items() if value is not None})
