"""Class 1: what a query string asks for is on a list or refused; none of it is SQL, or a path in JSON."""

from urllib.parse import quote, urlencode

import pytest

from tests import factories
from tests.people import Caller

LISTS = ["components", "component-groups", "incidents", "incident-templates"]

WORDS = [
    "'",
    '"',
    "\\",
    "') OR 1=1 --",
    "name; DROP TABLE events_event",
    "id desc, (select 1)",
    "%",
    "%s",
    "%(x)s",
    "{}",
    "$.a",
    "$[0]",
    "a->b",
    "a->>'b'",
    "a__b",
    "__class__",
    "status__gt",
    "group__components__incidents",
    "user__password",
    "pk",
    "?",
    "-",
    "--",
    "-__name",
    "\0",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "ä" * 300,
    "x" * 5_000,
    "[",
    "]",
    "[]",
    "a[b][c]",
    " ",
    ",",
    ",,,",
    "a," * 2_000,
    "name,-name," * 2_000,
    "1" * 400,
    "-1",
    "1e400",
    "NaN",
    "null",
]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("parameter", ["sort", "include", "fields[components]", "filter", "page", "per_page"])
def test_no_word_in_a_parameter_is_a_failure(
    path: str, parameter: str, as_stranger: Caller, quietly: None
) -> None:
    for word in WORDS:
        answer = as_stranger.get(f"/api/{path}", {parameter: word})

        assert answer.status in {200, 400}, word


@pytest.mark.parametrize("parameter", ["sort", "include"])
def test_what_is_not_on_the_list_is_refused(parameter: str, as_stranger: Caller, quietly: None) -> None:
    for word in WORDS:
        if word.strip(" ,") and "name,-name" not in word:
            assert as_stranger.get("/api/components", {parameter: word}).status == 400, word


FILTERS = [
    *(("components", name) for name in ("name", "status", "enabled")),
    *(("incidents", name) for name in ("name", "status", "occurs_after", "occurs_before", "occurs_on")),
    *(("incident-templates", name) for name in ("name", "slug")),
]


@pytest.mark.parametrize(("path", "name"), FILTERS)
def test_no_word_in_a_filter_is_a_failure(path: str, name: str, as_stranger: Caller, quietly: None) -> None:
    for word in WORDS:
        answer = as_stranger.get(f"/api/{path}", {f"filter[{name}]": word})
        assert answer.status in {200, 400}, word
    assert as_stranger.get(f"/api/{path}", {f"filter[{name}]": "1"}).status == 200


def test_no_filter_has_such_a_name(as_stranger: Caller, quietly: None) -> None:
    for path in LISTS:
        for word in WORDS:
            answer = as_stranger.get(f"/api/{path}", {f"filter[{word}]": "1"})
            assert answer.status in {200, 400}, (path, word)


def test_a_filter_on_a_column_behind_a_relation_is_refused(as_stranger: Caller, quietly: None) -> None:
    for name in ("group__name", "user__password", "deleted_at", "meta__team", "impacts__incident__visible"):
        assert as_stranger.get("/api/components", {f"filter[{name}]": "1"}).status == 400


@pytest.mark.parametrize("path", ["components", "component-groups", "incidents"])
def test_a_key_of_meta_is_a_key_and_no_path(path: str, as_stranger: Caller) -> None:
    factories.a_component(meta={"a": {"b": 1}, "list": [1]})
    factories.a_group(meta={"a": {"b": 1}, "list": [1]})
    factories.an_incident(meta={"a": {"b": 1}, "list": [1]})

    for key in (
        *WORDS,
        "a.b",
        "a__b",
        "$.a.b",
        "a,b",
        "list.0",
        "list[0]",
        "{a,b}",
        "a__has_key",
        "a__isnull",
        "0",
        "-1",
    ):
        answer = as_stranger.get(f"/api/{path}", {f"filter[meta][{key}]": "1"})

        assert answer.status in {200, 400}, key
        if answer.status == 200 and not set("[]\0") & set(key):
            assert answer.body["data"] == [], key


@pytest.mark.parametrize(
    "key", ["'", '"', "a'b", 'a"b', "a.b", "$.a", "a__b", "ä 🚒", "%s", "{a}", "0", "\\"]
)
def test_a_strange_key_finds_what_has_it(key: str, as_stranger: Caller) -> None:
    factories.a_component(name="has it", meta={key: "v"})
    factories.a_component(name="has another", meta={"x": "v"})

    assert as_stranger.get("/api/components", {f"filter[meta][{key}]": "v"}).names == ["has it"]


@pytest.mark.parametrize(
    "value", ["v'", 'v"', "'; --", "%", "\\", "{}", "[1]", "null", "1" * 400, "1e400", "ä"]
)
def test_a_strange_value_of_meta_is_only_equal_to_itself(value: str, as_stranger: Caller) -> None:
    factories.a_component(name="has it", meta={"k": value})
    factories.a_component(name="has another", meta={"k": "v"})

    assert as_stranger.get("/api/components", {"filter[meta][k]": value}).names == ["has it"]


@pytest.mark.parametrize(
    "query", ["filter[]=1", "filter[[name]]=1", "filter[name", "[]", "=", "&&&", "%", "%zz", "a=%ff"]
)
def test_a_query_that_is_none_is_passed_over(query: str, as_stranger: Caller, quietly: None) -> None:
    assert as_stranger.get(f"/api/components?{query}").status in {200, 400}


def test_many_filters_at_once_are_bounded(as_stranger: Caller, quietly: None) -> None:
    for number in (100, 900, 5_000):
        query = urlencode([(f"filter[meta][k{one}]", "1") for one in range(number)])
        assert as_stranger.get(f"/api/components?{query}").status in {200, 400}


@pytest.mark.parametrize("path", ["components", "component-groups", "incidents", "incident-templates"])
@pytest.mark.parametrize(
    "number",
    [
        "0",
        "-1",
        "1.5",
        "99999999999999999999",
        "9" * 18,
        "9" * 400,
        "x",
        "1'",
        "²",
        "٣",
        "%00",
        "1%2F2",
        "null",
    ],
)
def test_a_number_that_nothing_has_is_not_found(
    path: str, number: str, as_stranger: Caller, quietly: None
) -> None:
    number = number if "%" in number else quote(number)

    for one in (
        f"/api/{path}/{number}",
        f"/api/incidents/{number}/updates",
        f"/api/incidents/{number}/updates/{number}",
    ):
        assert as_stranger.get(one).status == 404


def test_a_number_with_a_zero_before_it_is_that_number_or_none(as_stranger: Caller) -> None:
    component = factories.a_component()

    assert as_stranger.get(f"/api/components/0{component.pk}").status in {200, 404}
