"""What a tool is called with: its schema for the model, and what is wrong in words that it can follow."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from heliograph.errors import Invalid
from heliograph.lib.plain_values import fault_within, is_text, is_web_address
from heliograph.lib.wire import instant
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import IntEnum

    from heliograph.actors import Actor
    from heliograph.site.vocabulary import SiteSettings

ABSENT: Any = None
"""The default of an argument that may be left out; null says the same."""

MAX_TEXT = 65_535
_LARGEST = 2**63 - 1
_MOST_PAGES = 10**9
"""All that is behind it is as empty."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who calls a tool, and the one moment that the whole answer is true for."""

    actor: Actor
    site: SiteSettings
    at: datetime


class Arguments(BaseModel):
    """One tool's. A subclass has the fields, and `run`, which makes what the tool answers."""

    model_config = ConfigDict(extra="ignore")

    is_exact: ClassVar[bool] = True
    """Whether an argument that there is not is refused: who writes must not believe that it was heard."""

    @abstractmethod
    def run(self, asked: Asked) -> Mapping[str, object]:
        """Raises what the verb or the query refuses."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, raw: Any) -> Any:
        return {key: one for key, one in raw.items() if one is not None} if isinstance(raw, dict) else raw

    def given(self, *besides: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set if name not in besides}

    @classmethod
    def read(cls, raw: Mapping[str, object]) -> Self:
        """Raises Invalid with all that is wrong."""
        known = cls._known()
        unknown = sorted(set(raw) - set(known))
        wrong = {
            one: [f"is no argument of this tool. There are: {', '.join(known) or 'none'}."] for one in unknown
        }
        try:
            said = cls.model_validate(raw)
        except ValidationError as refused:
            faults = {".".join(map(str, one["loc"])) or "arguments": [one["msg"]] for one in refused.errors()}
            raise Invalid(faults | wrong) from refused
        if wrong and cls.is_exact:
            raise Invalid(wrong)
        return said

    @classmethod
    def _known(cls) -> list[str]:
        """By the names that a caller uses."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @classmethod
    def input_schema(cls) -> dict[str, Any]:
        """Without what Python's types add to it: references, titles, nulls."""
        made = cls.model_json_schema()
        return _plain(made, made.get("$defs", {}))


def _plain(schema: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        rest = {key: one for key, one in schema.items() if key != "$ref"}
        return _plain(known[schema["$ref"].rpartition("/")[2]], known) | rest
    plain = {key: one for key, one in schema.items() if key not in {"title", "$defs"}}
    if plain.get("default", ABSENT) is None:
        plain.pop("default", None)
    if "properties" in plain:
        plain["properties"] = {name: _plain(one, known) for name, one in plain["properties"].items()}
    if "items" in plain:
        plain["items"] = _plain(plain["items"], known)
    return plain


class Reading(Arguments):
    is_exact = False


class Paged(Reading):
    per_page: Annotated[int, Field(ge=1, le=100, description="Rows on a page.")] = 15
    page: Annotated[
        int,
        Field(ge=1, description="The first page is 1."),
        AfterValidator(lambda value: min(value, _MOST_PAGES)),
    ] = 1


def _text(value: str) -> str:
    if not is_text(value):
        raise ValueError("must not contain NUL or half of a character")
    return value


def _id(value: int) -> int:
    if not 0 <= value <= _LARGEST:
        raise ValueError("must be an id that was listed")
    return value


def _moment(value: object) -> datetime:
    moment = instant(value) if isinstance(value, str) else None
    if moment is None:
        raise ValueError("must be a date such as 2026-11-30T22:00:00Z")
    return moment


def _object(value: dict[str, Any]) -> dict[str, Any]:
    if fault := fault_within(value):
        raise ValueError(fault)
    return value


def _link(value: str) -> str:
    if not is_web_address(value):
        raise ValueError("must be a URL that begins with http:// or https://")
    return value


def _one_of(enum: type[IntEnum]) -> tuple[Callable[[object], IntEnum], dict[str, Any]]:
    words = ", ".join(f"{one.value} {one.name.lower().replace('_', ' ')}" for one in enum)

    def choose(value: object) -> IntEnum:
        if isinstance(value, int | str) and str(value) in {str(one.value) for one in enum}:
            return enum(int(value))
        raise ValueError(f"must be one of: {words}")

    return choose, {"type": "integer", "enum": [one.value for one in enum], "description": f"{words}."}


def choice(enum: type[IntEnum]) -> tuple[PlainValidator, WithJsonSchema]:
    choose, schema = _one_of(enum)
    return PlainValidator(choose), WithJsonSchema(schema)


_VISIBILITIES = "1 or true: everyone; 0 or false: only who is signed in; 2: hidden."


def _visibility(value: object) -> Visibility:
    if isinstance(value, int) and value in set(Visibility):
        return Visibility(value)
    raise ValueError(f"must be one of: {_VISIBILITIES}")


def _number(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("must be a number with an end")
    return value


_DATE = {"type": "string", "description": "ISO 8601, such as 2026-11-30T22:00:00Z; UTC without an offset."}

Id = Annotated[int, AfterValidator(_id)]
Name = Annotated[str, Field(max_length=255), AfterValidator(_text)]
Line = Annotated[str, AfterValidator(_text)]
Text = Annotated[str, AfterValidator(_text), Field(max_length=MAX_TEXT), WithJsonSchema({"type": "string"})]
Markdown = Annotated[
    str,
    AfterValidator(_text),
    Field(min_length=1, max_length=MAX_TEXT),
    WithJsonSchema({"type": "string", "description": "Markdown. Raw HTML is shown as text."}),
]
Link = Annotated[str, AfterValidator(_link)]
Order = Annotated[int, Field(ge=0, description="Place among its like, ascending."), AfterValidator(_id)]
Moment = Annotated[datetime, PlainValidator(_moment), WithJsonSchema(_DATE)]
Published = Annotated[Moment, Field(description="Until then nobody else sees it; ISO 8601. Left out: now.")]
Variables = Annotated[
    dict[str, Any], AfterValidator(_object), WithJsonSchema({"type": "object", "description": "By name."})
]
Number = Annotated[float, AfterValidator(_number)]
Shown = Annotated[
    bool,
    AfterValidator(lambda value: Visibility.EVERYONE if value else Visibility.SIGNED_IN),
    Field(description="Whether guests see it; if not, only who is signed in."),
]
Visible = Annotated[
    Visibility,
    PlainValidator(_visibility),
    WithJsonSchema({"enum": [True, False, 0, 1, 2], "description": _VISIBILITIES}),
]
StatusOfComponent = Annotated[ComponentStatus, *choice(ComponentStatus)]
StatusOfIncident = Annotated[IncidentStatus, *choice(IncidentStatus)]
