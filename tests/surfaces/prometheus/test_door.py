"""`/metrics`, read with Prometheus's own parser."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from heliograph.actors import Actor, Door
from heliograph.events.models import Event, Untold
from heliograph.lib import clock
from heliograph.monitoring.monitors import record_check
from heliograph.monitoring.verdict import Result
from heliograph.project.worker import say_alive
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests.factories import Key, a_component, a_group, a_key, a_window, an_incident
from tests.monitoring.factories import a_monitor

pytestmark = pytest.mark.django_db


def scraped(client: Client, key: Key | None = None) -> Mapping[tuple[str, ...], float]:
    """By name and component, or whatever else is told apart."""
    headers = {} if key is None else {"Authorization": f"Bearer {key.text}"}
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert answer["Cache-Control"] == "no-store"
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (one.name, *(one.labels[name] for name in ("component", "channel") if name in one.labels)): one.value
        for family in families
        for one in family.samples
    }


def open_to_everybody() -> None:
    change_setting("prometheus_protected", value=False, actor=Actor.system(door=Door.COMMAND))


def test_a_token_is_asked_for(client: Client) -> None:
    refused = client.get("/metrics")

    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    assert client.get("/metrics", headers={"Authorization": "Bearer nobody's"}).status_code == 401
    assert client.post("/metrics").status_code == 405


def test_everybody_may_read_it_where_the_owner_says_so(client: Client) -> None:
    open_to_everybody()

    assert scraped(client)[("heliograph_incidents_open",)] == 0
    assert client.get("/metrics", headers={"Authorization": "Bearer nobody's"}).status_code == 401


def test_what_the_page_shows_is_told_in_numbers(client: Client) -> None:
    checkout = a_component(name='Check"out\\', group=a_group(name="Shop"))
    a_component(name="Search", status=ComponentStatus.PERFORMANCE_ISSUES)
    an_incident(impacts=[(checkout, ComponentStatus.MAJOR_OUTAGE)])
    an_incident(status=IncidentStatus.FIXED)
    now = clock.now()
    a_window(scheduled_at=now - timedelta(hours=1), completed_at=now + timedelta(hours=1))

    told = scraped(client, a_key())

    assert told[("heliograph_component_status", 'Check"out\\')] == ComponentStatus.MAJOR_OUTAGE
    assert told[("heliograph_component_status", "Search")] == ComponentStatus.PERFORMANCE_ISSUES
    assert told[("heliograph_incidents_open",)] == 1
    assert told[("heliograph_maintenance_in_progress",)] == 1


def test_monitors_tell_of_their_newest_check(client: Client) -> None:
    until = clock.now() + timedelta(days=30)
    for name, results in {
        "Up": [
            Result(is_up=False, error="Refused."),
            Result(is_up=True, code=200, milliseconds=250, certificate_until=until),
        ],
        "Unclear": [Result(is_up=True, milliseconds=1), Result(is_up=None, error="It leads inside.")],
        "Down": [Result(is_up=True, milliseconds=1), Result(is_up=False, error="Refused.")],
    }.items():
        monitor = a_monitor(a_component(name=name))
        for result in results:
            record_check(monitor.pk, result, actor=Actor.monitor())
    a_monitor(a_component(name="New"))

    told = scraped(client, a_key())

    assert {key[1]: value for key, value in told.items() if key[0] == "heliograph_monitor_up"} == {
        "Up": 1,
        "Down": 0,
    }
    assert told[("heliograph_monitor_response_seconds", "Up")] == 0.25
    assert ("heliograph_monitor_response_seconds", "Down") not in told
    ends = {key[1]: value for key, value in told.items() if "certificate" in key[0]}
    assert ends == {"Up": until.timestamp()}


def test_how_the_telling_is(client: Client) -> None:
    event = Event.objects.create(kind="incident_ran_long", subject_type="incident", subject_id=1, payload={})
    Untold.objects.create(event=event, put_off_until=clock.now())
    key = a_key()
    assert ("heliograph_worker_seen_timestamp_seconds",) not in scraped(client, key)

    say_alive()
    told = scraped(client, key)

    assert told[("heliograph_events_unannounced",)] == 1
    assert told[("heliograph_deliveries_waiting", "email")] == 0
    assert told[("heliograph_deliveries_given_up",)] == 0
    assert clock.now().timestamp() - told[("heliograph_worker_seen_timestamp_seconds",)] < 60


def test_guests_are_told_nothing_that_is_not_theirs(client: Client) -> None:
    hidden = a_component(name="Hidden", group=a_group(visible=Visibility.HIDDEN))
    record_check(a_monitor(hidden).pk, Result(is_up=True, milliseconds=5), actor=Actor.monitor())
    an_incident(visible=Visibility.HIDDEN)
    an_incident(published_at=clock.now() + timedelta(hours=1))
    open_to_everybody()

    told = scraped(client)

    assert not [key for key in told if "Hidden" in key]
    assert told[("heliograph_incidents_open",)] == 0


def test_the_queries_are_as_many_for_one_component_as_for_many(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            scraped(client)
        return len(asked)

    open_to_everybody()
    record_check(a_monitor().pk, Result(is_up=True, milliseconds=5), actor=Actor.monitor())
    scraped(client)
    few = queries()
    for _ in range(20):
        monitor = a_monitor(a_component(group=a_group()))
        record_check(monitor.pk, Result(is_up=True, milliseconds=5), actor=Actor.monitor())
        an_incident(impacts=[(monitor.component, ComponentStatus.MAJOR_OUTAGE)])

    assert queries() == few
