"""From what a request says to a checked input, or to a refusal with a sentence for each fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from heliograph.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from heliograph.surfaces.rest_v1.request import V1Request

ABSENT: Any = None
"""The default of a field that may be left out."""


class Input(BaseModel):
    """Unknown fields are passed over: clients send back whole objects."""

    model_config = ConfigDict(extra="ignore")

    @classmethod
    def read(cls, request: V1Request) -> Self:
        """Raises Invalid with all that is wrong."""
        lacking = cls.lacking(request.said.fields)
        try:
            read = cls.model_validate(dict(request.said.fields), context=request.zone)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=False)
            raise Invalid(_messages(faults) | lacking) from error
        if lacking:
            raise Invalid(lacking)
        return read

    @classmethod
    def lacking(cls, said: Mapping[str, object]) -> dict[str, list[str]]:
        """What is missing where it depends on other fields."""
        return {}

    def given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


def _messages(faults: list[ErrorDetails]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for fault in faults:
        field = ".".join(map(str, fault["loc"]))
        said.setdefault(field, []).append(_sentence(field, fault))
    return said


def _sentence(field: str, fault: ErrorDetails) -> str:
    sentence = _SENTENCES.get(fault["type"], "The {name} {msg}.")
    return sentence.format(name=field.replace("_", " "), msg=fault["msg"], **fault.get("ctx", {}))


_SENTENCES = {
    "missing": "The {name} field is required.",
    "date": "{said}",
    "string_too_long": "The {name} may not be greater than {max_length} characters.",
    "greater_than_equal": "The {name} must be at least {ge}.",
    "less_than_equal": "The {name} may not be greater than {le}.",
}
