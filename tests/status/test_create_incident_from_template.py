import dataclasses
from datetime import UTC, datetime

import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.site.models import Setting
from heliograph.status.drafts import ImpactDraft, IncidentDraft
from heliograph.status.incidents import create_incident
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, TemplateEngine, Visibility
from tests import factories
from tests.ledger import nothing_written

DRAFT = IncidentDraft(
    name="Disk full",
    status=IncidentStatus.INVESTIGATING,
    template="provider-down",
    template_vars={"provider": "ACME"},
)


def test_the_message_is_the_template_with_its_variables(operator: Actor) -> None:
    factories.a_template(template="{{ provider }} is down.")

    assert create_incident(DRAFT, actor=operator).message == "ACME is down."


def test_a_template_knows_its_incident(operator: Actor) -> None:
    component = factories.a_component()
    variables = (
        "name",
        "status",
        "message",
        "visible",
        "notify",
        "stickied",
        "component",
        "component_status",
    )
    source = "|".join(f"{{{{ incident.{one} }}}}" for one in variables)
    factories.a_template(slug="all", template=source + "|{{ incident.occurred_at|date('Y-m-d') }}")
    draft = IncidentDraft(
        name="Disk full",
        status=IncidentStatus.WATCHING,
        message="We look.",
        template="all",
        visible=Visibility.EVERYONE,
        notifications=True,
        occurred_at=datetime(2026, 11, 22, tzinfo=UTC),
        component=ImpactDraft(component_id=component.pk, status=ComponentStatus.MAJOR_OUTAGE),
    )

    message = create_incident(draft, actor=operator).message

    assert message == f"Disk full|3|We look.|1|1||{component.pk}|4|2026-11-22"


def test_the_variable_incident_is_not_the_callers(operator: Actor) -> None:
    factories.a_template(slug="name", template="{{ incident.name }}")
    draft = IncidentDraft(
        name="Disk full",
        status=IncidentStatus.WATCHING,
        template="name",
        template_vars={"incident": {"name": "another"}},
    )

    assert create_incident(draft, actor=operator).message == "Disk full"


def refusal_of(draft: IncidentDraft, operator: Actor) -> set[str]:
    with nothing_written(), pytest.raises(Invalid) as refused:
        create_incident(draft, actor=operator)
    return set(refused.value.errors)


def test_a_template_that_there_is_not_is_named(operator: Actor) -> None:
    assert refusal_of(DRAFT, operator) == {"template"}


def test_a_deleted_template_is_none(operator: Actor) -> None:
    factories.a_template(deleted_at=clock.now())

    assert refusal_of(DRAFT, operator) == {"template"}


def test_a_template_in_blade_is_not_rendered(operator: Actor) -> None:
    factories.a_template(engine=TemplateEngine.BLADE, template="{{ $provider }} is down.")

    assert refusal_of(DRAFT, operator) == {"template"}


@pytest.mark.parametrize(
    "template",
    [
        "{{ provider",
        "{% for a in 1..10000 %}{% for b in 1..10000 %}{% endfor %}{% endfor %}",
        "{% set a = 'xxxxxxxxxx' %}{% for i in 1..60 %}{% set a = a ~ a %}{% endfor %}{{ a }}",
        "{{ provider|number_format(1000000000) }}",
        "{{ provider.upper() }}",
        "{% include 'x' %}",
    ],
)
def test_a_template_that_fails_makes_no_incident(template: str, operator: Actor) -> None:
    factories.a_template(template=template)

    assert refusal_of(DRAFT, operator) == {"template"}


def test_dates_of_a_template_are_in_the_time_zone_of_the_page(operator: Actor) -> None:
    Setting.objects.create(name="timezone", value="Pacific/Auckland")
    factories.a_template(template="{{ incident.occurred_at|date('Y-m-d H:i') }} {{ incident.occurred_at }}")
    draft = dataclasses.replace(DRAFT, occurred_at=datetime(2026, 11, 28, 23, 30, tzinfo=UTC))

    assert create_incident(draft, actor=operator).message == "2026-11-29 12:30 2026-11-29 12:30:00"
