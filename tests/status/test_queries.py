"""What counts towards what is shown: the tables behind the rules of `impact`."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from heliograph.status.models import Component
from heliograph.status.queries import effective_statuses, system_status_at
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, SystemStatus, Visibility
from tests import factories

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
UP, SLOW, DOWN, MAINTENANCE = (
    ComponentStatus.OPERATIONAL,
    ComponentStatus.PERFORMANCE_ISSUES,
    ComponentStatus.MAJOR_OUTAGE,
    ComponentStatus.UNDER_MAINTENANCE,
)

pytestmark = pytest.mark.django_db


def shown(component: Component) -> ComponentStatus:
    return effective_statuses([component], at=NOW)[component.pk]


def said() -> SystemStatus:
    return system_status_at(NOW, major_outage_threshold=25)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, DOWN, id="open and for everyone"),
        pytest.param({"published_at": NOW}, DOWN, id="published this moment"),
        pytest.param({"status": IncidentStatus.UNKNOWN}, DOWN, id="reported"),
        pytest.param({"status": IncidentStatus.WATCHING}, DOWN, id="watched"),
        pytest.param({"occurred_at": NOW + HOUR}, DOWN, id="said to occur later"),
        pytest.param({"status": IncidentStatus.FIXED}, UP, id="fixed"),
        pytest.param({"published_at": NOW + HOUR}, UP, id="embargoed"),
        pytest.param({"visible": Visibility.SIGNED_IN}, UP, id="for signed-in users only"),
        pytest.param({"visible": Visibility.HIDDEN}, UP, id="hidden"),
        pytest.param({"deleted_at": NOW}, UP, id="deleted"),
    ],
)
def test_an_incident_counts_while_guests_may_know_of_it(
    changes: dict[str, object], expected: ComponentStatus
) -> None:
    component = factories.a_component()
    factories.an_incident(impacts=[(component, DOWN)], **changes)

    assert shown(component) is expected
    assert said() is (SystemStatus.MAJOR_OUTAGE if expected is DOWN else SystemStatus.OPERATIONAL)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, MAINTENANCE, id="begins this moment, without an end"),
        pytest.param({"completed_at": NOW + HOUR}, MAINTENANCE, id="ends later"),
        pytest.param({"completed_at": NOW}, DOWN, id="ended this moment"),
        pytest.param({"scheduled_at": NOW + HOUR}, DOWN, id="begins later"),
        pytest.param({"published_at": NOW}, MAINTENANCE, id="published this moment"),
        pytest.param({"published_at": NOW + HOUR}, DOWN, id="embargoed"),
        pytest.param({"deleted_at": NOW}, DOWN, id="deleted"),
    ],
)
def test_maintenance_counts_while_it_is_in_progress_and_known(
    changes: dict[str, object], expected: ComponentStatus
) -> None:
    component = factories.a_component(status=DOWN)
    factories.a_window(impacts=[(component, None)], **{"scheduled_at": NOW} | changes)

    assert shown(component) is expected


def test_it_counts_for_the_components_that_it_names_alone() -> None:
    named, other = factories.a_component(), factories.a_component()
    factories.an_incident(impacts=[(named, DOWN)])

    assert (shown(named), shown(other)) == (DOWN, UP)


def test_another_open_incident_keeps_its_effect_when_one_is_fixed() -> None:
    component = factories.a_component()
    factories.an_incident(impacts=[(component, DOWN)], status=IncidentStatus.FIXED)
    factories.an_incident(impacts=[(component, SLOW)])

    assert shown(component) is SLOW


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"enabled": False}, id="disabled"),
        pytest.param({"deleted_at": NOW}, id="deleted"),
        pytest.param({"visible": Visibility.SIGNED_IN}, id="in a group for signed-in users"),
        pytest.param({"visible": Visibility.HIDDEN}, id="in a hidden group"),
    ],
)
def test_the_whole_does_not_count_what_guests_may_not_see(changes: dict[str, object]) -> None:
    visible = changes.pop("visible", None)
    group = None if visible is None else factories.a_group(visible=visible)
    factories.a_component(status=DOWN, group=group, **changes)

    assert said() is SystemStatus.OPERATIONAL


def test_an_incident_without_a_component_is_a_partial_outage_of_the_whole() -> None:
    factories.a_component()
    factories.an_incident()

    assert said() is SystemStatus.PARTIAL_OUTAGE


def test_an_empty_installation_is_operational() -> None:
    assert said() is SystemStatus.OPERATIONAL


@pytest.mark.parametrize("number", [1, 50])
def test_statuses_cost_two_queries_and_the_whole_four_however_many_there_are(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    components = [factories.a_component() for _ in range(number)]
    for component in components:
        factories.an_incident(impacts=[(component, SLOW)])
        factories.a_window(impacts=[(component, None)])

    with django_assert_num_queries(2):
        effective_statuses(components, at=NOW)
    with django_assert_num_queries(4):
        said()
