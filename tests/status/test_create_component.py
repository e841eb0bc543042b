import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.status.components import create_component
from heliograph.status.drafts import ComponentDraft
from heliograph.status.models import ComponentStatusChange
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.ledger import nothing_written, the_event


def test_a_component_is_made_as_it_is_said(operator: Actor) -> None:
    group = factories.a_group()
    draft = ComponentDraft(
        name="API",
        description="For machines",
        link="https://example.com",
        order=3,
        status=ComponentStatus.MAJOR_OUTAGE,
        enabled=False,
        component_group_id=group.pk,
        meta={"team": "core"},
    )

    component = create_component(draft, actor=operator)

    component.refresh_from_db()
    assert (component.name, component.description, component.link) == (
        "API",
        "For machines",
        "https://example.com",
    )
    assert (component.order, component.status, component.enabled) == (3, ComponentStatus.MAJOR_OUTAGE, False)
    assert (component.group, component.meta) == (group, {"team": "core"})


def test_what_is_not_said_has_its_default(operator: Actor) -> None:
    component = create_component(ComponentDraft(name="API"), actor=operator)

    component.refresh_from_db()
    assert (component.status, component.enabled) == (ComponentStatus.UNKNOWN, True)
    assert (component.description, component.link, component.order, component.group) == (
        None,
        None,
        None,
        None,
    )
    assert component.meta == {}


def test_it_is_an_event_with_the_whole_row(operator: Actor) -> None:
    component = create_component(ComponentDraft(name="API", meta={"team": "core"}), actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "component_created",
        "component",
        component.pk,
    )
    assert event.payload["row"].items() >= {"id": component.pk, "name": "API", "status": 5}.items()
    assert event.payload["row"]["meta"] == {"team": "core"}
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_its_first_status_is_no_change_of_status(operator: Actor) -> None:
    create_component(ComponentDraft(name="API", status=ComponentStatus.MAJOR_OUTAGE), actor=operator)

    assert not ComponentStatusChange.objects.exists()


def test_a_group_that_there_is_not_is_named(operator: Actor) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        create_component(ComponentDraft(name="API", component_group_id=99), actor=operator)

    assert set(refused.value.errors) == {"component_group_id"}
