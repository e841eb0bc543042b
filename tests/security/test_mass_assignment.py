"""Class 17: who a thing is, whose it is and when it was made is not for a body to say."""

import json
from datetime import UTC, datetime

import pytest

from heliograph.accounts.models import ApiToken, User
from heliograph.status.models import Update
from tests import factories
from tests.ledger import nothing_written
from tests.people import Caller
from tests.surfaces.rest.resources import CHANGEABLE, RESOURCES, Resource, named

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
GUID = "11111111-1111-4111-8111-111111111111"
DATES = ("created_at", "updated_at", "deleted_at", "verified_at", "email_verified_at", "last_used_at")
NUMBERS = ("id", "pk", "user", "user_id", "token_id", "counter", "updateable_id")
FORGED: dict[str, object] = {
    **dict.fromkeys(DATES, LONG_AGO.isoformat()),
    **dict.fromkeys(NUMBERS, 99_999),
    "guid": GUID,
    "updateable_type": "schedule",
    "latest_status": 4,
    "calculated_value": 99_999,
    "is_admin": True,
    "is_active": False,
    "role": "administrator",
    "abilities": ["*"],
    "password": "known to me",
    "secret_hash": "0" * 64,
}
HUMPED = {"createdAt": LONG_AGO.isoformat(), "userId": 99_999, "deletedAt": LONG_AGO.isoformat()}
NESTED = {"data": {"id": "99999", "attributes": FORGED}, "attributes": FORGED, "relationships": FORGED}


@pytest.mark.parametrize("resource", RESOURCES, ids=named)
@pytest.mark.parametrize("forged", [FORGED, HUMPED, NESTED], ids=["plain", "humped", "nested"])
def test_what_is_new_is_not_what_its_body_pretends(
    forged: dict[str, object], resource: Resource, as_operator: Caller
) -> None:
    known = resource.make()
    accounts = [list(model.objects.values()) for model in (User, ApiToken)]

    answer = as_operator.post(resource.all(known), {**forged, **resource.body})

    assert answer.status == 201
    row = type(known).objects.get(pk=answer.row["id"])
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values = {str(value) for value in columns.values()}
    assert values.isdisjoint({str(LONG_AGO), "99999", "99999.0", GUID})
    assert [list(model.objects.values()) for model in (User, ApiToken)] == accounts


@pytest.mark.parametrize("resource", CHANGEABLE, ids=named)
@pytest.mark.parametrize("forged", [FORGED, HUMPED, NESTED], ids=["plain", "humped", "nested"])
def test_what_there_is_stays_what_it_is(
    forged: dict[str, object], resource: Resource, as_operator: Caller
) -> None:
    path = resource.one(resource.make())

    with nothing_written():
        answer = as_operator.send("PUT", path, json.dumps(forged))

    assert answer.status == 200


def test_an_update_stays_with_what_it_is_of(as_operator: Caller) -> None:
    incident, other = factories.an_incident(), factories.an_incident()
    update = factories.an_update(incident)
    elsewhere = {"incident_id": other.pk, "incident": other.pk, "schedule_id": factories.a_window().pk}

    with nothing_written():
        path = f"/api/incidents/{incident.pk}/updates/{update.pk}"
        assert as_operator.send("PUT", path, json.dumps(elsewhere)).status == 200

    said = {"status": 4, "message": "Fixed."} | elsewhere
    number = as_operator.post(f"/api/incidents/{incident.pk}/updates", said).row["id"]
    assert Update.objects.get(pk=number).incident == incident


def test_a_form_forges_no_more_than_json_does(as_operator: Caller) -> None:
    form = f"name=API&id=99999&guid={GUID}&user_id=99999&created_at=2001-01-01"

    answer = as_operator.send(
        "POST", "/api/components?id=99999", form, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status == 201
    assert answer.row["id"] != 99_999
    assert not answer.row["created"]["string"].startswith("2001")
