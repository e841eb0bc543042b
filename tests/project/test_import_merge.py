"""A Cachet into an installation in use: what is the same is recognised, and nobody loses anything."""

from pathlib import Path

import pytest

from heliograph.accounts.models import ApiToken, User
from heliograph.metrics.models import MetricPoint
from heliograph.project.importing.cachet.importing import Into
from heliograph.status.models import Component, Incident, Update
from heliograph.status.vocabulary import ComponentStatus
from heliograph.subscribers.models import Subscriber
from tests import factories
from tests.ledger import nothing_written
from tests.project.cachets import Cachet, copied_to

pytestmark = pytest.mark.django_db

LATER = "2026-11-23 15:00:00"


@pytest.fixture
def cachet(tmp_path: Path) -> Cachet:
    return copied_to(tmp_path)


def test_the_second_time_changes_nothing(cachet: Cachet) -> None:
    cachet.come()

    with nothing_written():
        tally = cachet.come(Into.ANY)
    assert not tally.is_anything_new


def test_into_taken_ids_the_second_time_changes_nothing_either(cachet: Cachet) -> None:
    for _ in range(3):
        factories.an_incident(impacts=[(factories.a_component(), ComponentStatus.MAJOR_OUTAGE)])
    cachet.come(Into.ANY)

    with nothing_written():
        tally = cachet.come(Into.ANY)
    assert not tally.is_anything_new


def test_a_row_whose_id_is_taken_gets_another_and_references_follow(cachet: Cachet) -> None:
    ours = factories.a_component(pk=1, name="Ours")

    cachet.come(Into.ANY)

    ours.refresh_from_db()
    api = Component.objects.get(name="API")
    assert (ours.name, api.pk > 9) == ("Ours", True)
    assert set(Incident.objects.get(pk=2).components.all()) == {api, Component.objects.get(pk=4)}
    assert Subscriber.objects.get(pk=2).components.get() == api
    assert api.meta["region"] == "eu-west"


def test_an_incident_is_known_by_its_guid(cachet: Cachet) -> None:
    ours = factories.an_incident(pk=700, guid="00000000-0000-4000-8000-000000000001")

    cachet.come(Into.ANY)

    assert Incident.objects.get(guid=ours.guid).pk == 700
    assert Update.objects.get(pk=2).incident_id == 700


def test_a_user_is_known_by_the_address_and_stays_as_they_are(cachet: Cachet) -> None:
    """Another installation's database must not hand out rights or change a password here."""
    ours = factories.a_user(email="Admin@Example.com", name="Ours")

    cachet.come(Into.ANY)

    user = User.objects.get()
    assert (user.name, user.role, user.password) == (ours.name, ours.role, ours.password)
    assert ApiToken.objects.get(pk=1).user == user


def test_a_subscriber_is_known_by_the_address(cachet: Cachet) -> None:
    ours = Subscriber.objects.create(pk=90, email="Verified@example.com", mailbox="verified@example.com")

    cachet.come(Into.ANY)

    assert Subscriber.objects.filter(email__iexact="verified@example.com").get() == ours


def test_what_changed_there_since_comes(cachet: Cachet) -> None:
    cachet.come()
    cachet.do("UPDATE incidents SET status = 4, updated_at = ? WHERE id = 2", LATER)
    cachet.do("UPDATE incident_components SET component_status = 2 WHERE id = 2")
    cachet.do(
        "INSERT INTO updates (id, status, message, updateable_type, updateable_id, created_at, updated_at)"
        " VALUES (8, 4, 'Fixed.', 'incident', 2, ?, ?)",
        LATER,
        LATER,
    )

    tally = cachet.come(Into.ANY)

    incident = Incident.objects.get(pk=2)
    assert incident.status == 4
    assert incident.updates.filter(message="Fixed.").exists()
    assert incident.impacts.get(component_id=1).status == 2
    assert tally.changed["incidents"] == 1


def test_what_changed_here_later_stays(cachet: Cachet) -> None:
    cachet.come()
    cachet.do("UPDATE components SET name = 'Theirs', updated_at = '2026-11-10 00:00:00' WHERE id = 1")
    Component.objects.filter(pk=1).update(name="Ours", updated_at="2026-11-11T00:00:00Z")

    cachet.come(Into.ANY)

    assert Component.objects.get(pk=1).name == "Ours"


def test_who_unsubscribed_here_is_not_subscribed_again(cachet: Cachet) -> None:
    cachet.come()
    Subscriber.objects.get(pk=1).delete()

    with nothing_written():
        cachet.come(Into.ANY)


def test_what_was_deleted_here_stays_deleted_whatever_happened_there(cachet: Cachet) -> None:
    cachet.come()
    Component.objects.filter(pk=1).update(deleted_at="2026-11-12T00:00:00Z")
    cachet.do("UPDATE components SET updated_at = ? WHERE id = 1", LATER)

    with nothing_written():
        cachet.come(Into.ANY)


def test_two_cachets_become_one(cachet: Cachet, tmp_path: Path) -> None:
    cachet.come()
    (tmp_path / "second").mkdir()
    second = copied_to(tmp_path / "second")
    second.do("UPDATE settings SET payload = '\"another\"' WHERE name = 'install_id'")
    second.do("UPDATE incidents SET guid = replace(guid, '4000', '4001'), created_at = '2026-01-01 00:00:00'")
    for table in ("components", "component_groups", "metrics", "metric_points", "updates", "schedules"):
        second.do(f"UPDATE {table} SET created_at = '2026-01-01 00:00:00'")  # noqa: S608

    second.come(Into.ANY)

    assert Incident.objects.count() == 48
    assert Component.objects.count() == 18
    assert MetricPoint.objects.count() == 70
    twin = Incident.objects.get(guid="00000000-0000-4001-8000-000000000002")
    assert all(component.pk > 9 for component in twin.components.all())
    with nothing_written():
        cachet.come(Into.ANY)
        second.come(Into.ANY)
