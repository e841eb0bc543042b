"""A component that a client of Cachet 2 reports as operational recovers from what the client reported."""

from urllib.parse import urlencode

import pytest

from heliograph.accounts.models import User
from heliograph.actors import EVERYTHING, Actor
from heliograph.lib import clock
from heliograph.status.component_recovery import CLOSING_MESSAGE
from heliograph.status.drafts import (
    ImpactDraft,
    IncidentChanges,
    IncidentDraft,
    IncidentUpdateDraft,
)
from heliograph.status.incidents import create_incident, update_incident
from heliograph.status.models import Component, Incident, Update
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests import factories
from tests.delivery.post import mailbox, settle_after, text_of
from tests.people import Answer, actor_of
from tests.subscribers.factories import a_subscriber
from tests.surfaces.rest_v1.caller import FORM, V1

MAJOR = ComponentStatus.MAJOR_OUTAGE


@pytest.fixture
def component(db: None) -> Component:
    return factories.a_component(name="Shop")


@pytest.fixture
def colleague(db: None) -> Actor:
    """Another operator, who uses the REST API."""
    return actor_of(factories.a_key("*"), *EVERYTHING)


def reported(v1: V1, *components: Component, **changes: object) -> Incident:
    """An incident that the client opens for the first component and then extends to the others."""
    first, *others = components
    outage = {"name": "Down", "message": "m", "status": 1, "notify": 0, "component_status": 4}
    row = v1.made("/incidents", **outage | {"component_id": first.pk} | changes)
    for one in others:
        said = {"status": 1, "message": "m", "component_id": one.pk, "component_status": 4}
        v1.made(f"/incidents/{row['id']}/updates", **said)
    return Incident.objects.get(pk=row["id"])


def status_of(v1: V1, component: Component) -> int:
    return int(v1.row(f"/components/{component.pk}")["status"])


def recover(v1: V1, component: Component) -> Answer:
    return v1.put(f"/components/{component.pk}", {"status": 1})


def owner_of(incident: Incident) -> User:
    assert incident.user is not None
    return incident.user


def is_open(incident: Incident) -> bool:
    return Incident.objects.open().filter(pk=incident.pk).exists()


def send_form(v1: V1, method: str, path: str, **fields: object) -> Answer:
    answer = v1.send(method, path, urlencode(fields), content_type=FORM)
    assert answer.status == 200, answer
    return answer


def test_the_round_of_the_nagios_event_handler_ends_operational(
    v1: V1, v1_guest: V1, component: Component
) -> None:
    """It opens one incident for each state and, on recovery, updates the first that is not fixed."""
    incident = {"name": "HTTP", "component_id": component.pk, "notify": 0}
    for message in ("WARNING SOFT", "CRITICAL SOFT", "CRITICAL HARD"):
        opened = incident | {"message": message, "status": 1, "component_status": 4}
        send_form(v1, "POST", "/incidents", **opened)
    assert status_of(v1, component) == 4

    for status, message in ((3, "OK SOFT"), (4, "OK HARD")):
        first = next(one for one in v1.get("/incidents").body["data"] if one["status"] != 4)
        changed = incident | {"message": message, "status": status, "component_status": 1}
        send_form(v1, "PUT", f"/incidents/{first['id']}", **changed)

    assert status_of(v1, component) == 1
    assert [one["latest_status"] for one in v1.get("/incidents").body["data"]] == [4, 4, 4]
    assert v1_guest.row("/status")["status"] == "success"


def test_the_round_of_cachet_shell_monitor_ends_operational(v1: V1, component: Component) -> None:
    """It opens an incident for each event, a recovery too."""
    path, json = "/incidents", "application/json;"
    for status, component_status in ((1, 4), (1, 4), (4, 1)):
        body = (
            f'{{"name": "n", "message": "m", "status": {status}, "visible": 1, '
            f'"component_id": {component.pk}, "component_status": {component_status}}}'
        )
        assert v1.send("POST", path, body, content_type=json).status == 200

    assert status_of(v1, component) == 1
    assert not Incident.objects.open().exists()


@pytest.mark.parametrize("makes_incident", [True, False])
def test_the_round_of_prometheus_cachethq_ends_operational(
    v1: V1, component: Component, *, makes_incident: bool
) -> None:
    """A resolved alert makes a fixed incident or sets the component; the first incident is never closed."""
    reported(v1, component)

    if makes_incident:
        reported(v1, component, status=4, component_status=1)
    else:
        recover(v1, component)

    assert status_of(v1, component) == 1
    assert not Incident.objects.open().exists()


def test_a_closed_incident_has_an_update_by_the_owner_of_the_token(v1: V1, component: Component) -> None:
    incident = reported(v1, component)

    assert recover(v1, component).body["data"]["status"] == 1

    (update,) = v1.row(f"/incidents/{incident.pk}")["updates"]
    assert (update["message"], update["status"], update["user_id"]) == (CLOSING_MESSAGE, 4, incident.user_id)
    recover(v1, component)
    assert Update.objects.count() == 1


def test_an_update_that_fixes_an_incident_ends_the_other_reports(v1: V1, component: Component) -> None:
    first, second = reported(v1, component), reported(v1, component)

    fixed = {"status": 4, "message": "m", "component_id": component.pk, "component_status": 1}
    v1.made(f"/incidents/{second.pk}/updates", **fixed)

    assert (is_open(first), is_open(second)) == (False, False)


@pytest.mark.parametrize("status", [0, 2, 3, 4])
def test_any_other_status_ends_nothing(v1: V1, component: Component, status: int) -> None:
    incident = reported(v1, component)

    v1.put(f"/components/{component.pk}", {"status": status})

    assert (is_open(incident), status_of(v1, component)) == (True, 4)


def test_an_incident_of_an_operator_holds_its_component(
    v1: V1, component: Component, colleague: Actor, operator: Actor
) -> None:
    impact = ImpactDraft(component_id=component.pk, status=MAJOR)
    draft = IncidentDraft(
        name="x",
        message="m",
        status=IncidentStatus.INVESTIGATING,
        visible=Visibility.EVERYONE,
        impacts=[impact],
    )
    theirs, own_by_rest = create_incident(draft, actor=colleague), create_incident(draft, actor=operator)
    mine = reported(v1, component)

    answer = recover(v1, component)

    assert (answer.status, answer.body["data"]["status"]) == (200, 4)
    assert (is_open(theirs), is_open(own_by_rest), is_open(mine)) == (True, True, False)
    assert list(theirs.impacts.values_list("status", flat=True)) == [MAJOR]


def test_an_incident_of_another_client_holds_its_component(v1: V1, component: Component) -> None:
    another = V1(token=factories.a_key("*").text)
    incident = reported(another, component)

    assert recover(v1, component).body["data"]["status"] == 4
    assert is_open(incident)
    assert recover(another, component).body["data"]["status"] == 1


def test_another_token_of_the_same_user_ends_the_reports(v1: V1, component: Component) -> None:
    incident = reported(v1, component)
    other = factories.a_key("*", user=owner_of(incident))

    assert recover(V1(token=other.text), component).body["data"]["status"] == 1


def test_an_incident_of_several_components_stays_open_for_the_others(v1: V1, component: Component) -> None:
    other = factories.a_component(name="Mail")
    incident = reported(v1, component, other)

    recover(v1, component)

    assert is_open(incident)
    assert (status_of(v1, component), status_of(v1, other)) == (1, 4)
    recover(v1, other)
    assert (is_open(incident), status_of(v1, other)) == (True, 1)


def test_an_incident_that_an_operator_updated_stays_open_without_the_impact(
    v1: V1, component: Component, colleague: Actor
) -> None:
    incident = reported(v1, component)
    draft = IncidentUpdateDraft(incident_id=incident.pk, status=IncidentStatus.IDENTIFIED, message="A disk.")
    record_incident_update(draft, actor=colleague)

    recover(v1, component)

    assert (is_open(incident), status_of(v1, component)) == (True, 1)
    assert Update.objects.count() == 1


def test_an_impact_that_an_operator_set_stays(v1: V1, component: Component, colleague: Actor) -> None:
    incident = reported(v1, component)
    impact = ImpactDraft(component_id=component.pk, status=ComponentStatus.PARTIAL_OUTAGE)
    update_incident(incident.pk, IncidentChanges(impacts=[impact]), actor=colleague)

    assert recover(v1, component).body["data"]["status"] == 3
    assert is_open(incident)


def test_a_token_that_may_not_manage_incidents_closes_none(v1: V1, component: Component) -> None:
    incident = reported(v1, component)
    user = owner_of(incident)
    narrow = V1(token=factories.a_key("components.manage", user=user).text)

    assert recover(narrow, component).body["data"]["status"] == 4
    assert is_open(incident)


@pytest.mark.parametrize(("notify", "sent"), [({}, 0), ({"notify": 0}, 0), ({"notify": 1}, 1)])
def test_closing_sends_a_notification_only_on_request(
    v1: V1, component: Component, notify: dict[str, object], sent: int
) -> None:
    a_subscriber(email="ada@example.com", verified_at=clock.now())
    reported(v1, component, notify=1)
    fixing = reported(v1, component, notify=0)
    settle_after(minutes=1)
    before = len(mailbox())

    fixed = {"status": 4, "component_id": component.pk, "component_status": 1}
    v1.send("PUT", f"/incidents/{fixing.pk}?{urlencode(fixed | notify)}")
    settle_after(minutes=1)

    closings = [one for one in mailbox()[before:] if CLOSING_MESSAGE in text_of(one)]
    assert len(closings) == sent
