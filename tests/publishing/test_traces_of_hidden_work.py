"""Class 44: what visitors cannot see leaves no trace in the headers of public answers."""

from datetime import UTC, datetime, timedelta

from time_machine import TimeMachineFixture

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.publishing.addresses import ADDRESSES
from heliograph.publishing.front import Front
from heliograph.site.settings import change_setting
from heliograph.status.drafts import IncidentChanges, IncidentDraft
from heliograph.status.incidents import create_incident, delete_incident, update_incident
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests import factories
from tests.metrics.factories import a_metric
from tests.publishing.house import Handed, House

BEGINNING = datetime(2026, 11, 30, 10, tzinfo=UTC)
ADDRESSES_OF_THE_PAGE = (
    *("/", "/?from=2026-11-01", "/history", "/history?month=2026-01", "/rss", "/atom", "/feed.json"),
    *("/calendar.ics", "/embed", "/embed.js", "/badge.svg", "/badge.svg?style=flat", "/badge.svg?label=a"),
    *("/history.rss", "/history.atom", "/history.json", "/theme.css", "/favicon.svg", "/robots.txt"),
    *("/favicon.ico", "/apple-touch-icon.png", "/sitemap.xml"),
    *("/manifest.webmanifest", "/api/ping", "/api/version", "/api/status", "/api/components?per_page=2"),
    *("/api/incidents", "/api/schedules", "/api/metrics", "/api/v2/scheduled-maintenances/upcoming.json"),
    *(f"/api/v2/{name}.json" for name in ("status", "summary", "components", "incidents", "uptime")),
)


def addresses() -> list[str]:
    component = factories.a_component()
    incident = factories.an_incident()
    update = factories.an_update(incident=incident)
    window, metric = factories.a_window(), a_metric()
    return [
        *ADDRESSES_OF_THE_PAGE,
        *(f"/components/{component.pk}", f"/components/{component.pk}/badge.svg"),
        *(f"/incidents/{incident.guid}", f"/schedules/{window.pk}", f"/metrics/{metric.pk}.json?range=hour"),
        *(f"/api/incidents/{incident.pk}/updates/{update.pk}", f"/api/metrics/{metric.pk}/points"),
    ]


def read_all(house: House, front: Front, asked: list[str]) -> dict[str, Handed]:
    return {one: house.get(one, front=front, accept_encoding="br") for one in asked}


def test_every_cached_address_is_read() -> None:
    paths = {one.partition("?")[0] for one in ADDRESSES_OF_THE_PAGE} | {
        *("/components/1", f"/incidents/{'0' * 8}-{'0' * 4}-{'0' * 4}-{'0' * 4}-{'0' * 12}", "/schedules/1"),
        *("/metrics/1.json", "/api/incidents/1/updates/1", "/api/metrics/1/points"),
    }
    assert all(any(one.pattern.fullmatch(path) for path in paths) for one in ADDRESSES)


def test_headers_change_only_when_the_public_answer_changes(
    house: House, operator: Actor, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(BEGINNING, tick=False)
    change_setting("api_rate_limit", 0, actor=operator)
    asked = addresses()
    time_machine.move_to(BEGINNING + timedelta(minutes=10, seconds=20), tick=False)
    before = read_all(house, house.front, asked)
    assert {one.status for one in before.values()} == {200}

    def work_on_hidden_incidents(seconds: int) -> None:
        time_machine.move_to(BEGINNING + timedelta(minutes=10, seconds=20 + seconds), tick=False)
        draft = {"name": "Hidden", "message": "!", "status": IncidentStatus.INVESTIGATING}
        soon = clock.now() + timedelta(hours=9)
        create_incident(
            IncidentDraft(**draft, visible=Visibility.EVERYONE, published_at=soon),  # type: ignore[arg-type]
            actor=operator,
        )
        hidden = create_incident(
            IncidentDraft(**draft, visible=Visibility.SIGNED_IN),  # type: ignore[arg-type]
            actor=operator,
        )
        if seconds > 5:  # an event that may have retracted something
            update_incident(hidden.pk, IncidentChanges(name="Hidden still"), actor=operator)
            delete_incident(hidden.pk, actor=operator)
            house.front.memory.forget_what_was_taken_back()
            house.front.disk.forget_what_was_taken_back()

    for seconds in (5, 10):
        work_on_hidden_incidents(seconds)
        for front in (house.front, house.another_process()):
            after = read_all(house, front, asked)
            for one in asked:
                assert after[one].body == before[one].body, one
                assert after[one].headers == before[one].headers, one
    assert house.rendered.count("/history") == 6  # two months, each rendered again after each change


def test_a_public_change_has_a_date_of_its_own(
    house: House, operator: Actor, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(BEGINNING, tick=False)
    before = house.get("/")
    time_machine.move_to(BEGINNING + timedelta(seconds=5), tick=False)
    draft = IncidentDraft(
        name="Seen", message="!", status=IncidentStatus.INVESTIGATING, visible=Visibility.EVERYONE
    )
    create_incident(draft, actor=operator)

    after = house.get("/")

    assert (before.headers["Last-Modified"], after.headers["Last-Modified"]) == (
        "Mon, 30 Nov 2026 10:00:00 GMT",
        "Mon, 30 Nov 2026 10:00:05 GMT",
    )
