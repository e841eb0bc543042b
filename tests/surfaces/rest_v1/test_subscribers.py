from datetime import UTC, datetime

from heliograph.subscribers.models import Subscriber
from tests import factories
from tests.ledger import nothing_written
from tests.surfaces.rest_v1.caller import V1, details


def test_one_hears_of_everything_and_is_asked_whether_it_wants_to(v1: V1, now: datetime) -> None:
    row = v1.made("/subscribers", email="a@example.com")

    assert row == {
        "id": row["id"],
        "email": "a@example.com",
        "phone_number": None,
        "slack_webhook_url": None,
        "verify_code": "",
        "verified_at": None,
        "global": True,
        "created_at": "2026-11-23 12:00:00",
        "updated_at": "2026-11-23 12:00:00",
        "subscriptions": [],
    }
    assert Subscriber.objects.get().link_asked_at == now
    assert v1.get("/subscribers").body["data"] == [row]


def test_one_that_is_known_is_answered_as_it_is(v1: V1) -> None:
    component = factories.a_component()
    row = v1.made("/subscribers", email="a@example.com", verify=True, components=[component.pk, 99, None])

    assert (row["global"], [one["component_id"] for one in row["subscriptions"]]) == (False, [component.pk])
    with nothing_written():
        assert v1.made("/subscribers", email="A@example.com", components=[], verify=1) == row


def test_when_it_was_verified_is_told_in_words(v1: V1) -> None:
    Subscriber.objects.create(email="a@example.com", verified_at=datetime(2019, 5, 24, 10, 1, 44, tzinfo=UTC))

    (row,) = v1.get("/subscribers").body["data"]
    assert row["verified_at"] == "Friday 24th May 2019 10:01:44"


def test_subscribers_and_subscriptions_are_deleted(v1: V1) -> None:
    ids = [factories.a_component().pk for _ in range(2)]
    row = v1.made("/subscribers", email="a@example.com", components=ids)
    first, second = row["subscriptions"]

    assert v1.delete(f"/subscriptions/{first['id']}").status == 204
    assert v1.delete(f"/subscription/{second['id']}").status == 204
    assert v1.delete(f"/subscriptions/{second['id']}").status == 404
    assert v1.delete(f"/subscribers/{row['id']}").status == 204


def test_nobody_else_learns_who_subscribed(v1: V1, v1_guest: V1, v1_reader: V1) -> None:
    assert [one.get("/subscribers").status for one in (v1_guest, v1_reader)] == [401, 401]
    assert v1.get("/subscribers/1").status == 405
    assert details(v1.post("/subscribers", {"email": "x", "components": "a"})) == [
        "The email must be a valid email address.",
        "The components must be an array.",
    ]
