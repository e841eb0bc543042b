import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heliograph.actors import Actor
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import ComponentStatus
from tests.factories import a_component

pytestmark = pytest.mark.django_db

KIB = 1024


def test_nothing_is_shown_while_all_is_well(client: Client) -> None:
    a_component()
    assert re.search(r"<body>\s*</body>", client.get("/embed").content.decode())
    assert "(null," in client.get("/embed.js").content.decode()


@pytest.mark.parametrize("path", ["/embed", "/embed.js"])
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ComponentStatus.PARTIAL_OUTAGE, "Some systems are experiencing issues."),
        (ComponentStatus.MAJOR_OUTAGE, "Some systems are experiencing major issues."),
        (ComponentStatus.UNDER_MAINTENANCE, "Some systems are under maintenance."),
    ],
)
def test_else_one_line_leads_here(client: Client, path: str, status: ComponentStatus, words: str) -> None:
    a_component(status=status)
    shown = client.get(path).content.decode()
    assert words in shown
    assert "http://127.0.0.1:8000/" in shown


def test_the_script_is_small_and_for_everybody(client: Client) -> None:
    a_component(status=ComponentStatus.MAJOR_OUTAGE)
    response = client.get("/embed.js")
    assert len(response.content) < 2 * KIB
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert not response.cookies


@pytest.mark.parametrize("path", ["/embed", "/embed.js"])
@pytest.mark.parametrize("count", [1, 50])
def test_it_asks_as_often_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str, count: int
) -> None:
    for _ in range(count):
        a_component()
    with django_assert_num_queries(5):
        client.get(path)


def test_the_banner_s_language_is_the_page_s(client: Client, operator: Actor) -> None:
    change_setting("locale", "ar", actor=operator)
    assert 'dir="rtl"' in client.get("/embed").content.decode()
