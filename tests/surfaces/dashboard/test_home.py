"""What the first screen says at three in the morning."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heliograph.lib import clock
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests.factories import a_component, a_window, an_incident, an_update

HOME = "/dashboard/"


def shown(client: Client) -> str:
    return client.get(HOME).content.decode()


def test_it_says_what_guests_see_and_what_is_open(operator_at_desk: Client) -> None:
    component = a_component(name="DNS")
    an_incident(name="Names fail", impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])
    an_incident(name="Kept among us", visible=Visibility.SIGNED_IN)
    an_incident(name="Long over", status=IncidentStatus.FIXED)
    a_window(name="New disks")
    page = shown(operator_at_desk)

    assert "experiencing major issues" in page
    assert all(one in page for one in ("Names fail", "Kept among us", "New disks", "Major outage"))
    assert "Long over" not in page


def test_each_doubt_leads_to_what_mends_it(operator_at_desk: Client) -> None:
    long_ago = clock.now() - timedelta(hours=9)
    well, ill = a_component(name="Shop"), a_component(name="Mail", status=ComponentStatus.PARTIAL_OUTAGE)
    incident = an_incident(name="Slow", created_at=long_ago, impacts=[(well, None)])
    window = a_window(name="Disks", scheduled_at=long_ago)
    page = operator_at_desk.get(HOME)

    addresses = {one.address for one in page.context["questions"]}
    assert addresses == {
        f"/dashboard/incidents/{incident.pk}",
        f"/dashboard/incidents/{incident.pk}/affected",
        f"/dashboard/incidents/report?component={ill.pk}",
        f"/dashboard/schedules/{window.pk}",
    }
    assert all(operator_at_desk.get(address).status_code == 200 for address in addresses)


def test_it_says_that_no_worker_is_heard_of_and_no_mail_is_sent(operator_at_desk: Client) -> None:
    page = shown(operator_at_desk)

    assert "No worker has been heard of" in page
    assert "HELIOGRAPH_EMAIL_URL" in page


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>"])
def test_names_stay_text_the_operators_own_too(operator_at_desk: Client, name: str) -> None:
    component = a_component(name=name, status=ComponentStatus.UNKNOWN)
    incident = an_incident(name=name, message=name, impacts=[(component, None)])
    for page in (
        HOME,
        f"/dashboard/incidents/{incident.pk}",
        "/dashboard/status/component/",
        "/dashboard/order",
    ):
        answer = operator_at_desk.get(page).content.decode()
        assert name not in answer
        assert "alert(1)" in answer


def test_it_costs_the_same_with_one_of_each_and_with_many(operator_at_desk: Client) -> None:
    def fill(count: int) -> int:
        for _ in range(count):
            component = a_component(status=ComponentStatus.PARTIAL_OUTAGE)
            an_update(an_incident(impacts=[(component, None)]))
            a_window(impacts=[(component, None)])
        with CaptureQueriesContext(connection) as asked:
            shown(operator_at_desk)
        return len(asked)

    shown(operator_at_desk)
    assert fill(1) == fill(20)


def test_who_has_no_component_yet_is_led_to_make_one(
    operator_at_desk: Client, viewer_at_desk: Client
) -> None:
    leads = "/dashboard/status/component/add/"
    assert leads in shown(operator_at_desk)
    assert leads not in shown(viewer_at_desk)
    a_component()
    assert leads not in shown(operator_at_desk)
