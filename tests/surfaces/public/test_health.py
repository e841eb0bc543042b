from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from heliograph.lib import clock
from heliograph.project.models import WorkerSeen
from heliograph.surfaces.public.health import ready


@pytest.mark.django_db
def test_it_is_well_while_it_serves_and_asks_no_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/health")
    assert (response.status_code, response.content) == (200, b"OK")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last_seen", "status", "worker"),
    [
        ([], 503, "failed"),
        ([timedelta(seconds=10)], 200, "ok"),
        ([timedelta(hours=1)], 503, "failed"),
        ([timedelta(hours=1), timedelta(seconds=10)], 200, "ok"),
    ],
)
def test_it_is_ready_when_a_worker_of_any_node_is_at_work(
    client: Client, last_seen: list[timedelta], status: int, worker: str
) -> None:
    for number, ago in enumerate(last_seen):
        WorkerSeen.objects.create(node=f"node {number}", version="1", seen_at=clock.now() - ago)
    response = client.get("/health/ready")
    assert response.status_code == status
    assert response.json() == {"ready": status == 200, "database": "ok", "worker": worker}
    assert response["Cache-Control"] == "no-store"


def broken() -> bool:
    raise ConnectionError("password=secret")


def test_what_breaks_is_not_ready_and_says_nothing_of_why(caplog: pytest.LogCaptureFixture) -> None:
    response = ready({"database": broken, "worker": lambda: True})(RequestFactory().get("/health/ready"))
    assert response.status_code == 503
    assert b"secret" not in response.content
    assert "the database did not answer" in caplog.text
