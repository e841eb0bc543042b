"""Previews: for those who may write, and no longer than what may be written."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

PREVIEWS = {
    "/dashboard/preview": "message",
    "/dashboard/incidents/preview": "message",
    "/dashboard/templates/preview": "template",
}
LONGEST = 65_535
REPORT = {"name": "Disk full", "status": "1", "visible": "1"}


@pytest.mark.parametrize("address", PREVIEWS)
def test_a_viewer_previews_nothing(viewer_at_desk: Client, address: str) -> None:
    assert viewer_at_desk.post(address, {PREVIEWS[address]: "**Hello**"}).status_code == 403


@pytest.mark.parametrize("address", PREVIEWS)
def test_a_preview_has_the_length_limit_of_a_message(operator_at_desk: Client, address: str) -> None:
    field = PREVIEWS[address]

    longest = operator_at_desk.post(address, REPORT | {field: "a" * LONGEST})
    longer = operator_at_desk.post(address, REPORT | {field: "[" * (LONGEST + 1)})

    assert longest.status_code == 200
    assert longer.status_code == 422
    assert f"The {field} field must not have more than 65535 characters." in longer.content.decode()


def test_a_template_that_fills_in_to_more_is_refused_in_the_preview(operator_at_desk: Client) -> None:
    grown = "{% for n in range(1, 400) %}" + "[" * 1_000 + "{% endfor %}"

    shown = operator_at_desk.post("/dashboard/templates/preview", {"template": grown}).content.decode()

    assert "[[[" not in shown
    assert "hg-error" in shown


def test_a_report_that_fills_in_to_more_is_refused_in_the_preview(operator_at_desk: Client) -> None:
    factories.a_template(template="{{ provider }} is down.")

    sent = REPORT | {"template": "provider-down", "variable-provider": "[" * 70_000}
    shown = operator_at_desk.post("/dashboard/incidents/preview", sent).content.decode()

    assert "[[[" not in shown
    assert "hg-error" in shown
