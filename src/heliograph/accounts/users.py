from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction

from heliograph.accounts.models import User
from heliograph.accounts.roles import Role
from heliograph.accounts.steps import (
    change,
    change_password_of,
    locked,
    request_address,
    require_another_administrator,
    require_email,
    require_password,
    row_of,
    take_address,
)
from heliograph.actors import Ability, Actor
from heliograph.errors import Conflict
from heliograph.events import log
from heliograph.events.kinds import UserCreated, UserDeleted, UserSecondFactorChanged
from heliograph.lib import clock
from heliograph.lib.unset import UNSET, Unset, given


@dataclass(frozen=True, kw_only=True)
class UserDraft:
    """Without a password the user cannot sign in until they have set one. The address counts as proven."""

    email: str
    name: str = ""
    role: Role = Role.OPERATOR
    password: str | None = None


@dataclass(frozen=True, kw_only=True)
class UserChanges:
    email: str | Unset = UNSET
    name: str | Unset = UNSET
    role: Role | Unset = UNSET
    is_active: bool | Unset = UNSET


@transaction.atomic(durable=True)
def create_user(draft: UserDraft, *, actor: Actor) -> User:
    actor.require(Ability.USERS_MANAGE)
    require_email(draft.email)
    take_address(draft.email, actor)
    user = User(email=draft.email, name=draft.name, role=draft.role, email_verified_at=clock.now())
    if draft.password is not None:
        require_password(draft.password, user)
    user.set_password(draft.password)  # None: a password that nobody can give
    user.save(force_insert=True)
    log.record(UserCreated(subject_id=user.pk, row=row_of(user)), actor=actor)
    return user


@transaction.atomic(durable=True)
def update_user(user_id: int, changes: UserChanges, *, actor: Actor) -> User:
    """Another role, or none any more, ends the user's sessions. A new address is owed a link."""
    actor.require(Ability.USERS_MANAGE)
    user, values = locked(user_id), given(changes)
    values.pop("email", None)
    if not isinstance(changes.email, Unset) and changes.email != user.email:
        request_address(user, changes.email)
    stays = values.get("role", user.role) == Role.ADMINISTRATOR and values.get("is_active", user.is_active)
    if _is_administrator(user) and not stays:
        require_another_administrator(user)
    change(user, values, actor)
    return user


@transaction.atomic(durable=True)
def set_user_password(user_id: int, password: str, *, actor: Actor) -> User:
    """Ends all sessions of the user, and tells them by mail. Raises Invalid on `password`."""
    actor.require(Ability.USERS_MANAGE)
    user = locked(user_id)
    change_password_of(user, password, actor)
    return user


@transaction.atomic(durable=True)
def delete_user(user_id: int, *, actor: Actor) -> None:
    """With all of the user's tokens, keys and sessions. What they did stays in the events."""
    actor.require(Ability.USERS_MANAGE)
    user = locked(user_id)
    if user.pk == actor.user_id:
        raise Conflict("Nobody deletes themselves.")
    if _is_administrator(user):
        require_another_administrator(user)
    row = row_of(user)
    user.delete()
    log.record(UserDeleted(subject_id=user_id, row=row), actor=actor)


@transaction.atomic(durable=True)
def remove_second_factor(user_id: int, *, actor: Actor) -> User:
    """For who has lost theirs. Whatever was signed in with it is signed out."""
    actor.require(Ability.USERS_MANAGE)
    user = locked(user_id)
    Authenticator.objects.filter(user=user).delete()
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    log.record(UserSecondFactorChanged(subject_id=user.pk, row={"what": "removed"}), actor=actor)
    return user


def _is_administrator(user: User) -> bool:
    return user.is_active and user.role == Role.ADMINISTRATOR
