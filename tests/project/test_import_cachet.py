"""A Cachet 3 comes with all that it has: ids, times, tokens, passwords."""

from datetime import UTC, datetime
from pathlib import Path

import bcrypt
import pytest
from django.db.models import Model

from heliograph.accounts.credentials import actor_of_token
from heliograph.accounts.models import ApiToken, User
from heliograph.accounts.roles import Role
from heliograph.actors import Ability, ActorKind, Door
from heliograph.delivery.models import WebhookSubscription
from heliograph.errors import Conflict
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.monitoring.models import ComponentCheck, Monitor
from heliograph.site.settings import load
from heliograph.status.models import (
    Component,
    ComponentGroup,
    ComponentStatusChange,
    Incident,
    IncidentTemplate,
    Schedule,
    Update,
)
from heliograph.status.vocabulary import ComponentStatus, StatusSource
from heliograph.subscribers.models import Subscriber
from tests import factories
from tests.contract.exchange import TOKENS
from tests.ledger import nothing_written, the_event
from tests.project.cachets import Cachet, copied_to

pytestmark = pytest.mark.django_db

NOON = "2026-11-23 12:00:00"


@pytest.fixture
def cachet(tmp_path: Path) -> Cachet:
    return copied_to(tmp_path)


@pytest.mark.parametrize(
    ("table", "model"),
    [
        ("users", User),
        ("personal_access_tokens", ApiToken),
        ("component_groups", ComponentGroup),
        ("components", Component),
        ("incidents", Incident),
        ("schedules", Schedule),
        ("updates", Update),
        ("incident_templates", IncidentTemplate),
        ("metrics", Metric),
        ("metric_points", MetricPoint),
        ("subscribers", Subscriber),
    ],
)
def test_every_row_comes_with_its_id(cachet: Cachet, table: str, model: type[Model]) -> None:
    cachet.come()

    ids = model._meta.base_manager.order_by("pk").values_list("pk", flat=True)
    assert list(ids) == cachet.ids(table)


def test_an_incident_comes_with_all_that_belongs_to_it(cachet: Cachet) -> None:
    cachet.come()

    incident = Incident.objects.get(pk=2)
    assert str(incident.guid) == "00000000-0000-4000-8000-000000000002"
    assert incident.occurred_at == datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
    assert incident.updated_at == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    assert incident.meta == {"ticket": "OPS-42", "severity": 2}
    assert [(one.component_id, one.status) for one in incident.impacts.order_by("pk")] == [(1, 3), (4, 2)]
    assert [one.message for one in incident.updates.all()] == ["Still looking."]
    assert incident.user == User.objects.get(email="admin@example.com")


def test_what_an_impact_does_not_say_it_does_not_say_here(cachet: Cachet) -> None:
    cachet.come()

    assert Incident.objects.get(pk=9).impacts.get().status is None


def test_what_was_deleted_stays_deleted(cachet: Cachet) -> None:
    cachet.come()

    assert Incident.objects.get(pk=6).deleted_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert not Component.objects.existing().filter(pk=9).exists()


def test_an_update_of_a_schedule_is_the_schedules(cachet: Cachet) -> None:
    cachet.come()

    assert Schedule.objects.get(pk=1).updates.get().pk == 4


def test_class_names_of_older_versions_are_understood(cachet: Cachet) -> None:
    cachet.do("UPDATE updates SET updateable_type = 'Cachet\\Models\\Schedule' WHERE id = 4")
    cachet.do(
        "UPDATE meta SET meta_type = 'Cachet\\Models\\ComponentGroup' WHERE meta_type = 'component_group'"
    )

    cachet.come()

    assert Update.objects.get(pk=4).schedule_id == 1
    assert ComponentGroup.objects.get(pk=1).meta == {"team": "platform"}


def test_tokens_go_on_working(cachet: Cachet) -> None:
    cachet.come()

    actor = actor_of_token(TOKENS["comp"], door=Door.REST)
    assert actor is not None
    assert actor.abilities == {Ability.COMPONENTS_MANAGE, Ability.COMPONENTS_DELETE}
    assert actor_of_token(TOKENS["exp"], door=Door.REST) is None
    assert actor_of_token(TOKENS["bad"], door=Door.REST) is None


@pytest.mark.parametrize("password", ["correct horse", "ü" * 50])
def test_passwords_go_on_working_and_are_kept_in_our_way_from_then_on(cachet: Cachet, password: str) -> None:
    """PHP hashes the first 72 bytes of a password, and drops the rest without a word."""
    hashed = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$")
    cachet.do("UPDATE users SET password = ?", hashed)

    cachet.come()

    user = User.objects.get()
    assert not user.check_password("wrong")
    assert user.check_password(password)
    assert User.objects.get().password.startswith("argon2")


def test_an_unknown_kind_of_password_fits_nothing(cachet: Cachet) -> None:
    cachet.do("UPDATE users SET password = 'plain'")

    cachet.come()

    assert not User.objects.get().has_usable_password()


def test_administrators_stay_what_they_are_and_others_operate(cachet: Cachet) -> None:
    cachet.do(
        "INSERT INTO users (id, name, email, password, is_admin) VALUES (2, 'O', 'o@example.com', '', 0)"
    )

    cachet.come()

    roles = dict(User.objects.values_list("email", "role"))
    assert roles == {"admin@example.com": Role.ADMINISTRATOR, "o@example.com": Role.OPERATOR}


def test_settings_come_by_their_names(cachet: Cachet) -> None:
    cachet.come()

    assert load().name == "Parity Status"
    assert load().show_site_name is False


def test_no_secret_is_told_of(cachet: Cachet) -> None:
    cachet.do("UPDATE settings SET payload = '\"hunter2\"' WHERE name = 'password'")
    cachet.do(
        "INSERT INTO webhook_subscriptions (id, url, secret) VALUES (1, 'https://example.com', 'hunter2')"
    )

    tally = cachet.come()

    assert "hunter2" not in "\n".join(tally.lines()) + str(the_event().payload)
    assert WebhookSubscription.objects.get().secret == "hunter2"


def test_subscribers_come_with_their_verification_and_components(cachet: Cachet) -> None:
    cachet.come()

    verified, unverified = Subscriber.objects.order_by("pk")
    assert verified.verified_at == datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert verified.meta == {"source": "import"}
    assert not unverified.is_verified
    assert [one.pk for one in unverified.components.all()] == [1]


def test_monitors_checks_and_changes_of_status_come(cachet: Cachet) -> None:
    cachet.do("UPDATE components SET checked = 1, checked_at = ? WHERE id = 2", NOON)
    cachet.do(
        "INSERT INTO component_checks (id, component_id, status, successful, response_code, checked_at)"
        " VALUES (5, 2, 4, 0, 502, ?)",
        NOON,
    )
    cachet.do(
        "INSERT INTO component_status_changes"
        " (id, component_id, old_status, new_status, source, causer_type, causer_id, created_at)"
        " VALUES (6, 2, 1, 4, 'manual', 'user', 1, ?)",
        NOON,
    )

    cachet.come()

    assert Monitor.objects.get().component_id == 2
    assert ComponentCheck.objects.get(pk=5).response_code == 502
    change = ComponentStatusChange.objects.get(pk=6)
    assert (change.new_status, change.source) == (ComponentStatus.MAJOR_OUTAGE, StatusSource.MANUAL)
    assert change.user_id == 1


def test_an_older_schema_has_less(cachet: Cachet) -> None:
    cachet.without_columns("incidents", "published_at", "external_id")
    cachet.without_columns("schedules", "published_at")
    cachet.without_columns("incident_templates", "engine")
    cachet.without_columns("component_groups", "order_column", "order_direction")
    for table in ("meta", "component_status_changes", "component_checks", "webhook_subscriptions"):
        cachet.do(f"DROP TABLE {table}")

    cachet.come()

    assert Incident.objects.get(pk=1).published_at == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert Schedule.objects.get(pk=3).published_at == datetime(2026, 11, 15, 9, tzinfo=UTC)
    assert IncidentTemplate.objects.get(pk=2).engine == "twig"


def test_new_rows_are_numbered_on(cachet: Cachet) -> None:
    cachet.come()

    assert factories.an_incident().pk > 24
    assert factories.a_component().pk > 9


def test_one_event_says_that_it_happened(cachet: Cachet) -> None:
    cachet.come()

    event = the_event()
    assert (event.kind, event.actor_kind) == ("installation_imported", ActorKind.IMPORT)
    assert event.payload["row"]["came"]["incidents"] == 24


def test_an_installation_in_use_is_left_alone(cachet: Cachet) -> None:
    factories.a_component()

    with nothing_written(), pytest.raises(Conflict, match="--merge"):
        cachet.come()


def test_somebody_who_has_signed_up_is_no_content(cachet: Cachet) -> None:
    """With an id that the import would have used, and another address."""
    first = User.objects.create(pk=1, email="first@example.com")

    cachet.come()

    admin = User.objects.get(email="admin@example.com")
    assert admin.pk != first.pk
    assert Incident.objects.get(pk=1).user == admin
    assert ApiToken.objects.get(pk=1).user == admin
