"""Report, update, resolve; and two who do it at once."""

import pytest
from django.test import Client

from heliograph.accounts.roles import Role
from heliograph.events.models import Event
from heliograph.status.models import Incident
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests.factories import a_component, a_template, an_incident, an_update
from tests.ledger import nothing_written, the_event
from tests.surfaces.dashboard.people import signed_in

REPORT = "/dashboard/incidents/report"
SAID = {"name": "DNS fails", "status": "1", "message": "We **look**.", "visible": "1", "notifications": "on"}


def test_a_report_is_said_with_what_it_affects(operator_at_desk: Client) -> None:
    component = a_component()
    answer = operator_at_desk.post(REPORT, SAID | {f"component-{component.pk}": "4"})

    incident = Incident.objects.get()
    assert answer["Location"] == f"/dashboard/incidents/{incident.pk}?said=report"
    assert (incident.name, incident.status, incident.notifications) == ("DNS fails", 1, True)
    assert incident.impacts.get().status == ComponentStatus.MAJOR_OUTAGE
    assert b"DNS fails" in Client().get("/").content


def test_a_template_asks_for_its_variables_and_says_what_they_make(operator_at_desk: Client) -> None:
    a_template(slug="provider-down", template="{{ provider }} is down.")
    chosen = {"template": "provider-down", "name": "Provider"}

    asked = operator_at_desk.post(REPORT, chosen | {"choose-template": "1"}).content.decode()
    assert 'name="variable-provider"' in asked
    assert "errorlist" not in asked

    said = SAID | chosen | {"message": "", "variable-provider": "Acme"}
    assert "Acme is down." in operator_at_desk.post("/dashboard/incidents/preview", said).content.decode()
    operator_at_desk.post(REPORT, said)
    assert Incident.objects.get().message == "Acme is down."


def test_a_variable_without_a_default_must_be_filled_in(operator_at_desk: Client) -> None:
    source = (
        "{{ service }} is down since {{ started_at }}"
        "{% if cause %}: {{ cause }}{% endif %}. {{ more|default('') }}"
    )
    a_template(slug="down", template=source)
    report = SAID | {"message": "", "template": "down", "variable-service": "DNS"}

    with nothing_written():
        answer = operator_at_desk.post(REPORT, report)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"variable-started_at"}
    assert "This field is required." in answer.content.decode()
    labels = [str(one.label) for one in answer.context["form"].asked_for()]
    assert labels == ["Service", "Started at", "Cause", "More"]

    operator_at_desk.post(REPORT, report | {"variable-started_at": "noon"})
    assert Incident.objects.get().message == "DNS is down since noon. "


def test_an_incident_shows_what_it_sets_and_not_what_another_does(operator_at_desk: Client) -> None:
    component, named = a_component(), a_component(name="Named")
    resolved = an_incident(
        status=IncidentStatus.FIXED,
        impacts=[(component, ComponentStatus.MAJOR_OUTAGE), (named, None)],
    )
    an_incident(impacts=[(component, ComponentStatus.PERFORMANCE_ISSUES)])
    page = operator_at_desk.get(f"/dashboard/incidents/{resolved.pk}")

    shown = [(one.name, one.status_word) for one in page.context["following"].affected]
    assert shown == [("Website", "major_outage"), ("Named", "")]
    assert "Major outage" in page.content.decode()
    assert "Performance issues" not in page.content.decode()


def test_a_look_at_it_writes_nothing_and_is_clean(operator_at_desk: Client) -> None:
    with nothing_written():
        seen = operator_at_desk.post(
            "/dashboard/incidents/preview", SAID | {"name": "<script>", "message": "**a** <img src=x>"}
        ).content.decode()

    assert "<strong>a</strong>" in seen
    assert "<script>" not in seen
    assert "<img" not in seen


def test_what_is_missing_is_said_at_its_field_and_what_was_written_stays(operator_at_desk: Client) -> None:
    with nothing_written():
        answer = operator_at_desk.post(REPORT, SAID | {"name": ""})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"name"}
    assert b"We **look**." in answer.content


def test_a_word_moves_the_incident_and_the_last_one_resolves_it(operator_at_desk: Client) -> None:
    incident = an_incident()
    page = f"/dashboard/incidents/{incident.pk}"
    operator_at_desk.post(page, {"status": "2", "message": "A cable.", "seen": ""})
    newest = incident.updates.get()
    # The button that resolves comes after the choice, and counts.
    operator_at_desk.post(page, {"status": ["2", "4"], "message": "Mended.", "seen": str(newest.pk)})

    incident.refresh_from_db()
    assert incident.status == IncidentStatus.FIXED
    assert [event.actor_name for event in Event.objects.all()] == ["Olga Operator"] * 2


def test_two_at_once_cannot_talk_past_each_other(operator_at_desk: Client) -> None:
    incident = an_incident()
    page = f"/dashboard/incidents/{incident.pk}"
    other = signed_in(Role.OPERATOR, "Otto Operator")
    other.post(page, {"status": "2", "message": "It is the cable.", "seen": ""})

    answer = operator_at_desk.post(page, {"status": "3", "message": "My own words.", "seen": ""})

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert incident.updates.count() == 1
    assert "It is the cable." in shown
    assert "Otto Operator" in shown
    assert "My own words." in shown

    newest = str(incident.updates.get().pk)
    assert f'name="seen" value="{newest}"' in shown
    operator_at_desk.post(page, {"status": "3", "message": "My own words.", "seen": newest})
    assert incident.updates.count() == 2


def test_what_is_affected_is_changed_as_a_whole(operator_at_desk: Client) -> None:
    component, other = a_component(), a_component()
    incident = an_incident(impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])
    page = f"/dashboard/incidents/{incident.pk}/affected"
    operator_at_desk.post(page, {f"component-{component.pk}": "", f"component-{other.pk}": "2"})

    assert list(incident.impacts.values_list("component_id", "status")) == [(other.pk, 2)]


def test_a_word_is_corrected_and_taken_back(operator_at_desk: Client) -> None:
    update = an_update(an_incident(), message="Teh cable.")
    page = f"/dashboard/incidents/{update.incident_id}/updates/{update.pk}"
    operator_at_desk.post(page, {"status": "1", "message": "The cable."})
    assert the_event().payload["before"] == {"message": "Teh cable."}

    operator_at_desk.post(page, {"delete": "1"})
    kinds = Event.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["incident_update_edited", "incident_update_deleted"]


@pytest.mark.parametrize("page", ["report", "{pk}", "{pk}/affected", "preview", "{pk}/updates/{update}"])
def test_a_viewer_says_nothing(viewer_at_desk: Client, page: str) -> None:
    update = an_update(an_incident())
    address = f"/dashboard/incidents/{page.format(pk=update.incident_id, update=update.pk)}"
    with nothing_written():
        answer = viewer_at_desk.post(address, SAID | {"seen": str(update.pk)})

    assert answer.status_code == 403


def test_the_update_of_another_incident_is_not_there(operator_at_desk: Client) -> None:
    update, other = an_update(an_incident()), an_incident()
    with nothing_written():
        answer = operator_at_desk.post(
            f"/dashboard/incidents/{other.pk}/updates/{update.pk}", {"delete": "1"}
        )

    assert answer.status_code == 404
