"""The first administrator. Who has the link that `serve` prints may claim the installation, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Q

from heliograph.accounts.models import SetUpLink, User
from heliograph.accounts.roles import Role
from heliograph.accounts.steps import require_email, require_password, row_of, take_address
from heliograph.accounts.tokens import hash_of
from heliograph.actors import Ability, Actor
from heliograph.errors import NotFound
from heliograph.events import log
from heliograph.events.kinds import UserCreated, UserPasswordChanged
from heliograph.lib import clock
from heliograph.lib.mailboxes import of_mailbox

if TYPE_CHECKING:
    from django.db.models import QuerySet

LINK_LASTS = timedelta(hours=24)
_NO_LONGER_VALID = "The link is no longer valid."


@dataclass(frozen=True, kw_only=True)
class FirstAdministrator:
    email: str
    name: str
    password: str


@transaction.atomic(durable=True)
def open_set_up(*, actor: Actor) -> str | None:
    """The secret of the one link that is good now, or None: somebody has the installation already."""
    actor.require(Ability.USERS_MANAGE)
    SetUpLink.objects.all().delete()
    if is_claimed():
        return None
    secret = secrets.token_urlsafe(32)
    SetUpLink.objects.create(secret_hash=hash_of(secret), expires_at=clock.now() + LINK_LASTS)
    return secret


@transaction.atomic(durable=True)
def claim_installation(secret: str, draft: FirstAdministrator, *, actor: Actor) -> User:
    """Raises NotFound for a link that is not good, Invalid by field.

    The link is deleted first: of fifty who come at once, one finds it there.
    """
    actor.require(Ability.SIGN_IN)
    if _good(secret).delete()[0] != 1 or is_claimed():
        raise NotFound(_NO_LONGER_VALID)
    require_email(draft.email)
    user = _administrator_without_password(draft.email) or User(email=draft.email, role=Role.ADMINISTRATOR)
    is_new = user.pk is None
    if is_new:
        take_address(draft.email, actor)
    user.name, user.email_verified_at = draft.name, clock.now()
    require_password(draft.password, user)
    user.set_password(draft.password)
    user.save()
    kind = UserCreated if is_new else UserPasswordChanged
    log.record(kind(subject_id=user.pk, row=row_of(user) if is_new else {}), actor=actor)
    return user


def require_open(secret: str) -> None:
    """Raises NotFound for a link that is not good."""
    if is_claimed() or not _good(secret).exists():
        raise NotFound(_NO_LONGER_VALID)


def is_claimed() -> bool:
    """Whether an administrator has a way in: a password, single sign-on, or an earlier sign-in by a proxy."""
    signs_in = Q(pk__in=SocialAccount.objects.values("user")) | Q(last_login__isnull=False)
    administrators = User.objects.filter(role=Role.ADMINISTRATOR)
    return administrators.filter(signs_in | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)).exists()


def _administrator_without_password(email: str) -> User | None:
    """Such as one made by `heliograph user create` without a password: the link is their way in."""
    administrators = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    return administrators.filter(of_mailbox(email)).first()


def _good(secret: str) -> QuerySet[SetUpLink]:
    return SetUpLink.objects.filter(secret_hash=hash_of(secret), expires_at__gt=clock.now())
