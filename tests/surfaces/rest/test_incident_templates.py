from datetime import datetime

import pytest

from heliograph.lib import clock
from tests import factories
from tests.ledger import nothing_written, the_event
from tests.people import Caller

JUST_NOW = {"human": "0 seconds ago", "string": "2026-11-23 12:00:00"}


def test_a_template_is_made_with_a_slug_from_its_name(as_operator: Caller, now: datetime) -> None:
    answer = as_operator.post(
        "/api/incident-templates", {"name": "Provider down", "template": "{{ who }} is down."}
    )

    number = answer.row["id"]
    assert (answer.status, answer.headers["Content-Type"]) == (201, "application/vnd.api+json")
    assert answer.body == {
        "data": {
            "id": str(number),
            "type": "incidentTemplates",
            "attributes": {
                "id": number,
                "name": "Provider down",
                "slug": "provider-down",
                "template": "{{ who }} is down.",
                "engine": "twig",
                "created": JUST_NOW,
                "updated": JUST_NOW,
            },
        }
    }
    assert the_event().kind == "incident_template_created"


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"name", "template"}),
        ({"name": "x", "template": "x", "engine": "blade"}, {"engine"}),
        ({"name": "x", "template": "x", "engine": "php"}, {"engine"}),
        ({"name": "x", "template": "{{ open"}, {"template"}),
        ({"name": "x", "template": "x", "slug": "y" * 256}, {"slug"}),
    ],
)
def test_what_is_wrong_is_named(body: object, faults: set[str], as_operator: Caller) -> None:
    with nothing_written():
        answer = as_operator.post("/api/incident-templates", body)

    assert (answer.status, answer.faults) == (422, faults)


def test_those_that_are_not_deleted_are_listed_and_shown(as_stranger: Caller) -> None:
    kept = factories.a_template(name="kept")
    deleted = factories.a_template(name="deleted", deleted_at=clock.now())

    assert as_stranger.get("/api/incident-templates").names == ["kept"]
    assert as_stranger.get(f"/api/incident-templates/{kept.pk}").row["name"] == "kept"
    assert as_stranger.get(f"/api/incident-templates/{deleted.pk}").status == 404


def test_they_can_be_filtered_and_sorted(as_stranger: Caller) -> None:
    for name, slug in (("Mail", "post"), ("Disk", "platte"), ("Email", "e-post")):
        factories.a_template(name=name, slug=slug)

    assert as_stranger.get("/api/incident-templates?filter[name]=MAIL&sort=name").names == ["Email", "Mail"]
    assert as_stranger.get("/api/incident-templates?filter[slug]=post&sort=-slug").names == ["Mail", "Email"]
