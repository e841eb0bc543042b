"""What of an address counts for what guests are handed."""

import pytest

from heliograph.publishing.addresses import Asked, asked_for

GUID = "0b1c6f8e-5f0b-4d1e-9d53-111111111111"


def asked(address: str, accept_language: str = "") -> Asked | None:
    path, _, query = address.partition("?")
    return asked_for(path, query, origin="http://here", accept_language=accept_language)


@pytest.mark.parametrize(
    ("address", "accepts", "query", "language", "is_steady"),
    [
        ("/", "", "", "en", True),
        ("/", "de-DE,de;q=0.9,en;q=0.1", "", "de", True),
        ("/", "tlh, nonsense;;;", "", "en", True),
        ("/?utm_source=mail&x=1&x=2", "", "", "en", True),
        ("/?lang=de&x=1", "fr", "lang=de", "", True),
        ("/?lang=pt_PT", "fr", "lang=pt-br", "", True),
        ("/?lang=tlh", "fr", "", "fr", True),
        ("/?from=2026-01-02", "", "from=2026-01-02", "en", False),
        (f"/incidents/{GUID}?page=3", "", "", "en", True),
        ("/history?month=2026-01&y", "", "month=2026-01", "en", True),
        ("/?from=yesterday", "", "", "en", True),
        ("/?q=word", "", "", "en", True),
        ("/history?month=2026-13", "", "", "en", True),
        ("/history?month=q0-1&page=2", "", "page=2", "en", True),
        ("/history?month=1999-01", "", "month=1999-01", "en", False),
        ("/history?month=2150-01", "", "month=2150-01", "en", False),
        ("/history?page=1", "", "", "en", True),
        ("/history?page=20", "", "page=20", "en", True),
        ("/history?page=21", "", "page=21", "en", False),
        ("/history?page=50", "", "", "en", True),
        ("/history?q=+a++b%0A&page=2", "", "page=2&q=a+b", "en", False),
        ("/history?q=", "", "", "en", True),
        ("/badge.svg?style=zz1", "", "", "en", True),
        ("/badge.svg?style=flat-square", "", "", "en", True),
        ("/badge.svg?label=", "", "label=", "en", False),
        ("/metrics/7.json?range=year", "", "", "en", True),
        ("/theme.css?v=zz1", "de", "", "", True),
        ("/history.json?page=1", "", "", "", True),
        ("/history.json?page=21", "", "page=21", "", False),
        ("/badge.svg?label=a&style=flat&z=9", "", "label=a&style=flat", "en", False),
        ("/components/7/badge.svg", "", "", "en", True),
        ("/schedules/7/calendar.ics", "", "", "en", True),
        ("/metrics/7.json?range=day", "", "range=day", "en", True),
        ("/theme.css?v=1", "de", "v=1", "", True),
        ("/favicon.svg?v=1", "de", "", "", True),
        ("/history.rss?x=1", "de", "", "", True),
        ("/history.json?page=2", "de", "page=2", "", True),
        ("/api/v2/summary.json?lang=de", "fr", "", "", True),
        ("/api/v2/incidents/unresolved.json", "", "", "", True),
        ("/api/v2/scheduled-maintenances/active.json", "", "", "", True),
    ],
)
def test_what_counts_of_a_pages_address(
    address: str, accepts: str, query: str, language: str, *, is_steady: bool
) -> None:
    said = asked(address, accepts)

    assert said is not None
    assert (said.query, said.language, said.is_steady) == (query, language, is_steady)
    assert said.origin == ""


@pytest.mark.parametrize(
    ("address", "query", "is_steady"),
    [
        ("/api/components", "", True),
        ("/api/components?page=2&bust=1", "page=2", False),
        ("/api/components?sort=-id&include=group", "include=group&sort=-id", False),
        ("/api/components?filter[name]=a&fields[components]=name", None, False),
        ("/api/incidents/7/updates", "", True),
        ("/api/metrics/7/points/3", "", True),
        ("/api/status?page=2", "", True),
    ],
)
def test_the_rest_apis_answers_name_their_host(address: str, query: str | None, *, is_steady: bool) -> None:
    said = asked(address, "de")

    assert said is not None
    assert query is None or said.query == query
    assert (said.origin, said.language, said.is_steady) == ("http://here", "", is_steady)


@pytest.mark.parametrize(
    "address",
    [
        *("/subscribe", "/health", "/health/ready", "/static/public/page.css", "/docs", "//", "/index.html"),
        *("/subscribers/manage/abc", "/incidents/7", "/incidents/NONE", "/components/0", "/components/07"),
        *("/api", "/api/", "/api/components/", "/api/subscribers", "/api/incident-templates", "/api/x"),
        *("/history?q=a&q=b", "/history?page=1&page=2", "/?lang=de&lang=fr", "/?from=a&from=b"),
        *("/?" + "x" * 600, "/?" + "&".join(f"x{n}=1" for n in range(40)), "/components/" + "1" * 30),
    ],
)
def test_what_django_answers_itself(address: str) -> None:
    assert asked(address) is None
