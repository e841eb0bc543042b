"""The description as a page of documentation shows it: ready values, in the order of the page."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from heliograph.lib.markdown import to_html
from heliograph.surfaces.rest.answers import JSON

Schema = dict[str, Any]

_METHODS = ("get", "post", "patch", "delete")
"""PUT does what PATCH does, and is said beside it."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """One of the types that a value may have; `anchor` leads to where it is explained, if it is."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    name: str
    words: tuple[Word, ...]
    said: SafeString
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: str
    said: SafeString
    anchor: str = ""
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    said: SafeString
    is_guarded: bool
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    curl: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """`noun` is what `fields` are the fields of."""

    anchor: str
    title: str
    said: SafeString
    noun: str
    fields: tuple[Field, ...]
    operations: tuple[Operation, ...]


@dataclass(frozen=True, kw_only=True)
class Manual:
    version: str
    address: str
    about: SafeString
    sections: tuple[Section, ...]
    enums: tuple[Field, ...]
    refusals: tuple[Answer, ...]


def manual_of(document: Schema) -> Manual:
    return _Writer(document=document).manual()


@dataclass(frozen=True, kw_only=True)
class _Writer:
    document: Schema

    def manual(self) -> Manual:
        parts = self.document["components"]
        return Manual(
            version=self.document["info"]["version"],
            address=self.document["servers"][0]["url"],
            about=_html(self.document["info"]["description"]),
            sections=tuple(map(self._section, self.document["tags"])),
            enums=tuple(
                self._field(name, schema) for name, schema in parts["schemas"].items() if "enum" in schema
            ),
            refusals=tuple(self._answer(status, one) for status, one in _refusals(self.document).items()),
        )

    def _section(self, tag: Schema) -> Section:
        operations = tuple(self._operations(tag["name"]))
        shown = next((one for one in operations if one.anchor.startswith("get") and one.parameters), None)
        return Section(
            anchor=_slug(tag["name"]),
            title=tag["name"],
            said=_html(tag["description"]),
            noun=tag["name"].removesuffix("s"),
            fields=self._attributes(shown.anchor.removeprefix("get")) if shown else (),
            operations=operations,
        )

    def _attributes(self, name: str) -> tuple[Field, ...]:
        schemas = self.document["components"]["schemas"]
        return self._fields(schemas[name]["properties"]["attributes"])

    def _operations(self, tag: str) -> Iterator[Operation]:
        for path, methods in self.document["paths"].items():
            for method in _METHODS:
                if method in methods and tag in methods[method]["tags"]:
                    yield self._operation(path, method, methods[method])

    def _operation(self, path: str, method: str, one: Schema) -> Operation:
        asked = [self._resolved(parameter) for parameter in one["parameters"]]
        content = one.get("requestBody", {}).get("content", {}).get(JSON)
        body = self._body(content) if content else {}
        guarded = {} not in one["security"]
        return Operation(
            anchor=one["operationId"],
            method=method.upper(),
            path=path,
            summary=one["summary"],
            said=_html(one.get("description", "")),
            is_guarded=guarded,
            parameters=tuple(map(self._parameter, asked)),
            body=self._fields(body) if body else (),
            curl=self._curl(path, method, body, with_token=guarded),
            answers=tuple(self._answer(status, answer) for status, answer in one["responses"].items()),
        )

    def _body(self, content: Schema) -> Schema:
        """Where it may be several, they are all like the first."""
        schema: Schema = content["schema"]
        return self._resolved(schema.get("anyOf", [schema])[0])

    def _curl(self, path: str, method: str, body: Schema, *, with_token: bool) -> str:
        address = self.document["servers"][0]["url"] + re.sub(r"{\w+}", "1", path)
        parts = ["curl" if method == "get" else f"curl -X {method.upper()}", address]
        if with_token:
            parts += ['\\\n  -H "Authorization: Bearer $TOKEN"']
        if body:
            said = json.dumps(body["examples"][0], ensure_ascii=False)
            parts += ['\\\n  -H "Content-Type: application/json"', f"\\\n  -d {shlex.quote(said)}"]
        return " ".join(parts)

    def _answer(self, status: str, answer: Schema) -> Answer:
        resolved = self._resolved(answer)
        example = self._example(next(iter(resolved.get("content", {}).values()), {}))
        return Answer(
            status=status,
            said=_html(resolved["description"]),
            anchor=f"answer-{status}" if "$ref" in answer else "",
            example=json.dumps(example, indent=2, ensure_ascii=False) if example else "",
        )

    def _example(self, content: Schema) -> object:
        schema = content.get("schema", {})
        examples = self._resolved(schema.get("anyOf", [schema])[0]).get("examples", [None])
        return content.get("example", examples[0])

    def _parameter(self, one: Schema) -> Field:
        schema = one["schema"]
        values = schema.get("items", schema)
        choices = values.get("enum", values.get("examples", ()))
        return Field(
            name=one["name"],
            words=tuple(self._words(schema)),
            said=_html(one["description"]),
            is_required=one.get("required", False),
            choices=tuple(map(str, choices)),
        )

    def _fields(self, schema: Schema) -> tuple[Field, ...]:
        schema = self._resolved(schema)
        required = schema.get("required", [])
        return tuple(
            self._field(name, one, is_required=name in required) for name, one in schema["properties"].items()
        )

    def _field(self, name: str, schema: Schema, *, is_required: bool = False) -> Field:
        return Field(
            name=name,
            words=tuple(self._words(schema)),
            said=_html(schema.get("description", "")),
            is_required=is_required,
            choices=tuple(map(str, schema.get("enum", ()))),
        )

    def _words(self, schema: Schema) -> Iterator[Word]:
        if "anyOf" in schema:
            for one in schema["anyOf"]:
                yield from self._words(one)
        elif schema.get("type") == "array":
            inner = [one.text for one in self._words(schema["items"])]
            yield Word(text=f"list of {' or '.join(inner)}" if inner else "list")
        elif "$ref" in schema:
            yield self._named(schema["$ref"])
        elif "type" in schema:
            yield Word(text=_TYPES.get(schema.get("format", ""), str(schema["type"])))

    def _named(self, ref: str) -> Word:
        """Enums are explained on the page; whatever else has a name is an object."""
        name = ref.rpartition("/")[2]
        if "enum" in self.document["components"]["schemas"][name]:
            return Word(text=name, anchor=name)
        return Word(text=_OBJECTS.get(name, "object"))

    def _resolved(self, part: Schema) -> Schema:
        if "$ref" not in part:
            return part
        found: Any = self.document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        resolved: Schema = found
        return resolved


_TYPES = {"date-time": "date", "uri": "URL", "email": "email address", "uuid": "UUID"}

_OBJECTS = {
    "ComponentStatusShown": "{human, value}",
    "IncidentStatusShown": "{human, value}",
    "ScheduleStatusShown": "{human, value}",
    "Moment": "{human, string}",
    "Pivot": "{component_status}",
    "ImpactIn": "{id, status}",
}


def _refusals(document: Schema) -> dict[str, Schema]:
    """Every refusal that there is, by its status."""
    found = {
        status: answer
        for methods in document["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        if "$ref" in answer
    }
    return dict(sorted(found.items()))


def _slug(title: str) -> str:
    return title.lower().replace(" ", "-")


def _html(text: str) -> SafeString:
    return mark_safe(to_html(text))  # noqa: S308 - cleaned there
