"""A stranger learns nothing of what is not for everyone: not from a page, nor from a count, nor a 404."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from heliograph.lib import clock
from heliograph.status.models import Incident
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests.factories import a_component, a_group, a_window, an_incident, an_update

pytestmark = pytest.mark.django_db

LATER = timedelta(hours=1)
SECRET = "Takeover"


def unpublished() -> Incident:
    return an_incident(name=SECRET, published_at=clock.now() + LATER)


def for_the_signed_in() -> Incident:
    return an_incident(name=SECRET, visible=Visibility.SIGNED_IN)


def hidden() -> Incident:
    return an_incident(name=SECRET, visible=Visibility.HIDDEN)


def deleted() -> Incident:
    return an_incident(name=SECRET, deleted_at=clock.now())


SECRETS = (unpublished, for_the_signed_in, hidden, deleted)


def page_of(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("status", [IncidentStatus.INVESTIGATING, IncidentStatus.FIXED])
def test_a_secret_incident_leaves_no_trace(
    client: Client, secret: Callable[[], Incident], status: IncidentStatus
) -> None:
    component = a_component(name="API")
    before = page_of(client)
    incident = secret()
    incident.status = status
    incident.save(update_fields=["status"])
    incident.impacts.create(component=component, status=ComponentStatus.MAJOR_OUTAGE)
    an_update(incident, status=status)
    assert page_of(client) == before


@pytest.mark.parametrize("secret", SECRETS)
def test_the_page_of_a_secret_incident_is_that_of_none(
    client: Client, secret: Callable[[], Incident]
) -> None:
    guid = secret().guid
    answer, of_none = (client.get(f"/incidents/{one}") for one in (guid, "none"))
    assert answer.status_code == 404
    assert answer.content == of_none.content
    assert answer.headers == of_none.headers


@pytest.mark.parametrize(
    "changes",
    [{"published_at": clock.now() + LATER}, {"deleted_at": clock.now()}],
    ids=["unpublished", "deleted"],
)
@pytest.mark.parametrize("begins", [-LATER, LATER], ids=["begun", "to come"])
def test_a_secret_window_leaves_no_trace(
    client: Client, changes: dict[str, object], begins: timedelta
) -> None:
    component = a_component(name="API")
    before = page_of(client)
    impacts = [(component, ComponentStatus.MAJOR_OUTAGE)]
    a_window(name=SECRET, impacts=impacts, scheduled_at=clock.now() + begins, **changes)
    assert page_of(client) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"enabled": False},
        {"deleted_at": clock.now()},
        {"group__visible": Visibility.SIGNED_IN},
        {"group__visible": Visibility.HIDDEN},
    ],
    ids=["disabled", "deleted", "group for the signed-in", "hidden group"],
)
def test_a_secret_component_is_not_named_even_where_an_incident_or_a_window_names_it(
    client: Client, changes: dict[str, object]
) -> None:
    of_group = {name.removeprefix("group__"): value for name, value in changes.items() if "group" in name}
    of_component = {name: value for name, value in changes.items() if "group" not in name}
    group = a_group(name=f"{SECRET} group", **of_group)
    component = a_component(name=SECRET, status=ComponentStatus.MAJOR_OUTAGE, group=group, **of_component)
    incident = an_incident(impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])
    a_window(impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])
    for path in ("/", f"/incidents/{incident.guid}"):
        assert SECRET not in page_of(client, path)
        assert "Major outage" not in page_of(client, path)
