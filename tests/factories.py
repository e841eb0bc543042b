"""Rows as a test needs them, each with defaults for what the test does not care about.

They are written past the verbs, so that a test may begin with what no verb makes any more (a deleted row, a
component of another age), and so that every event in the database is the test's own.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import count

from django.contrib.auth.hashers import make_password

from heliograph.accounts.models import ApiToken, User
from heliograph.accounts.roles import Role
from heliograph.accounts.tokens import hash_of
from heliograph.lib import clock
from heliograph.status.models import (
    Component,
    ComponentGroup,
    Incident,
    IncidentImpact,
    IncidentTemplate,
    Schedule,
    ScheduleImpact,
    Update,
)
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility

_numbers = count(1)

Impacts = Iterable[tuple[Component, ComponentStatus | None]]


def a_user(**changes: object) -> User:
    """With a proven address."""
    defaults = {"email": f"user{next(_numbers)}@example.com", "email_verified_at": clock.this_second()}
    return User.objects.create(**defaults | changes)


@dataclass(frozen=True, kw_only=True)
class Key:
    """A token as its owner has it: `text` is what is sent."""

    token: ApiToken
    secret: str

    @property
    def text(self) -> str:
        return f"{self.token.pk}|{self.secret}"


def a_key(*abilities: str, user: User | None = None, **changes: object) -> Key:
    """Used this very moment, so that asking with it writes nothing."""
    secret = secrets.token_hex(20)
    columns = {"name": "a key", "last_used_at": clock.this_second(), "secret_hash": hash_of(secret)} | changes
    token = ApiToken.objects.create(user=user or a_user(), abilities=list(abilities), **columns)
    return Key(token=token, secret=secret)


def a_group(**changes: object) -> ComponentGroup:
    return ComponentGroup.objects.create(**{"name": "Services", "visible": Visibility.EVERYONE} | changes)


def a_component(**changes: object) -> Component:
    return Component.objects.create(**{"name": "Website", "status": ComponentStatus.OPERATIONAL} | changes)


def an_incident(*, impacts: Impacts = (), **changes: object) -> Incident:
    """Open, published, for everyone to see; one that is fixed was open at first."""
    status = changes.get("status", IncidentStatus.INVESTIGATING)
    defaults = {
        "initial_status": IncidentStatus.INVESTIGATING if status == IncidentStatus.FIXED else status,
        "name": "The website is slow",
        "message": "We are looking into it.",
        "status": IncidentStatus.INVESTIGATING,
        "visible": Visibility.EVERYONE,
    }
    incident = Incident.objects.create(**defaults | changes)
    for component, status in impacts:
        IncidentImpact.objects.create(incident=incident, component=component, status=status)
    return incident


def an_update(incident: Incident, **changes: object) -> Update:
    defaults = {"message": "Still looking.", "status": IncidentStatus.INVESTIGATING}
    return Update.objects.create(incident=incident, **defaults | changes)


def a_window(*, impacts: Impacts = (), **changes: object) -> Schedule:
    """In progress and published, until somebody ends it."""
    defaults = {"name": "New disks", "message": "We put them in.", "scheduled_at": clock.this_second()}
    window = Schedule.objects.create(**defaults | changes)
    for component, status in impacts:
        ScheduleImpact.objects.create(schedule=window, component=component, status=status)
    return window


def a_template(**changes: object) -> IncidentTemplate:
    defaults = {"name": "Provider down", "slug": "provider-down", "template": "{{ provider }} is down."}
    return IncidentTemplate.objects.create(**defaults | changes)


PASSWORD = "correct horse battery staple"


def a_person(role: Role = Role.OPERATOR, **changes: object) -> User:
    """Somebody who can sign in."""
    return a_user(**{"role": role, "password": _hash_of_the_password()} | changes)


@cache
def _hash_of_the_password() -> str:
    """Made to take long, and the same whoever has it."""
    return make_password(PASSWORD)
