import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.status.drafts import IncidentTemplateDraft
from heliograph.status.templates import create_incident_template
from heliograph.status.vocabulary import TemplateEngine
from tests.ledger import nothing_written, the_event


def test_a_template_is_made_as_it_is_said(operator: Actor) -> None:
    draft = IncidentTemplateDraft(name="Provider down", slug="provider", template="{{ provider }} is down.")

    template = create_incident_template(draft, actor=operator)

    template.refresh_from_db()
    assert (template.name, template.slug, template.engine) == ("Provider down", "provider", "twig")
    assert template.template == "{{ provider }} is down."


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("漢字 と", "漢字-と"),
        ("🔥", "template"),
        ("Provider down", "provider-down"),
        ("  A & B! ", "a-b"),
        ("Ärger im Büro", "arger-im-buro"),
    ],
)
def test_without_a_slug_it_is_made_from_the_name(name: str, slug: str, operator: Actor) -> None:
    template = create_incident_template(IncidentTemplateDraft(name=name, template="x"), actor=operator)

    assert template.slug == slug


def test_it_is_an_event_with_the_whole_row(operator: Actor) -> None:
    template = create_incident_template(IncidentTemplateDraft(name="Down", template="x"), actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type) == ("incident_template_created", "incident_template")
    assert event.subject_id == template.pk
    row = {"id": template.pk, "name": "Down", "slug": "down", "template": "x", "engine": "twig"}
    assert event.payload["row"].items() >= row.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (IncidentTemplateDraft(name="x", template="x", engine=TemplateEngine.BLADE), "engine"),
        (IncidentTemplateDraft(name="x", template="{{ open"), "template"),
        (IncidentTemplateDraft(name="x", template="{% include 'y' %}"), "template"),
        (IncidentTemplateDraft(name="x", template="{{ " + "(" * 30_000), "template"),
        (IncidentTemplateDraft(name="x", template="x" * 100_000), "template"),
    ],
)
def test_what_cannot_be_rendered_is_refused(
    draft: IncidentTemplateDraft, field: str, operator: Actor
) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        create_incident_template(draft, actor=operator)

    assert set(refused.value.errors) == {field}
