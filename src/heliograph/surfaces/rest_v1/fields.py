"""The kinds of field that clients of Cachet 2 send, as lenient as it was with them.

Text comes trimmed; what is null or empty is left out before (see `said`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from heliograph.lib.plain_values import fault_within, is_text, is_web_address, number, whole
from heliograph.lib.wire import instant_in
from heliograph.status.vocabulary import ComponentStatus, GroupDisplay, IncidentStatus, Visibility
from heliograph.surfaces.rest_v1.statuses import component_status

MAX_TEXT = 65_535
"""Characters in a message."""


def _text(value: object) -> str:
    """Numbers in JSON are text to PHP as well."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise PydanticCustomError("text", "must be a string")
    if not is_text(value):
        raise PydanticCustomError("text", "format is invalid")
    return value


def _link(value: object) -> str:
    text = _text(value)
    if not is_web_address(text):
        raise PydanticCustomError("url", "format is invalid")
    return text


def _whole(value: object) -> int:
    said = None if isinstance(value, bool) else whole(value)
    if said is None:
        raise PydanticCustomError("integer", "must be an integer")
    return said


def _number(value: object) -> float:
    said = number(value)
    if said is None:
        raise PydanticCustomError("number", "must be a number")
    return said


_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def _flag(value: object) -> bool:
    """1, "1", true, and as two clients write it, "true" and "True"; "false" is false."""
    said = _FLAGS.get(str(value).lower()) if isinstance(value, (bool, int, str)) else None
    if said is None:
        raise PydanticCustomError("boolean", "field must be true or false")
    return said


def _status_of_component(value: object) -> ComponentStatus:
    return component_status(_between(0, 4)(value))


def _between(least: int, most: int) -> Any:
    def within(value: object) -> int:
        said = _whole(value)
        if not least <= said <= most:
            raise PydanticCustomError(
                "between", "must be between {least} and {most}", {"least": least, "most": most}
            )
        return said

    return within


def between(least: int, most: int) -> PlainValidator:
    return PlainValidator(_between(least, most))


def _visible(value: object) -> Visibility:
    return Visibility.EVERYONE if _flag(value) else Visibility.SIGNED_IN


def _display(value: object) -> GroupDisplay:
    """3 and 4 pass, and mean nothing."""
    said = _between(0, 4)(value)
    return GroupDisplay(said) if said in set(GroupDisplay) else GroupDisplay.EXPANDED


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _unix_time(value: object) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=_whole(value))
    except OverflowError as beyond:  # the years 1 to 9999
        raise PydanticCustomError("integer", "must be an integer") from beyond


UNREADABLE_MOMENT = "Unable to pass timestamp"
_BEFORE_2_4 = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4}) (?=[0-9]{2}:[0-9]{2}$)")
"""`d/m/Y H:i`: clients of 2.3 tell maintenance so."""


def _moment(value: object, info: ValidationInfo) -> datetime:
    """In the request's zone where it names no other."""
    text = _BEFORE_2_4.sub(r"\3-\2-\1 ", value) if isinstance(value, str) else ""
    moment = instant_in(text, cast("tzinfo", info.context))
    if moment is None:
        raise PydanticCustomError("date", "{said}", {"said": f"{UNREADABLE_MOMENT} {str(value)[:64]}"})
    return moment


def _object(value: object) -> dict[str, Any]:
    if isinstance(value, list):  # where objects are lists, an empty one is []
        value = {str(index): one for index, one in enumerate(value)}
    if not isinstance(value, dict):
        raise PydanticCustomError("object", "must be an array")
    if fault_within(value):
        raise PydanticCustomError("object", "format is invalid")
    return value


Text = Annotated[str, Field(max_length=MAX_TEXT), BeforeValidator(_text)]
Name = Annotated[str, Field(max_length=255), BeforeValidator(_text)]
Link = Annotated[str, PlainValidator(_link)]
Whole = Annotated[int, Field(ge=0, le=2_147_483_647), BeforeValidator(_whole)]
Number = Annotated[float, PlainValidator(_number)]
WholeNumber = Annotated[float, PlainValidator(lambda value: float(_whole(value)))]
UnixTime = Annotated[datetime, PlainValidator(_unix_time)]
Flag = Annotated[bool, PlainValidator(_flag)]
Moment = Annotated[datetime, PlainValidator(_moment)]
Object = Annotated[dict[str, Any], PlainValidator(_object)]
Visible = Annotated[Visibility, PlainValidator(_visible)]
Display = Annotated[GroupDisplay, PlainValidator(_display)]
StatusOfIncident = Annotated[int, between(0, 4)]
StatusOfUpdate = Annotated[IncidentStatus, AfterValidator(IncidentStatus), between(1, 4)]
StatusOfComponent = Annotated[ComponentStatus, PlainValidator(_status_of_component)]
