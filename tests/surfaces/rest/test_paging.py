import pytest

from tests import factories
from tests.people import Caller

HERE = "http://testserver/api/components"


@pytest.fixture
def seventeen(db: None) -> None:
    for number in range(1, 18):
        factories.a_component(name=f"{number:02}")


def test_a_page_has_fifteen_unless_something_else_is_asked(seventeen: None, as_stranger: Caller) -> None:
    answer = as_stranger.get("/api/components")

    assert answer.names == [f"{number:02}" for number in range(1, 16)]
    assert answer.body["links"] == {"first": f"{HERE}?page=1", "next": f"{HERE}?page=2"}
    assert answer.body["meta"] == {
        "current_page": 1,
        "current_page_url": f"{HERE}?page=1",
        "from": 1,
        "path": HERE,
        "per_page": 15,
        "to": 15,
    }


def test_a_page_in_the_middle_has_both_neighbours(seventeen: None, as_stranger: Caller) -> None:
    answer = as_stranger.get("/api/components?per_page=6&page=2")

    assert answer.names == [f"{number:02}" for number in range(7, 13)]
    assert answer.body["links"] == {
        "first": f"{HERE}?per_page=6&page=1",
        "prev": f"{HERE}?per_page=6&page=1",
        "next": f"{HERE}?per_page=6&page=3",
    }
    assert (answer.body["meta"]["from"], answer.body["meta"]["to"]) == (7, 12)


def test_the_last_page_has_no_next_one(seventeen: None, as_stranger: Caller) -> None:
    answer = as_stranger.get("/api/components?page=2")

    assert answer.names == ["16", "17"]
    assert set(answer.body["links"]) == {"first", "prev"}


def test_a_page_that_is_exactly_full_has_no_next_one(seventeen: None, as_stranger: Caller) -> None:
    assert set(as_stranger.get("/api/components?per_page=17").body["links"]) == {"first"}


def test_behind_the_last_page_there_is_an_empty_one(seventeen: None, as_stranger: Caller) -> None:
    answer = as_stranger.get("/api/components?page=9")

    assert (answer.status, answer.body["data"]) == (200, [])
    assert set(answer.body["links"]) == {"first", "prev"}
    assert (answer.body["meta"]["from"], answer.body["meta"]["to"]) == (None, None)


def test_links_keep_what_the_caller_asked(seventeen: None, as_stranger: Caller) -> None:
    answer = as_stranger.get(
        "/api/components", {"filter[name]": "0,1", "sort": "-id", "per_page": 2, "q": "ä&b"}
    )

    asked = "filter%5Bname%5D=0%2C1&sort=-id&per_page=2&q=%C3%A4%26b"
    assert answer.body["links"]["next"] == f"{HERE}?{asked}&page=2"


def test_following_next_meets_everything_once(seventeen: None, as_stranger: Caller) -> None:
    seen: list[str] = []
    following = "/api/components?per_page=5"
    while following:
        answer = as_stranger.get(following.removeprefix("http://testserver"))
        seen += answer.names
        following = answer.body["links"].get("next", "")

    assert seen == [f"{number:02}" for number in range(1, 18)]


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("1", 1),
        ("100", 100),
        ("101", 100),
        ("40000", 100),
        ("999999999999999999999999", 1),
        ("0", 1),
        ("-5", 1),
        ("x", 1),
        ("1.5", 1),
        ("", 1),
    ],
)
def test_a_page_holds_between_one_and_a_hundred(asked: str, held: int, as_stranger: Caller) -> None:
    assert as_stranger.get("/api/components", {"per_page": asked}).body["meta"]["per_page"] == held


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "9" * 30])
def test_a_page_that_is_no_page_is_the_first(page: str, seventeen: None, as_stranger: Caller) -> None:
    answer = as_stranger.get("/api/components", {"page": page})

    assert (answer.body["meta"]["current_page"], len(answer.names)) == (1, 15)


def test_a_page_far_away_is_empty(seventeen: None, as_stranger: Caller) -> None:
    answer = as_stranger.get("/api/components", {"page": "9" * 18})

    assert (answer.status, answer.body["data"]) == (200, [])
