"""Who is vouched for by a provider that the owner trusts."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from heliograph.accounts.models import Invitation, User
from heliograph.accounts.roles import Role
from heliograph.accounts.steps import release_address, row_of
from heliograph.actors import Ability, Actor
from heliograph.errors import Forbidden
from heliograph.events import log
from heliograph.events.kinds import UserCreated, UserLinked
from heliograph.lib import clock
from heliograph.lib.mailboxes import of_mailbox


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
    """By the uid, and at first by an address that was verified. Raises Forbidden.

    By address it finds only a user who has proven it. One who holds it without proof loses it.
    """
    actor.require(Ability.SIGN_IN)
    known = SocialAccount.objects.select_related("user").filter(provider=identity.provider, uid=identity.uid)
    account = known.first() or _linked(identity, newcomers, actor)
    if not account.user.is_active:
        raise Forbidden("This account is shut out.")
    return Recognised(user=account.user, account=account)


def _linked(identity: Identity, newcomers: Newcomers, actor: Actor) -> SocialAccount:
    if not identity.email:
        raise Forbidden("Your address is not verified there.")
    user = _proven(identity.email, actor) or _new_user(identity, newcomers.role, actor)
    if user is None:
        raise Forbidden("Nobody has invited you.")
    account = SocialAccount.objects.create(user=user, provider=identity.provider, uid=identity.uid)
    row = {"provider": identity.provider, "uid": identity.uid}
    log.record(UserLinked(subject_id=user.pk, row=row), actor=actor)
    return account


@transaction.atomic(durable=True)
def recognise_address(email: str, *, actor: Actor) -> User | None:
    """The user of an address that a trusted proxy vouches for: one who has proven it, or is invited."""
    actor.require(Ability.SIGN_IN)
    identity = Identity(provider="", uid="", email=email, name="")
    user = _proven(email, actor) or _new_user(identity, None, actor)
    return user if user is not None and user.is_active else None


def _proven(email: str, actor: Actor) -> User | None:
    """The user who has proven the address. One who holds it without proof loses it: its owner is here."""
    holder = User.objects.select_for_update().filter(of_mailbox(email)).first()
    if holder is None or holder.email_verified_at is not None:
        return holder
    release_address(holder, actor)
    return None


def _new_user(identity: Identity, role: Role | None, actor: Actor) -> User | None:
    """Who is invited has the role that was meant for them. Returns None without an invitation and a role."""
    invitation = Invitation.objects.select_for_update().filter(of_mailbox(identity.email)).first()
    given_role = invitation.role if invitation else role
    if given_role is None:
        return None
    name = identity.name or (invitation.name if invitation else "")
    user = User(email=identity.email, name=name[:255], role=given_role, email_verified_at=clock.now())
    user.set_unusable_password()
    user.save(force_insert=True)
    if invitation:
        invitation.delete()
    log.record(UserCreated(subject_id=user.pk, row=row_of(user)), actor=actor)
    return user
