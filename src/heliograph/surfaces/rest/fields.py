"""The kinds of field that a body has, as lenient and as strict as the contract has them.

Text comes trimmed, and an empty one counts as null (see `reading`). A field that may be null says so
with `| None`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from heliograph.lib.plain_values import fault_within, is_text, is_web_address, whole
from heliograph.lib.wire import instant
from heliograph.status.vocabulary import (
    ComponentStatus,
    GroupDisplay,
    IncidentStatus,
    TemplateEngine,
    Visibility,
)

MAX_TEXT = 65_535
"""Characters in a message or a template."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("text", "must be a string")
    if not is_text(value):
        raise PydanticCustomError("text", "must not contain NUL or half of a character")
    return value


def _link(value: object) -> str:
    text = _text(value)
    if not is_web_address(text):
        raise PydanticCustomError("url", "must be a valid URL that begins with http:// or https://")
    return text


def _whole(value: object) -> int:
    number = whole(value)
    if number is None:
        raise PydanticCustomError("integer", "must be an integer")
    return number


def _boolean(value: object) -> bool:
    if isinstance(value, (bool, int, str)) and value in _BOOLEANS:
        return _BOOLEANS[value]
    raise PydanticCustomError("boolean", "must be true or false")


_BOOLEANS: dict[object, bool] = {True: True, False: False, "1": True, "0": False}


def _number(value: object) -> int:
    """The number behind an enum's value: 2, "2", 2.0 and, as the original has it, 2.5 and true."""
    if isinstance(value, (bool, int, float)) or (isinstance(value, str) and value.isdecimal()):
        try:
            return int(value)
        except (ValueError, OverflowError):  # not a number, infinite, thousands of digits
            pass
    raise PydanticCustomError("choice", "is not one of those that there are")


def _one_of(enum: type) -> PlainValidator:
    def choose(value: object) -> object:
        try:
            return enum(_number(value))
        except ValueError as unknown:
            raise PydanticCustomError("choice", "is not one of those that there are") from unknown

    return PlainValidator(choose, json_schema_input_type=enum)


def _engine(value: object) -> TemplateEngine:
    if value != TemplateEngine.TWIG:
        raise PydanticCustomError("choice", "is not one of those that there are")
    return TemplateEngine.TWIG


def _moment(value: object) -> datetime:
    moment = instant(value) if isinstance(value, str) else None
    if moment is None:
        raise PydanticCustomError("date", "must be a valid date")
    return moment


def _object(value: object) -> dict[str, Any]:
    if isinstance(value, list):  # where objects are lists, an empty one is []
        value = {str(index): one for index, one in enumerate(value)}
    if not isinstance(value, dict):
        raise PydanticCustomError("object", "must be an object")
    if fault := fault_within(value):
        raise PydanticCustomError("object", fault)
    return value


def _visibility(value: object) -> Visibility:
    """A boolean, or the number of a visibility."""
    if isinstance(value, (bool, int, str)) and value in _VISIBILITIES:
        return _VISIBILITIES[value]
    raise PydanticCustomError("visibility", "must be true, false or a visibility from 0 to 2")


_VISIBILITIES: dict[object, Visibility] = {
    key: one for one in Visibility for key in (one.value, str(one.value))
}


_DATE = {"type": "string", "format": "date-time", "description": "ISO 8601; without an offset it is UTC."}

Text = Annotated[str, Field(max_length=MAX_TEXT), BeforeValidator(_text)]
Name = Annotated[str, Field(max_length=255), BeforeValidator(_text)]
Link = Annotated[str, PlainValidator(_link), WithJsonSchema({"type": "string", "format": "uri"})]
Whole = Annotated[int, Field(ge=0, le=2_147_483_647), BeforeValidator(_whole)]
Boolean = Annotated[bool, PlainValidator(_boolean), WithJsonSchema({"type": "boolean"})]
Moment = Annotated[datetime, PlainValidator(_moment), WithJsonSchema(_DATE)]
Object = Annotated[dict[str, Any], PlainValidator(_object), WithJsonSchema({"type": "object"})]
Visible = Annotated[Visibility, PlainValidator(_visibility, json_schema_input_type=Visibility | bool)]
StatusOfComponent = Annotated[ComponentStatus, _one_of(ComponentStatus)]
StatusOfIncident = Annotated[IncidentStatus, _one_of(IncidentStatus)]
Engine = Annotated[
    TemplateEngine, PlainValidator(_engine), WithJsonSchema({"type": "string", "enum": ["twig"]})
]
Display = Annotated[GroupDisplay, _one_of(GroupDisplay)]
