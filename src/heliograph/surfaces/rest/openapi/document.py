"""The description as a whole, put together once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.conf import settings as project

from heliograph import __version__
from heliograph.surfaces.rest.answers import JSON
from heliograph.surfaces.rest.openapi import parameters, responses, words
from heliograph.surfaces.rest.openapi.endpoint import INPUT, MOST
from heliograph.surfaces.rest.openapi.resources import NAMED
from heliograph.surfaces.rest.openapi.schemas import all_schemas, form_of, ref

if TYPE_CHECKING:
    from ninja import NinjaAPI

    from heliograph.surfaces.rest.reading import Input

Document = dict[str, Any]

FORM = "application/x-www-form-urlencoded"


def document_of(api: NinjaAPI) -> Document:
    """OpenAPI 3.1: ninja's list of routes, with what it does not know."""
    paths = {_named(path): methods for path, methods in _routes(api).items()}
    inputs = {one[INPUT]: _type_of(one) for one in _operations(paths) if INPUT in one}
    for path, methods in paths.items():
        for operation in methods.values():
            _complete(operation, path)
        methods.update(_put(methods))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Heliograph",
            "version": __version__,
            "description": words.ABOUT,
            "contact": {"name": "Heliograph contributors"},
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": f"{project.ENVIRONMENT.url}/api"}],
        "tags": [{"name": name, "description": said} for name, said in words.TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": all_schemas(inputs),
            "parameters": parameters.SHARED,
            "responses": responses.SHARED,
            "headers": responses.HEADERS,
            "securitySchemes": {"token": _TOKEN},
        },
    }


_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "`<id>|<40 characters>`, made with `heliograph token create`.",
}


def _routes(api: NinjaAPI) -> dict[str, dict[str, Document]]:
    """By path and method; PATCH and PUT do the same, and the latter gets a name of its own later."""
    routes: dict[str, dict[str, Document]] = deepcopy(dict(api.get_openapi_schema(path_prefix="")["paths"]))
    return {path: {m: one for m, one in methods.items() if m != "put"} for path, methods in routes.items()}


def _put(methods: dict[str, Document]) -> dict[str, Document]:
    """The same as PATCH, under a name of its own: names are unique."""
    if "patch" not in methods:
        return {}
    name = re.sub("^update", "put", methods["patch"]["operationId"])
    return {"put": deepcopy(methods["patch"]) | {"operationId": name}}


def _named(path: str) -> str:
    """`id` is what the contract calls it."""
    return path.replace("{number}", "{id}")


def _operations(paths: dict[str, dict[str, Document]]) -> Iterator[Document]:
    return (operation for methods in paths.values() for operation in methods.values())


def _type_of(operation: Document) -> str:
    """The type of the resource that an operation is about."""
    name = re.sub("^(create|update)", "", operation["operationId"])
    return NAMED[name].type


def _complete(operation: Document, path: str) -> None:
    asked = [one for one in operation["parameters"] if one.get("in") != "path"]
    operation["responses"] = {str(status): one for status, one in operation["responses"].items()}
    operation["parameters"] = [*map(parameters.in_path, re.findall(r"{(\w+)}", path)), *asked]
    if INPUT in operation:
        operation["requestBody"] = _body(operation.pop(INPUT), operation.pop(MOST, 0))
    if "x-ability" in operation:
        needs = f"Needs a token with the ability `{operation['x-ability']}`."
        operation["description"] = f"{operation.get('description', '')} {needs}".strip()


def _body(read_by: type[Input], most: int) -> Document:
    """In a form there is always one; in JSON up to `most`, where there may be several."""
    one = ref(read_by.__name__)
    several = {"type": "array", "items": one, "minItems": 1, "maxItems": most}
    return {
        "required": True,
        "content": {
            JSON: {"schema": {"anyOf": [one, several]} if most else one},
            FORM: {"schema": ref(form_of(read_by))},
        },
    }
