"""Which addresses of an older version count as proven once it is upgraded."""

from importlib import import_module

import pytest
from django.apps import apps

from heliograph.accounts.models import User
from heliograph.events.models import Event
from tests import factories

MIGRATION = import_module("heliograph.accounts.migrations.0005_address_proof_and_known_networks")


def happened(kind: str, user: User, *, by: int | None, changed: str) -> None:
    payload = {"row": {}, "before": {changed: "old@example.com"}}
    actor = {"actor_kind": "user", "actor_id": by, "door": "dashboard"}
    Event.objects.create(kind=kind, subject_type="user", subject_id=user.pk, payload=payload, **actor)


@pytest.mark.django_db
def test_what_the_owner_gave_is_proven_and_what_a_user_chose_is_not() -> None:
    created, imported, renamed = (factories.a_user(email_verified_at=None) for _ in range(3))
    chose, chose_before_the_administrator = factories.a_user(), factories.a_user()
    happened("user_created", created, by=None, changed="")
    happened("user_created", renamed, by=None, changed="")
    happened("user_updated", renamed, by=renamed.pk, changed="name")
    happened("user_created", chose, by=None, changed="")
    for user in (chose, chose_before_the_administrator):
        happened("user_updated", user, by=user.pk, changed="email")
    happened("user_updated", chose_before_the_administrator, by=created.pk, changed="email")

    MIGRATION.prove_addresses(apps, None)

    proven = set(User.objects.filter(email_verified_at__isnull=False))
    assert proven == {created, renamed, chose_before_the_administrator}
    assert imported not in proven
