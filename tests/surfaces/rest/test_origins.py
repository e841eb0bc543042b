"""Which other sites' pages may read the API (setting `api_allowed_origins`)."""

import pytest

from heliograph.site.models import Setting
from tests.people import Answer, Caller

OURS = "https://example.com"
TWO = f"{OURS} http://localhost:3000"
PREFLIGHT = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}


def from_origin(origin: str | None, method: str = "GET", path: str = "ping", **more: str) -> Answer:
    headers = more | ({} if origin is None else {"Origin": origin})
    return Caller().send(method, f"/api/{path}", headers=headers)


@pytest.mark.parametrize(
    ("allowed", "origin", "answered"),
    [
        ("*", OURS, "*"),
        ("*", "null", "*"),
        ("*", None, "*"),
        (TWO, OURS, OURS),
        (TWO, "http://localhost:3000", "http://localhost:3000"),
        (TWO, "https://localhost:3000", None),
        (TWO, "https://example.com.evil.example", None),
        (TWO, "https://evil.example", None),
        (TWO, f"{OURS}:443", None),
        (TWO, TWO, None),
        (TWO, "null", None),
        (TWO, "", None),
        (TWO, None, None),
        ("", OURS, None),
        ("", "", None),
    ],
)
def test_an_origin_is_allowed_as_the_owner_says(
    allowed: str, origin: str | None, answered: str | None, db: None
) -> None:
    Setting.objects.create(name="api_allowed_origins", value=allowed)

    answers = [
        from_origin(origin),
        from_origin(origin, path="nothing"),
        from_origin(origin, "POST", "incidents"),
        from_origin(origin, "OPTIONS", **PREFLIGHT),
    ]

    assert [one.status for one in answers] == [200, 404, 401, 204]
    assert {one.headers.get("Access-Control-Allow-Origin") for one in answers} == {answered}
    assert all("Access-Control-Allow-Credentials" not in one.headers for one in answers)


@pytest.mark.parametrize(("allowed", "varies"), [("*", False), (TWO, True), ("", True)])
def test_a_cache_keeps_origins_apart_where_the_answer_depends_on_them(
    allowed: str, *, varies: bool, db: None
) -> None:
    Setting.objects.create(name="api_allowed_origins", value=allowed)

    for origin in (OURS, "https://evil.example", None):
        named = {one.strip() for one in from_origin(origin).headers["Vary"].split(",")}
        assert ("Origin" in named) is varies


def test_a_preflight_is_told_what_it_asked_for_and_may_be_remembered(db: None) -> None:
    answer = from_origin(OURS, "OPTIONS", "incidents/7", **PREFLIGHT)

    assert (answer.status, answer.body) == (204, None)
    assert answer.headers["Access-Control-Allow-Methods"] == "PUT"
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization"
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


def test_a_preflight_is_not_counted_and_needs_no_token(db: None) -> None:
    Setting.objects.create(name="api_protected", value=True)
    Setting.objects.create(name="api_rate_limit", value=1)

    answers = [from_origin(OURS, "OPTIONS", "incidents", **PREFLIGHT) for _ in range(3)]

    assert [one.status for one in answers] == [204] * 3
    assert "X-RateLimit-Limit" not in answers[0].headers


def test_pages_of_other_sites_may_read_our_own_headers(db: None) -> None:
    exposed = from_origin(OURS).headers["Access-Control-Expose-Headers"].split(", ")

    assert {"X-RateLimit-Remaining", "Retry-After", "ETag"} <= set(exposed)
