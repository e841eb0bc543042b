"""The status chosen at creation stands beside the first message, whatever came later."""

import pytest
from django.test import Client

from heliograph.accounts.roles import Role
from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.status.drafts import IncidentDraft, IncidentUpdateDraft
from heliograph.status.incidents import create_incident
from heliograph.status.models import Incident
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests import factories
from tests.delivery.post import mailbox, settle_after, text_of
from tests.people import Caller
from tests.subscribers.factories import a_subscriber
from tests.surfaces.dashboard.people import signed_in
from tests.surfaces.mcp.speaking import Assistant, switched_on

pytestmark = pytest.mark.django_db


def an_incident(operator: Actor, status: IncidentStatus) -> Incident:
    draft = IncidentDraft(
        name="Slow",
        status=status,
        message="A disk is full.",
        visible=Visibility.EVERYONE,
        notifications=True,
    )
    incident = create_incident(draft, actor=operator)
    update = IncidentUpdateDraft(
        incident_id=incident.pk, status=IncidentStatus.WATCHING, message="There is room again."
    )
    record_incident_update(update, actor=operator)
    return incident


def test_every_interface_shows_it_with_the_first_message(operator: Actor, as_stranger: Caller) -> None:
    switched_on(mcp_protected=False)
    incident = an_incident(operator, IncidentStatus.IDENTIFIED)
    shown = {"human": "Identified", "value": 2}

    for path in ("/", f"/incidents/{incident.guid}", "/rss", "/atom", "/feed.json"):
        page = Client().get(path).content.decode()
        before, found, _ = page.rpartition("A disk is full.")
        assert found, path
        assert before.rindex("Identified") > before.rindex("There is room again."), path
        assert "Reported" not in page, path
    desk = signed_in(Role.OPERATOR, "Olga Operator").get(f"/dashboard/incidents/{incident.pk}")
    assert [one.status_word for one in desk.context["following"].words] == ["watching", "identified"]
    assert as_stranger.get(f"/api/incidents/{incident.pk}").row["initial_status"] == shown
    (document,) = Client().get("/api/v2/incidents.json").json()["incidents"]
    assert [one["status"] for one in document["incident_updates"]] == ["monitoring", "identified"]
    told = Assistant().call("get_incident", id=incident.pk).data
    assert told["initial_status"] == {"value": 2, "name": "identified"}


def test_the_mail_names_it(operator: Actor) -> None:
    a_subscriber(email="ada@example.com", verified_at=clock.now())
    an_incident(operator, IncidentStatus.IDENTIFIED)
    settle_after(seconds=11)

    (mail,) = mailbox()
    text = text_of(mail)
    assert text.index("Watching") < text.index("There is room again.")
    assert text.index("There is room again.") < text.rindex("Identified") < text.index("A disk is full.")
    assert "Reported" not in text


def test_reported_is_shown_where_it_was_chosen(operator: Actor) -> None:
    incident = an_incident(operator, IncidentStatus.UNKNOWN)

    assert "Reported" in Client().get(f"/incidents/{incident.guid}").content.decode()


def test_where_it_is_not_known_none_is_shown(as_stranger: Caller) -> None:
    incident = factories.an_incident(initial_status=None)
    factories.an_update(incident, status=IncidentStatus.WATCHING)
    page = Client().get(f"/incidents/{incident.guid}").content.decode()

    opening = page.partition('id="opening"')[2]
    assert "We are looking into it." in opening
    assert 'class="mark' not in opening
    assert as_stranger.get(f"/api/incidents/{incident.pk}").row["initial_status"] is None


@pytest.mark.parametrize(("status", "offers_reported"), [(1, False), (0, True)])
def test_reported_is_offered_only_for_an_update_that_has_it(
    operator: Actor, status: int, *, offers_reported: bool
) -> None:
    update = factories.an_update(factories.an_incident(), status=status)
    desk = signed_in(Role.OPERATOR, "Olga Operator")
    page = desk.get(f"/dashboard/incidents/{update.incident_id}/updates/{update.pk}").content.decode()

    assert ("Reported" in page) is offers_reported
