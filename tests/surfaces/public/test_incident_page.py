import re
from uuid import uuid4

import pytest
from django.http import Http404
from django.test import Client, RequestFactory

from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from heliograph.surfaces.public.views import not_found
from tests.factories import a_component, an_incident, an_update

pytestmark = pytest.mark.django_db


def test_an_incident_is_told_with_all_its_updates_newest_first(client: Client) -> None:
    incident = an_incident(impacts=[(a_component(name="API"), ComponentStatus.MAJOR_OUTAGE)])
    updates = [an_update(incident, message=f"Word {number:02}.") for number in range(15)]
    page = client.get(f"/incidents/{incident.guid}").content.decode()
    assert "Major outage" in page
    assert re.findall(r"Word \d\d", page) == [f"Word {number:02}" for number in reversed(range(15))]
    assert all(f'id="update-{update.pk}"' in page for update in updates)
    assert page.index("Word 00.") < page.index("We are looking into it.")


def test_a_fixed_incident_says_so(client: Client) -> None:
    incident = an_incident(status=IncidentStatus.FIXED)
    assert "Fixed" in client.get(f"/incidents/{incident.guid}").content.decode()


def unused() -> str:
    return str(uuid4())


def without_hyphens() -> str:
    return an_incident().guid.hex


def in_capitals() -> str:
    return str(an_incident(guid="abcdefab-cdef-4bcd-8fab-abcdefabcdef").guid).upper()


@pytest.mark.parametrize("address", [unused, without_hyphens, in_capitals, lambda: "1", lambda: "%00"])
def test_whatever_else_is_asked_for_is_a_friendly_404(client: Client, address: object) -> None:
    assert callable(address)
    response = client.get(f"/incidents/{address()}")
    assert response.status_code == 404
    assert "There is nothing at this address." in response.content.decode()


def test_an_address_that_there_is_not_has_the_same_page(client: Client) -> None:
    response = not_found(RequestFactory().get("/nowhere"), exception=Http404())
    assert response.status_code == 404
    assert response.content == client.get("/incidents/none").content
