"""The schemas: those of pydantic made plain, and the documents around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from heliograph.metrics import vocabulary as metrics
from heliograph.status import vocabulary as status
from heliograph.surfaces.rest.openapi import examples, shapes, words
from heliograph.surfaces.rest.openapi.resources import NAMED, included_in, name_of

if TYPE_CHECKING:
    from heliograph.surfaces.rest.jsonapi import Relation, Resource
    from heliograph.surfaces.rest.reading import Input

Schema = dict[str, Any]

REF = "#/components/schemas/"


def all_schemas(inputs: Mapping[type[Input], str]) -> dict[str, Schema]:
    """`inputs` are the classes that read bodies, each with the type of the resource that it reads."""
    shown = [*shapes.OF_TYPE.values(), *shapes.OTHERS]
    made = _of_models([*shown, *inputs])
    for kind, shape in shapes.OF_TYPE.items():
        _describe(made[shape.__name__], kind)
        # `fields[...]` may leave any of them out, and the next version may add some.
        made[shape.__name__].pop("required")
    for one, kind in inputs.items():
        _describe(made[one.__name__], kind)
        made[form_of(one)] = _form(made[one.__name__])
        made[one.__name__]["examples"] = [examples.BODIES[one.__name__]]
    return dict(sorted((made | _documents()).items()))


def form_of(read_by: type[Input]) -> str:
    return f"{read_by.__name__.removesuffix('In')}Form"


def ref(name: str) -> Schema:
    return {"$ref": REF + name}


def _of_models(models: Iterable[type[Any]]) -> dict[str, Schema]:
    _, made = models_json_schema([(one, "validation") for one in models], ref_template=REF + "{model}")
    found = {name: _plain(schema) for name, schema in made["$defs"].items()}
    for name, schema in found.items():
        schema.pop("description", None)  # docstrings are for whoever reads the code
        if name in words.PARTS:
            schema["description"] = words.PARTS[name]
        if name in words.ENUMS:
            schema.update(_enum(name))
    return found


def _plain(schema: Any) -> Any:
    """Without the titles that repeat names, and the null that stands for a field that is left out."""
    match schema:
        case dict():
            return {
                key: _plain(value)
                for key, value in schema.items()
                if not (key == "title" and isinstance(value, str))
                and not (key == "default" and value is None)
                and key != "additionalProperties"
            }
        case list():
            return [_plain(one) for one in schema]
        case _:
            return schema


def _enum(name: str) -> Schema:
    """With names for the numbers, for people and for makers of clients."""
    enum = getattr(status, name, None) or getattr(metrics, name)
    if not issubclass(enum, IntEnum):
        return {"description": words.ENUMS[name]}
    listed = ", ".join(f"`{one.value}` {one.name.lower().replace('_', ' ')}" for one in enum)
    return {
        "description": f"{words.ENUMS[name]} {listed}.",
        "x-enum-varnames": [one.name for one in enum],
    }


def _describe(schema: Schema, kind: str) -> None:
    said = {**words.COMMON_FIELDS, **words.FIELDS[kind]}
    for name, one in schema["properties"].items():
        one["description"] = said[name]


def _form(body: Schema) -> Schema:
    """As a form has it: plain values, and others by their parts."""
    plain = {name: one for name, one in body["properties"].items() if not _is_nested(one)}
    form = {"type": "object", "properties": plain}
    if len(plain) < len(body["properties"]):
        form["description"] = "Lists and objects go by their parts: `components[0][id]=3`, `meta[team]=core`."
    required = [name for name in body.get("required", []) if name in plain]
    return form | ({"required": required} if required else {})


def _is_nested(schema: Schema) -> bool:
    kinds = [schema, *schema.get("anyOf", [])]
    return any(one.get("type") in {"array", "object"} for one in kinds)


def _documents() -> dict[str, Schema]:
    made: dict[str, Schema] = {}
    for name, resource in NAMED.items():
        made[name] = _resource(resource)
        if name != "User":
            made |= _documents_of(name, resource)
    made["MetricPointBatch"] = _object(
        data=_many(ref("MetricPoint")), included=_included(NAMED["MetricPoint"])
    )
    return made


def _resource(resource: Resource) -> Schema:
    schema = _object(
        id={"type": "string"},
        type={"type": "string", "const": resource.type},
        attributes=_attributes(resource),
    )
    if resource.relations:
        linked = {name: _linkage(one) for name, one in resource.relations.items()}
        schema["properties"]["relationships"] = {
            "type": "object",
            "properties": linked,
            "description": "Of what was included: which they are.",
        }
    return schema


def _attributes(resource: Resource) -> Schema:
    return ref(shapes.OF_TYPE[resource.type].__name__)


def _linkage(relation: Relation) -> Schema:
    kind = relation.resource().type
    link = _object(type={"type": "string", "const": kind}, id={"type": "string"})
    return _object(data=_many(link) if relation.is_many else {"anyOf": [link, {"type": "null"}]})


def _documents_of(name: str, resource: Resource) -> dict[str, Schema]:
    one = _object(data=ref(name), included=_included(resource))
    many = _object(
        data=_many(ref(name)), links=ref("Links"), meta=ref("PageMeta"), included=_included(resource)
    )
    return {
        f"{name}Document": one | {"examples": [examples.document(resource.type)]},
        f"{name}List": many | {"examples": [examples.list_of(resource.type)]},
    }


def _included(resource: Resource) -> Schema | None:
    others = [ref(name_of(one)) for one in included_in(resource)]
    if not others:
        return None
    said = "What `include` asked for, each once."
    return {"description": said, **_many(others[0] if len(others) == 1 else {"anyOf": others})}


def _many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(**properties: Schema | None) -> Schema:
    """All are required but `included`."""
    there = {name: one for name, one in properties.items() if one is not None}
    required = [name for name in there if name != "included"]
    return {"type": "object", "properties": there, "required": required}
