from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor
from heliograph.errors import Invalid, NotFound
from heliograph.lib import clock
from heliograph.status.drafts import IncidentTemplateChanges
from heliograph.status.templates import update_incident_template
from heliograph.status.vocabulary import TemplateEngine
from tests import factories
from tests.ledger import nothing_written, the_event

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)


def test_what_is_said_changes_and_the_rest_stays(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    template = factories.a_template(updated_at=YESTERDAY)

    changes = IncidentTemplateChanges(name="Power cut", template="{{ site }} is dark.")
    update_incident_template(template.pk, changes, actor=operator)

    template.refresh_from_db()
    assert (template.name, template.template) == ("Power cut", "{{ site }} is dark.")
    assert (template.slug, template.engine, template.updated_at) == ("provider-down", "twig", NOW)


def test_it_is_one_event_with_what_was_before(operator: Actor) -> None:
    template = factories.a_template()

    changes = IncidentTemplateChanges(slug="power-cut", name="Provider down")
    update_incident_template(template.pk, changes, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "incident_template_updated",
        "incident_template",
        template.pk,
    )
    assert event.payload["before"] == {"slug": "provider-down"}
    assert event.payload["row"].items() >= {"id": template.pk, "slug": "power-cut"}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_saying_what_is_already_so_changes_nothing(operator: Actor) -> None:
    template = factories.a_template()
    same = IncidentTemplateChanges(
        name="Provider down", slug="provider-down", template="{{ provider }} is down."
    )

    with nothing_written():
        update_incident_template(template.pk, IncidentTemplateChanges(), actor=operator)
        update_incident_template(template.pk, same, actor=operator)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (IncidentTemplateChanges(name="x", template="{{ open"), "template"),
        (IncidentTemplateChanges(name="x", engine=TemplateEngine.BLADE), "engine"),
    ],
)
def test_what_cannot_be_rendered_is_refused(
    changes: IncidentTemplateChanges, field: str, operator: Actor
) -> None:
    template = factories.a_template()

    with nothing_written(), pytest.raises(Invalid) as refused:
        update_incident_template(template.pk, changes, actor=operator)

    assert set(refused.value.errors) == {field}


def test_one_that_came_in_blade_may_be_renamed_and_turned_into_twig(operator: Actor) -> None:
    template = factories.a_template(engine=TemplateEngine.BLADE, template="@if($x) down @endif")

    renamed = update_incident_template(template.pk, IncidentTemplateChanges(name="x"), actor=operator)
    assert (renamed.name, renamed.engine) == ("x", "blade")

    changes = IncidentTemplateChanges(engine=TemplateEngine.TWIG, template="{{ x }} down")
    assert update_incident_template(template.pk, changes, actor=operator).engine == "twig"


def test_a_deleted_one_is_not_found(operator: Actor) -> None:
    template = factories.a_template(deleted_at=clock.now())

    with nothing_written(), pytest.raises(NotFound):
        update_incident_template(template.pk, IncidentTemplateChanges(name="x"), actor=operator)
