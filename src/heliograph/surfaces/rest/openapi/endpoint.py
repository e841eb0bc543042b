"""What a route takes and gives, said at the route."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from heliograph.surfaces.rest.listing import Listing
from heliograph.surfaces.rest.openapi import parameters, responses, words
from heliograph.surfaces.rest.openapi.resources import name_of

if TYPE_CHECKING:
    from heliograph.surfaces.rest.jsonapi import Resource
    from heliograph.surfaces.rest.reading import Input

INPUT = "x-input"
"""Under these names an operation carries what is no JSON yet: the class that reads its body, and how many
bodies may come in a list. The document takes them out."""
MOST = "x-most"

Described = dict[str, Any]
"""Arguments of a route's decorator."""

_OPEN: list[dict[str, list[str]]] = [{}, {"token": []}]
_GUARDED: list[dict[str, list[str]]] = [{"token": []}]


def general(operation: str, *, summary: str, answer: str) -> Described:
    extra = {"security": _OPEN, "responses": responses.plain(answer)}
    return _described(operation, summary, "General", 200, extra)


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One kind of thing, and what can be asked of it. `is_open`: guests may read it."""

    resource: Resource
    listing: Listing = field(default_factory=Listing)
    is_open: bool = True

    def lists(self) -> Described:
        asked = parameters.of_list(self.listing, self.resource)
        return self._read(f"list{self._name}s", f"List {self._noun}s", f"{self._name}List", asked)

    def shows(self) -> Described:
        asked = parameters.of_document(self.resource)
        return self._read(f"get{self._name}", f"Show {_one(self._noun)}", f"{self._name}Document", asked)

    def creates(self, read_by: type[Input], **carried: int) -> Described:
        asked = [*parameters.of_document(self.resource), parameters.ONCE]
        extra = {INPUT: read_by, "parameters": asked, **carried}
        answers = responses.created(f"{self._name}Document")
        return self._write("create", f"Create {_one(self._noun)}", 201, extra | answers)

    def creates_many(self, read_by: type[Input], *, most: int) -> Described:
        """One as ever, or a list of them at once."""
        described = self.creates(read_by, **{MOST: most})
        described["openapi_extra"] |= responses.created(f"{self._name}Document", f"{self._name}Batch")
        return described

    def creates_or_finds(self, read_by: type[Input]) -> Described:
        """The answer is 200 where it was there already."""
        described = self.creates(read_by)
        described["openapi_extra"]["responses"] |= responses.found(f"{self._name}Document")
        return described

    def updates(self, read_by: type[Input]) -> Described:
        extra = {INPUT: read_by, "parameters": parameters.of_document(self.resource)}
        answers = responses.updated(f"{self._name}Document")
        return self._write("update", f"Change {_one(self._noun)}", 200, extra | answers)

    def deletes(self) -> Described:
        return self._write("delete", f"Delete {_one(self._noun)}", 204, responses.deleted())

    @property
    def _name(self) -> str:
        return name_of(self.resource)

    @property
    def _noun(self) -> str:
        return re.sub(r"(?<=.)([A-Z])", r" \1", self._name).lower()

    @property
    def _tag(self) -> str:
        return f"{self._noun.capitalize()}s"

    def _ability(self, right: str) -> str:
        return f"{self._noun.replace(' ', '-')}s.{right}"

    def _read(self, operation: str, summary: str, schema: str, asked: list[Described]) -> Described:
        extra = {"parameters": asked, **responses.read(schema)}
        if self.is_open:
            return _described(operation, summary, self._tag, 200, extra | {"security": _OPEN})
        extra["responses"] |= responses.refused(403)
        return _described(operation, summary, self._tag, 200, extra | _needs(self._ability("manage")))

    def _write(self, verb: str, summary: str, status: int, extra: Described) -> Described:
        needs = _needs(self._ability("delete" if verb == "delete" else "manage"))
        return _described(f"{verb}{self._name}", summary, self._tag, status, extra | needs)


def _needs(ability: str) -> Described:
    return {"security": _GUARDED, "x-ability": ability}


def _described(operation: str, summary: str, tag: str, status: int, extra: Described) -> Described:
    return {
        "operation_id": operation,
        "summary": summary,
        "description": words.OPERATIONS.get(operation, ""),
        "tags": [tag],
        "response": {status: None},
        "openapi_extra": extra,
    }


def _one(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
