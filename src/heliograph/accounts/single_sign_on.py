"""Who is vouched for by a provider that the owner trusts."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from heliograph.accounts.models import Invitation, User
from heliograph.accounts.roles import Role
from heliograph.accounts.steps import row_of
from heliograph.actors import Ability, Actor
from heliograph.errors import Forbidden
from heliograph.events import log
from heliograph.events.kinds import UserCreated, UserLinked
from heliograph.lib import clock


@dataclass(frozen=True, kw_only=True)
class Identity:
    """`uid` is the provider's for good. `email` is empty unless the provider has verified it."""

    provider: str
    uid: str
    email: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Recognised:
    user: User
    account: SocialAccount


@dataclass(frozen=True, kw_only=True)
class Newcomers:
    """What becomes of those whom nobody has invited; without a role they stay outside."""

    role: Role | None


@transaction.atomic(durable=True)
def recognise_user(identity: Identity, newcomers: Newcomers, *, actor: Actor) -> Recognised:
    """By the uid, and at first by an address that was verified. Raises Forbidden."""
    actor.require(Ability.SIGN_IN)
    known = SocialAccount.objects.select_related("user").filter(provider=identity.provider, uid=identity.uid)
    account = known.first() or _linked(identity, newcomers, actor)
    if not account.user.is_active:
        raise Forbidden("This account is shut out.")
    return Recognised(user=account.user, account=account)


def _linked(identity: Identity, newcomers: Newcomers, actor: Actor) -> SocialAccount:
    if not identity.email:
        raise Forbidden("Your address is not verified there.")
    user = User.objects.filter(email__iexact=identity.email).first() or _new_user(identity, newcomers, actor)
    account = SocialAccount.objects.create(user=user, provider=identity.provider, uid=identity.uid)
    row = {"provider": identity.provider, "uid": identity.uid}
    log.record(UserLinked(subject_id=user.pk, row=row), actor=actor)
    return account


def _new_user(identity: Identity, newcomers: Newcomers, actor: Actor) -> User:
    """Who is invited has the role that was meant for them."""
    invitation = Invitation.objects.select_for_update().filter(email__iexact=identity.email).first()
    role = invitation.role if invitation else newcomers.role
    if role is None:
        raise Forbidden("Nobody has invited you.")
    user = User(email=identity.email, name=identity.name[:255], role=role, email_verified_at=clock.now())
    user.set_unusable_password()
    user.save(force_insert=True)
    if invitation:
        invitation.delete()
    log.record(UserCreated(subject_id=user.pk, row=row_of(user)), actor=actor)
    return user
