"""Classes 17 and 26: whatever a body holds, it is refused by the field that is wrong, and nothing remains."""

import json

import pytest

from tests import factories
from tests.people import Caller

INCIDENT = {"name": "Disk full", "status": 1, "message": "We look."}
UPDATES = "incidents/{}/updates"

VALID: dict[str, dict[str, object]] = {
    "components": {"name": "API"},
    "component-groups": {"name": "Europe"},
    "incidents": INCIDENT,
    UPDATES: {"status": 4, "message": "Fixed."},
    "incident-templates": {"name": "Down", "template": "x"},
}
FIELDS = {
    "components": "name description status link order enabled component_group_id meta",
    "component-groups": "name order visible collapsed order_column order_direction components meta",
    "incidents": "name status message template template_vars visible stickied notifications occurred_at "
    "published_at components component_id component_status meta",
    UPDATES: "status message",
    "incident-templates": "name slug template engine",
}

EVIL: list[object] = [
    "\0",
    "a\0b",
    "\ud800",
    "x\udfffy",
    "x" * 70_000,
    "' OR 1=1 --",
    "${jndi:ldap://x}",
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "²",
    "٣",
    "1e5",
    "-0",
    -1,
    9,
    1.5,
    10**18,
    10**400,
    -(10**400),
    float("inf"),
    float("-inf"),
    True,
    [],
    [[]],
    [None],
    ["\0"],
    [{"id": 10**400, "status": 10**400}],
    [{"id": {}, "status": []}],
    {},
    {"\0": 1},
    {"\ud800": 1},
    {"a": "\ud800"},
    {"a": float("inf")},
    {"a": [{"b": "\0"}]},
    {"id": 1},
]


def encoded(body: object) -> str:
    """Infinity as a number that is too large to be one, since JSON knows no word for it."""
    return json.dumps(body).replace("-Infinity", "-1e400").replace("Infinity", "1e400")


@pytest.mark.parametrize(
    ("path", "field"), [(path, one) for path, fields in FIELDS.items() for one in fields.split()]
)
def test_no_value_in_any_field_is_a_failure_of_ours(
    path: str, field: str, as_operator: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"/api/{path.format(factories.an_incident().pk)}"

    for value in EVIL:
        answer = as_operator.send("POST", url, encoded(VALID[path] | {field: value}))

        assert answer.status in {201, 422}, value
        if answer.status == 422:
            assert any(fault.split(".")[0] == field for fault in answer.faults) or field in {
                "order_column",
                "component_id",
            }, (value, answer.body)
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        pytest.param(INCIDENT | {"status": 9}, {"status"}, id="a status that there is not"),
        pytest.param(INCIDENT | {"name": "x" * 300}, {"name"}, id="a name of 300 characters"),
        pytest.param({"name": "x", "status": 1}, {"message", "template"}, id="neither message nor template"),
        pytest.param(INCIDENT | {"meta": ["x", {"y": "\0"}]}, {"meta"}, id="NUL deep within"),
        pytest.param(INCIDENT | {"name": "\ud800"}, {"name"}, id="half of a character"),
        pytest.param(INCIDENT | {"status": 10**400}, {"status"}, id="a number of 400 digits"),
        pytest.param(
            INCIDENT | {"component_id": 10**18, "component_status": 1}, {"component_id"}, id="a huge id"
        ),
        pytest.param([], {"name", "status", "message", "template"}, id="a list where an object belongs"),
        pytest.param("x", {"name", "status", "message", "template"}, id="a text where an object belongs"),
        pytest.param(None, {"name", "status", "message", "template"}, id="nothing where an object belongs"),
    ],
)
def test_what_is_wrong_is_named_and_leaves_no_trace(
    body: object, faults: set[str], as_operator: Caller, quietly: None
) -> None:
    answer = as_operator.send("POST", "/api/incidents", encoded(body))

    assert (answer.status, answer.faults) == (422, faults)


BROKEN = [
    pytest.param("{", id="cut off"),
    pytest.param('{"name": "x",}', id="a comma too many"),
    pytest.param("{'name': 'x'}", id="single quotes"),
    pytest.param('{"name": NaN}', id="NaN"),
    pytest.param('{"name": Infinity}', id="Infinity"),
    pytest.param('{"status": ' + "9" * 5_000 + "}", id="a number of 5,000 digits"),
    pytest.param("[" * 100_000, id="a hundred thousand brackets, open"),
    pytest.param("[" * 100_000 + "]" * 100_000, id="a hundred thousand brackets"),
    pytest.param('{"a":' * 100_000 + "1" + "}" * 100_000, id="a hundred thousand braces"),
    pytest.param('{"meta":' + "[" * 500 + "]" * 500 + "}", id="five hundred brackets within"),
    pytest.param(b'\xff\xfe{"name": "x"}', id="no UTF-8"),
    pytest.param(b'{"name": "\xc3\x28"}', id="broken UTF-8 within"),
    pytest.param("\0", id="NUL alone"),
    pytest.param("<xml/>", id="XML"),
]


@pytest.mark.parametrize("body", BROKEN)
def test_what_cannot_be_read_is_refused_with_the_reason(
    body: str | bytes, as_operator: Caller, quietly: None
) -> None:
    answer = as_operator.send("POST", "/api/incidents", body)

    assert 400 <= answer.status < 500
    assert answer.body["message"]
    assert len(json.dumps(answer.body)) < 2_000


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain"]
)
def test_a_body_of_ten_megabytes_is_too_large(content_type: str, as_operator: Caller, quietly: None) -> None:
    body = json.dumps({"name": "x" * 10_000_000})

    answer = as_operator.send("POST", "/api/components", body, content_type=content_type)

    assert answer.status == 413 or (content_type == "text/plain" and answer.status == 422)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param("name=%00", "application/x-www-form-urlencoded", id="NUL in a form"),
        pytest.param(
            "&".join(f"a{n}=1" for n in range(2_000)), "application/x-www-form-urlencoded", id="2,000 fields"
        ),
        pytest.param(
            "a" + "[b]" * 5_000 + "=1", "application/x-www-form-urlencoded", id="a key of 5,000 levels"
        ),
        pytest.param("%ff%fe=%ff", "application/x-www-form-urlencoded", id="no UTF-8 in a form"),
        pytest.param("x", "multipart/form-data", id="parts without a boundary"),
        pytest.param("x", "multipart/form-data; boundary=", id="parts with an empty boundary"),
        pytest.param("x", "multipart/form-data; boundary=y", id="parts that are none"),
        pytest.param("--y\r\nx\r\n\r\n", "multipart/form-data; boundary=y", id="parts that are cut off"),
        pytest.param("{}", "application/json; charset=klingon", id="an unknown encoding"),
    ],
)
def test_a_strange_form_is_refused(body: str, content_type: str, as_operator: Caller, quietly: None) -> None:
    answer = as_operator.send("POST", "/api/components", body, content_type=content_type)

    assert 400 <= answer.status < 500


def test_a_file_is_no_field(as_operator: Caller, quietly: None) -> None:
    part = 'Content-Disposition: form-data; name="name"; filename="x.txt"\r\nContent-Type: text/plain'
    body = f"--y\r\n{part}\r\n\r\nAPI\r\n--y--\r\n"

    answer = as_operator.send("POST", "/api/components", body, content_type="multipart/form-data; boundary=y")

    assert (answer.status, answer.faults) == (422, {"name"})
