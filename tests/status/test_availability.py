"""What of the tables makes the ninety days: what counts, from when, and until when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from heliograph.errors import NotFound
from heliograph.status import availability as status_availability
from heliograph.status.availability import availabilities, availability, component_seen
from heliograph.status.models import Component, ComponentStatusChange, Incident, Update
from heliograph.status.queries import Span
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests.factories import a_component, a_group, a_window, an_incident, an_update

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPAN = Span(newest=NOW.date(), days=90, zone=ZoneInfo("UTC"))
UP, SLOW, DOWN, MAINTENANCE = (
    ComponentStatus.OPERATIONAL,
    ComponentStatus.PERFORMANCE_ISSUES,
    ComponentStatus.MAJOR_OUTAGE,
    ComponentStatus.UNDER_MAINTENANCE,
)
INVESTIGATING, FIXED = IncidentStatus.INVESTIGATING, IncidentStatus.FIXED


def an_old_component(**changes: object) -> Component:
    return a_component(**{"created_at": NOW - 365 * DAY} | changes)


def incident_of(component: Component, *, hours_ago: float, **changes: object) -> Incident:
    began = NOW - hours_ago * HOUR
    moments = {"created_at": began, "updated_at": began}
    return an_incident(impacts=[(component, DOWN)], **moments | changes)


def said(incident: Incident, status: IncidentStatus | None, *, hours_ago: float) -> Update:
    """As the verb does: what changes an incident's status is a change of it."""
    when = NOW - hours_ago * HOUR
    if status is not None and incident.status != status:
        incident.status, incident.updated_at = status, when
        incident.save(update_fields=["status", "updated_at"])
    return an_update(incident, status=status, created_at=when)


def hours_down(component: Component) -> float:
    days = availability(component, SPAN, at=NOW).days
    return sum((day.down for day in days if day), timedelta()) / HOUR


def worst(component: Component) -> set[ComponentStatus]:
    return {day.worst for day in availability(component, SPAN, at=NOW).days if day}


def test_an_incident_lasts_until_now_while_it_is_open() -> None:
    component = an_old_component()
    incident_of(component, hours_ago=5)
    assert hours_down(component) == 5


def test_it_began_when_it_occurred() -> None:
    component = an_old_component()
    incident_of(component, hours_ago=5, occurred_at=NOW - 7 * HOUR)
    assert hours_down(component) == 7


def test_it_lasts_until_an_update_said_that_it_is_fixed() -> None:
    component = an_old_component()
    incident = incident_of(component, hours_ago=5)
    said(incident, INVESTIGATING, hours_ago=4)
    said(incident, FIXED, hours_ago=2)
    assert hours_down(component) == 3


def test_what_is_said_after_it_was_fixed_does_not_prolong_it() -> None:
    component = an_old_component()
    incident = incident_of(component, hours_ago=5)
    said(incident, FIXED, hours_ago=3)
    said(incident, FIXED, hours_ago=2)
    said(incident, None, hours_ago=1)
    assert hours_down(component) == 2


def test_one_that_came_back_lasted_until_it_was_fixed_for_good() -> None:
    component = an_old_component()
    incident = incident_of(component, hours_ago=8)
    said(incident, FIXED, hours_ago=6)
    said(incident, INVESTIGATING, hours_ago=5)
    said(incident, FIXED, hours_ago=1)
    assert hours_down(component) == 7


def test_one_that_was_fixed_without_a_word_lasted_until_it_was_changed() -> None:
    component = an_old_component()
    incident_of(component, hours_ago=5, status=FIXED, updated_at=NOW - 4 * HOUR)
    assert hours_down(component) == 1


def test_one_that_was_told_when_it_was_over_took_no_known_time_and_yet_marks_its_day() -> None:
    component = an_old_component()
    incident_of(component, hours_ago=0, status=FIXED, occurred_at=NOW - 40 * DAY)
    assert hours_down(component) == 0
    assert worst(component) == {UP, DOWN}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"published_at": NOW + HOUR}, id="embargoed"),
        pytest.param({"visible": Visibility.SIGNED_IN}, id="for signed-in users only"),
        pytest.param({"visible": Visibility.HIDDEN}, id="hidden"),
        pytest.param({"deleted_at": NOW}, id="deleted"),
        pytest.param({"occurred_at": NOW + HOUR}, id="said to occur later"),
    ],
)
@pytest.mark.parametrize("status", [INVESTIGATING, FIXED])
def test_what_guests_may_not_know_of_did_not_happen(
    changes: dict[str, object], status: IncidentStatus
) -> None:
    component = an_old_component()
    incident_of(component, hours_ago=5, status=status, updated_at=NOW, **changes)
    found = availability(component, SPAN, at=NOW)
    assert worst(component) == {UP}
    assert not any(found.happened)


def test_a_window_counts_while_it_lasted_and_is_not_downtime() -> None:
    component = an_old_component(status=DOWN)
    ComponentStatusChange.objects.create(
        component=component, old_status=UP, new_status=DOWN, source="manual", at=NOW - 3 * HOUR
    )
    a_window(impacts=[(component, None)], scheduled_at=NOW - 2 * HOUR, completed_at=NOW - HOUR, name="Disks")
    assert hours_down(component) == 2
    assert [[one.name for one in happened] for happened in availability(component, SPAN, at=NOW).happened][
        -1
    ] == ["Disks"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"published_at": NOW + HOUR}, id="embargoed"),
        pytest.param({"deleted_at": NOW}, id="deleted"),
        pytest.param({"scheduled_at": NOW + HOUR}, id="to come"),
        pytest.param({"scheduled_at": NOW - 200 * DAY, "completed_at": NOW - 100 * DAY}, id="long ago"),
    ],
)
def test_a_window_that_nobody_may_know_of_or_that_is_not_in_these_days_does_not_count(
    changes: dict[str, object],
) -> None:
    component = an_old_component()
    a_window(impacts=[(component, DOWN)], **{"scheduled_at": NOW - HOUR} | changes)
    assert worst(component) == {UP}


def test_only_changes_of_these_days_are_needed_to_know_what_was_before_them() -> None:
    component = an_old_component(status=UP)
    for days_ago, old, new in ((200, UP, DOWN), (10, DOWN, UP)):
        ComponentStatusChange.objects.create(
            component=component, old_status=old, new_status=new, source="manual", at=NOW - days_ago * DAY
        )
    days = availability(component, SPAN, at=NOW).days
    assert [day.worst for day in days if day] == [DOWN] * 80 + [UP] * 10


def test_a_component_has_no_days_before_it_came() -> None:
    component = a_component(created_at=NOW - 3 * DAY)
    incident_of(component, hours_ago=24 * 20)
    found = availability(component, SPAN, at=NOW)
    assert [day is None for day in found.days] == [True] * 86 + [False] * 4
    assert not any(found.happened[:86])


def test_each_has_its_own() -> None:
    hit, other = an_old_component(), an_old_component()
    incident_of(hit, hours_ago=5)
    found = availabilities([hit, other], SPAN, at=NOW).of
    assert found[hit.pk] == availability(hit, SPAN, at=NOW)
    assert found[other.pk] == availability(other, SPAN, at=NOW)
    assert found[hit.pk].days != found[other.pk].days


def test_an_incident_that_hits_two_counts_once_for_each() -> None:
    first, second = an_old_component(), an_old_component()
    incident = incident_of(first, hours_ago=5)
    incident.impacts.create(component=second, status=SLOW)
    found = availabilities([first, second], SPAN, at=NOW).of
    assert [len(found[one.pk].happened[-1]) for one in (first, second)] == [1, 1]
    assert [day.worst for one in (first, second) if (day := found[one.pk].days[-1])] == [DOWN, SLOW]
    assert found[first.pk] == availability(first, SPAN, at=NOW)


@pytest.mark.parametrize("count", [1, 100])
def test_it_takes_three_queries_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    components = [an_old_component() for _ in range(count)]
    for component in components:
        said(incident_of(component, hours_ago=50), FIXED, hours_ago=40)
        a_window(impacts=[(component, None)])
    with django_assert_num_queries(3):
        availabilities(components, SPAN, at=NOW)
    with django_assert_num_queries(3):
        availability(components[0], SPAN, at=NOW)


def test_the_past_is_left_in_peace(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Of incidents that were over long ago, the database reads none: it finds the others by their indexes."""
    component = an_old_component()
    old = {"status": FIXED, "visible": Visibility.EVERYONE, "message": "Over."}
    long_ago = NOW - 300 * DAY
    Incident.objects.bulk_create(
        Incident(name="Old", created_at=long_ago, updated_at=long_ago, **old) for _ in range(3_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with django_assert_num_queries(3) as queries:
        availabilities([component], SPAN, at=NOW)
    sql = next(one["sql"] for one in queries.captured_queries if "incidentimpact" in one["sql"])
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        plan = str(cursor.fetchall())
    assert "incidents_by_change" in plan


@pytest.mark.parametrize(
    "changes", [{"enabled": False}, {"deleted_at": NOW}, {"group": Visibility.HIDDEN}], ids=str
)
def test_a_component_that_guests_may_not_see_is_not_found(changes: dict[str, object]) -> None:
    if "group" in changes:
        changes = {"group": a_group(visible=changes["group"])}
    with pytest.raises(NotFound):
        component_seen(a_component(**changes).pk)


def test_what_is_remembered_of_a_component_is_what_would_be_worked_out_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever happens to it, and by the clock alone."""
    component, other = an_old_component(), an_old_component()
    incidents: list[Incident] = []

    def breaks() -> None:
        began = NOW + 2 * HOUR
        impacts = [(component, DOWN)]
        incidents.append(an_incident(impacts=impacts, created_at=began, updated_at=began))

    def is_mended() -> None:
        Incident.objects.update(status=FIXED, updated_at=NOW + 3 * HOUR)

    def is_renamed() -> None:
        Incident.objects.update(name="Another name")

    def is_worse_than_said() -> None:
        incidents[0].impacts.update(status=SLOW)

    def is_planned() -> None:
        a_window(
            impacts=[(component, None)],
            scheduled_at=NOW + 5 * HOUR,
            completed_at=NOW + 6 * HOUR,
        )

    def is_said_to_be_slow() -> None:
        Component.objects.filter(pk=component.pk).update(status=SLOW)
        ComponentStatusChange.objects.create(
            component=component, at=NOW + 7 * HOUR, old_status=UP, new_status=SLOW
        )

    happens = {2: breaks, 3: is_mended, 3.2: is_renamed, 3.4: is_worse_than_said, 4: is_planned}
    happens |= {7: is_said_to_be_slow}
    hours = sorted({*happens, *(quarter / 4 for quarter in range(60))})
    for hour in hours:
        happens.get(hour, lambda: None)()
        at = NOW + hour * HOUR + timedelta(seconds=1)
        rows = list(Component.objects.filter(pk__in=[component.pk, other.pk]))
        span = Span(newest=at.date(), days=90, zone=ZoneInfo("UTC"))
        remembered = availabilities(rows, span, at=at)
        monkeypatch.setattr(status_availability, "_known", {})
        assert remembered == availabilities(rows, span, at=at), hour
