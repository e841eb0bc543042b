"""What several verbs share. Every step runs inside its caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from heliograph.accounts.models import OwedMail, User
from heliograph.accounts.roles import Role
from heliograph.errors import Conflict, Invalid, NotFound, Unauthenticated
from heliograph.events import log
from heliograph.events.kinds import UserUpdated
from heliograph.lib import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.actors import Actor

_TOLD = ("email", "name", "role", "is_active")


def row_of(user: User) -> dict[str, object]:
    """What an event may tell of a user."""
    return {name: getattr(user, name) for name in _TOLD}


def locked(user_id: int) -> User:
    """Nobody else writes to the row until the transaction ends. Raises NotFound."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such user.")
    return user


def oneself(actor: Actor) -> User:
    """Raises Unauthenticated where nobody in particular asks."""
    if actor.user_id is None:
        raise Unauthenticated("Unauthenticated.")
    return locked(actor.user_id)


def require_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise Invalid({"email": ["The email field must be a valid email address."]}) from wrong


def require_free(email: str, *, besides: int = 0) -> None:
    if User.objects.filter(email__iexact=email).exclude(pk=besides).exists():
        raise Invalid({"email": ["There is a user with this address already."]})


def require_password(password: str, user: User) -> None:
    """Raises Invalid for one that is short, common, or made of what is known about the user."""
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise Invalid({"password": wrong.messages}) from wrong


def require_another_administrator(user: User) -> None:
    """Raises Conflict where nobody would be left who can mend anything.

    All are locked, in one order: of two who take their leave at once the second sees that the first did.
    """
    administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    left = set(administrators.select_for_update().values_list("pk", flat=True)) - {user.pk}
    if not left:
        raise Conflict("This is the last administrator. Make another one first.")


def change(user: User, values: Mapping[str, object], actor: Actor) -> None:
    """Saves what differs. What a user may do, or whether at all, is not changed under their feet."""
    before = {name: getattr(user, name) for name, value in values.items() if getattr(user, name) != value}
    if not before:
        return
    for name in before:
        setattr(user, name, values[name])
    if {"role", "is_active"} & before.keys():
        user.sessions_ended += 1
    user.updated_at = clock.now()
    user.save(update_fields=[*before, "sessions_ended", "updated_at"])
    log.record(UserUpdated(subject_id=user.pk, row=row_of(user), before=before), actor=actor)


def set_password(user: User, password: str) -> None:
    """Ends every session of the user: each agrees with the old one."""
    require_password(password, user)
    user.set_password(password)
    user.updated_at = clock.now()
    user.save(update_fields=["password", "updated_at"])


def owe_mail(kind: str, email: str, **facts: object) -> None:
    OwedMail.objects.create(kind=kind, email=email, facts=facts)
