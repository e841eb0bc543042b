"""From a request's body to a checked input, or to a refusal that names every field at fault."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from heliograph.errors import Invalid
from heliograph.surfaces.rest.body import body_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest
    from pydantic_core import ErrorDetails

Raw = Mapping[str, object]
Errors = dict[str, list[str]]
ABSENT: Any = None
"""The default of a field that may be left out, and may be null only if its type says so."""

Unknown = Callable[[Collection[Any]], Collection[Any]]
"""Those of some values that name nothing that exists."""

_NOT_AN_OBJECT = frozenset({"model_type", "model_attributes_type", "dict_type"})


class Input(BaseModel):
    """The fields of one body. Unknown ones are passed over: clients send back whole objects."""

    model_config = ConfigDict(extra="ignore")

    references: ClassVar[Mapping[str, Unknown]] = {}
    """Fields that name something that must exist, by patterns such as `components.*.id`."""

    items: ClassVar[Mapping[str, type[BaseModel]]] = {}
    """What the members of a list are, by the list's field."""

    @classmethod
    def rules(cls, raw: Raw) -> Errors:
        """What holds between fields."""
        return {}

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        """Raises Invalid with all that is wrong: fields, rules between them, and what does not exist."""
        body = body_of(request)
        model, wrong = cls._checked(body.fields)
        if body.broken:
            raise Invalid(_said_first(body.broken, cls._in_order(wrong)))
        if model is None or wrong:
            raise Invalid(cls._in_order(wrong | cls._unknown(body.fields, besides=wrong)))
        return model

    @classmethod
    def _checked(cls, raw: Raw) -> tuple[Self | None, Errors]:
        try:
            return cls.model_validate(raw), cls.rules(raw)
        except ValidationError as error:
            wrong = _messages(error.errors(include_url=False, include_input=False), cls)
            return None, cls.rules(raw) | wrong

    @classmethod
    def _unknown(cls, raw: Raw, *, besides: Errors) -> Errors:
        """The verb says this too, but only of an input that is otherwise right: here all is said at once."""
        return {
            field: [f"The selected {_words(field)} is invalid."]
            for pattern, unknown in cls.references.items()
            for field in _unknown_fields(_matching(raw, pattern.split(".")), unknown, besides)
        }

    @classmethod
    def _in_order(cls, wrong: Errors) -> Errors:
        """As fields are declared and lists go on: the first message stands for the whole answer."""
        declared = [one.alias or name for name, one in cls.model_fields.items()]

        def place(field: str) -> tuple[int, list[str]]:
            first, *within = field.split(".")
            return declared.index(first), [step.zfill(9) for step in within]

        return {field: wrong[field] for field in sorted(wrong, key=place)}

    def given(self) -> dict[str, Any]:
        """What the body says, for a draft, which knows what holds for the rest. Null says nothing."""
        said = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in said.items() if value is not None}


def _unknown_fields(named: Iterable[tuple[str, object]], unknown: Unknown, besides: Errors) -> list[str]:
    values = {field: _name_of(value) for field, value in named if field not in besides}
    missing = unknown(values.values())
    return [field for field, value in values.items() if value in missing]


def _name_of(value: object) -> object:
    """What a field names a thing by: its slug, or its number, which may be written as text."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _matching(value: object, steps: list[str], path: str = "") -> Iterator[tuple[str, object]]:
    """The values that a pattern reaches, each with its field."""
    if not steps:
        yield path.removeprefix("."), value
    elif steps[0] == "*" and isinstance(value, list):
        for index, one in enumerate(value):
            yield from _matching(one, steps[1:], f"{path}.{index}")
    elif isinstance(value, Mapping) and value.get(steps[0]) is not None:
        yield from _matching(value[steps[0]], steps[1:], f"{path}.{steps[0]}")


def _messages(errors: list[ErrorDetails], model: type[Input]) -> Errors:
    said: Errors = {}
    for error in errors:
        place = error["loc"]
        field = ".".join(map(str, place))
        said.setdefault(field, []).append(_sentence(field, error))
        if error["type"] in _NOT_AN_OBJECT:  # what is no object lacks what the object must have
            for missing in _required_within(model, place):
                said[f"{field}.{missing}"] = [f"The {field}.{missing} field is required."]
    return said


def _required_within(model: type[Input], place: tuple[int | str, ...]) -> list[str]:
    item = model.items.get(str(place[0]))
    return [] if item is None else [name for name, one in item.model_fields.items() if one.is_required()]


def _sentence(field: str, error: ErrorDetails) -> str:
    sentence = _SENTENCES.get(error["type"], "The {name} field {msg}.")
    return sentence.format(name=_words(field), msg=error["msg"], **error.get("ctx", {}))


_SENTENCES = {
    "missing": "The {name} field is required.",
    "string_too_long": "The {name} field must not be greater than {max_length} characters.",
    "greater_than_equal": "The {name} field must be at least {ge}.",
    "less_than_equal": "The {name} field must not be greater than {le}.",
    "list_type": "The {name} field must be a list.",
    "choice": "The selected {name} is invalid.",
    "enum": "The selected {name} is invalid.",
    **dict.fromkeys(_NOT_AN_OBJECT, "The {name} field must be an object."),
}


def _words(field: str) -> str:
    return field.replace("_", " ")


def _said_first(message: str, errors: Errors) -> Errors:
    """A body that cannot be read lacks every field that it must have; why it lacks them comes first."""
    first, *rest = errors or {"body": []}
    return {first: [message, *errors.get(first, [])], **{field: errors[field] for field in rest}}
