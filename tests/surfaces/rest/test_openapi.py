"""The description says of the API what is true, and all of it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from openapi_spec_validator import validate

from heliograph.actors import Ability, Actor, Door
from heliograph.site.settings import change_setting
from heliograph.surfaces.rest.openapi import examples, shapes, words
from heliograph.surfaces.rest.openapi.document import document_of
from heliograph.surfaces.rest.openapi.endpoint import INPUT
from heliograph.surfaces.rest.urls import api
from tests import factories
from tests.metrics.factories import a_metric, a_point
from tests.people import Answer, Caller
from tests.subscribers.factories import a_subscriber

DOCUMENT = document_of(api)
SCHEMAS = DOCUMENT["components"]["schemas"]


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


OPERATIONS = {
    operation["operationId"]: (path, method, operation) for path, method, operation in _operations()
}
WRITES = {name: one for name, one in OPERATIONS.items() if "x-ability" in one[2]}


def _refs(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for value in part:
            yield from _refs(value)


def test_it_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_every_operation_has_a_name_of_its_own() -> None:
    assert len(OPERATIONS) == len(list(_operations()))


def test_every_route_and_method_is_in_it() -> None:
    routed = {
        (f"{bound.prefix}{path}".replace("{number}", "{id}"), method.lower())
        for bound in api._get_bound_routers()  # noqa: SLF001 - ninja shows its routes nowhere else
        for path, view in bound.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    described = {(path, method) for path, method, _ in _operations()}
    assert {(f"/{path.strip('/')}", method) for path, method in routed} == described


def test_every_schema_is_used() -> None:
    # What a form takes is used as what JSON takes is.
    used = {ref.rpartition("/")[2] for ref in _refs(DOCUMENT)}
    assert set(SCHEMAS) <= used


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_what_it_is_in_words(name: str) -> None:
    _, _, operation = OPERATIONS[name]
    assert operation["summary"]
    assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENT["tags"]}


def test_every_operation_and_tag_has_a_description() -> None:
    named = {re.sub("^put", "update", name) for name in OPERATIONS}
    assert named == set(words.OPERATIONS)
    assert all(words.OPERATIONS.values())
    assert {tag for _, _, operation in _operations() for tag in operation["tags"]} == set(words.TAGS)


def test_license_and_contact_are_named() -> None:
    assert DOCUMENT["info"]["license"] == {"name": "MIT", "identifier": "MIT"}
    assert DOCUMENT["info"]["contact"] == {"name": "Heliograph contributors"}


def test_no_words_are_left_over() -> None:
    assert set(words.PARTS) | set(words.ENUMS) <= set(SCHEMAS)


def test_every_field_is_described_and_no_field_is_described_that_there_is_not() -> None:
    for kind, said in words.FIELDS.items():
        names = {field.alias or name for name, field in shapes.OF_TYPE[kind].model_fields.items()}
        assert set(said) <= names | _read_for(kind)


def _read_for(kind: str) -> set[str]:
    """The fields of every body that makes or changes one of these."""
    types = {name: SCHEMAS[name]["properties"]["type"]["const"] for name in SCHEMAS if _is_resource(name)}
    return {
        field
        for name, operation in OPERATIONS.items()
        if types.get(re.sub("^(create|update|put)", "", name)) == kind
        for body in _bodies(operation[2])
        for field in SCHEMAS[body]["properties"]
    }


def _is_resource(name: str) -> bool:
    return "const" in SCHEMAS[name].get("properties", {}).get("type", {})


def _bodies(operation: dict[str, Any]) -> list[str]:
    return [ref.rpartition("/")[2] for ref in _refs(operation.get("requestBody", {}))]


@pytest.mark.parametrize("kind", examples.ATTRIBUTES)
def test_an_example_of_an_answer_has_its_shape(kind: str) -> None:
    shapes.OF_TYPE[kind].model_validate(examples.ATTRIBUTES[kind])


def test_an_example_of_a_body_is_read() -> None:
    inputs = {
        (operation.openapi_extra or {})[INPUT]
        for bound in api._get_bound_routers()  # noqa: SLF001 - as above
        for view in bound.path_operations.values()
        for operation in view.operations
        if INPUT in (operation.openapi_extra or {})
    }
    assert {one.__name__ for one in inputs} == set(examples.BODIES)
    for one in inputs:
        one.model_validate(examples.BODIES[one.__name__])


@pytest.mark.parametrize("name", WRITES)
def test_the_ability_that_it_names_is_the_one_that_is_needed(name: str, db: None) -> None:
    path, method, operation = WRITES[name]
    others = [one.value for one in Ability if one.value != operation["x-ability"]]
    there = re.sub(r"{\w+}", "1", f"/api{path}")

    assert len(others) == len(Ability) - 1
    assert Caller(token=factories.a_key(*others).text).send(method.upper(), there).status == 403
    alone = Caller(token=factories.a_key(operation["x-ability"]).text)
    assert alone.send(method.upper(), there).status != 403


def test_what_is_shown_has_the_shape_that_is_described(as_operator: Caller) -> None:
    for path, include in _shown_to(as_operator):
        answer = as_operator.get(f"/api/{path}", {"include": include} if include else None)

        for one in [*_many(answer.body["data"]), *answer.body.get("included", [])]:
            shapes.OF_TYPE[one["type"]].model_validate(one["attributes"])


def _many(found: object) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _shown_to(operator: Caller) -> Iterator[tuple[str, str]]:
    """One of each kind, all that can be included with it."""
    group = _made(operator, "component-groups", name="Services", order_column="name", order_direction="asc")
    component = _made(operator, "components", name="API", component_group_id=group, meta={"team": "core"})
    touched = [{"id": component, "status": 3}]
    incident = _made(operator, "incidents", name="Slow", status=1, message="!", components=touched)
    window = _made(
        operator, "schedules", name="Disks", message="!", scheduled_at="2030-01-05", components=touched
    )
    metric = _made(operator, "metrics", name="Time", suffix="ms", default_value="1.50")
    yield f"component-groups/{group}", "components,meta"
    yield f"components/{component}", "group,incidents,meta"
    yield f"incidents/{incident}", "components.group,updates,user,meta"
    yield f"schedules/{window}", "components.group,updates,meta"
    update = _made(operator, f"incidents/{incident}/updates", status=2, message="!")
    yield f"incidents/{incident}/updates/{update}", "incident"
    update = _made(operator, f"schedules/{window}/updates", message="!")
    yield f"schedules/{window}/updates/{update}", "schedule"
    yield f"incident-templates/{_made(operator, 'incident-templates', name='Down', template='!')}", ""
    yield f"metrics/{metric}", "points"
    yield f"metrics/{metric}/points/{_made(operator, f'metrics/{metric}/points', value=1.5)}", "metric"
    yield f"subscribers/{_made(operator, 'subscribers', email='ada@example.com')}", "components,meta"


def _made(operator: Caller, path: str, **fields: object) -> int:
    number: int = operator.post(f"/api/{path}", fields).row["id"]
    return number


def _served(caller: Caller) -> Answer:
    return caller.get("/api/openapi.json")


def test_it_is_served_to_guests(as_stranger: Caller) -> None:
    answer = _served(as_stranger)

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.body == DOCUMENT


def _out_of_schema(schema: dict[str, Any]) -> list[str]:
    """Values that the schema of a parameter forbids."""
    schema = _resolved(schema)
    if schema["type"] == "array":
        return _out_of_schema(schema["items"])
    numbers = [schema["minimum"] - 1] if "minimum" in schema else []
    numbers += [schema["maximum"] + 1] if "maximum" in schema else []
    return [*map(str, numbers), *(["99", "unknown"] if "enum" in schema else [])]


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    kind, name = part["$ref"].split("/")[-2:]
    resolved: dict[str, Any] = DOCUMENT["components"][kind][name]
    return resolved


FORBIDDEN = [
    (path, parameter["name"], value)
    for path, method, operation in _operations()
    if method == "get"
    for parameter in map(_resolved, operation["parameters"])
    if parameter["in"] == "query"
    for value in _out_of_schema(parameter["schema"])
]


@pytest.fixture
def one_of_each(db: None) -> None:
    component = factories.a_component(pk=1, group=factories.a_group(pk=1))
    incident = factories.an_incident(pk=1, impacts=[(component, None)])
    schedule = factories.a_window(pk=1, impacts=[(component, None)])
    factories.an_update(incident, pk=1)
    schedule.updates.create(pk=2, message="Half of them are in.")
    factories.a_template(pk=1)
    a_point(a_metric(pk=1), pk=1)
    a_subscriber(pk=1)


@pytest.mark.parametrize(("path", "name", "value"), FORBIDDEN)
def test_a_query_that_the_schema_forbids_is_refused(
    path: str, name: str, value: str, as_operator: Caller, one_of_each: None
) -> None:
    numbered = path.replace("{schedule}/updates/{id}", "1/updates/2")
    there = re.sub(r"{\w+}", "1", f"/api{numbered}")

    assert as_operator.get(there).status == 200
    assert as_operator.get(there, {name: value}).status in {400, 422}


@pytest.mark.parametrize(("per_page", "counts_as"), [(-5, 1), (0, 1), (3, 3), (100, 100), (101, 100)])
def test_per_page_counts_as_the_nearest_allowed_number(
    per_page: int, counts_as: int, as_stranger: Caller
) -> None:
    answer = as_stranger.get("/api/components", {"per_page": per_page, "page": -1})

    assert (answer.status, answer.body["meta"]["per_page"]) == (200, counts_as)
    assert answer.body["meta"]["current_page"] == 1


def test_the_header_of_the_documentation_names_the_page(db: None) -> None:
    for name in ("Example Status", "Renamed & Co"):
        change_setting("name", name, actor=Actor.system(door=Door.COMMAND))
        page = Client().get("/docs/api").content.decode()

        assert f'<a class="home" href="/">{escape(name)}</a>' in page
