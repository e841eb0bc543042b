"""What people do with their own account, signed in or by a link that was sent to them."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.db import transaction

from heliograph.accounts.links import user_to_confirm, user_to_reset
from heliograph.accounts.models import User
from heliograph.accounts.steps import (
    change,
    change_password_of,
    locked,
    oneself,
    owe_mail,
    request_address,
    require_email,
    take_address,
)
from heliograph.actors import Ability, Actor
from heliograph.errors import Invalid, NotFound
from heliograph.events import log
from heliograph.events.kinds import UserSecondFactorChanged, UserSessionsEnded
from heliograph.lib import clock

RESET_MAIL = "reset"
ADDRESS_CHANGED_MAIL = "address_changed"
SECOND_FACTOR_CHANGED_MAIL = "second_factor_changed"


@dataclass(frozen=True, kw_only=True)
class NewAddress:
    current: str
    """The password: links to a new one go to the address, so that it is as good as that."""
    email: str


@dataclass(frozen=True, kw_only=True)
class NewPassword:
    current: str
    new: str


@transaction.atomic(durable=True)
def change_name(name: str, *, actor: Actor) -> User:
    actor.require(Ability.OWN_ACCOUNT)
    user = oneself(actor)
    change(user, {"name": name}, actor)
    return user


@transaction.atomic(durable=True)
def change_address(draft: NewAddress, *, actor: Actor) -> User:
    """Owes the new address a link; the old one stays until it is followed. Raises Invalid by field."""
    actor.require(Ability.OWN_ACCOUNT)
    user = oneself(actor)
    _require_password_of(user, draft.current)
    request_address(user, draft.email)
    return user


@transaction.atomic(durable=True)
def confirm_address(key: str, *, actor: Actor) -> User:
    """The link of a new address was followed. Tells the old one.

    Raises NotFound for a link that is forged, too old, used or replaced, Invalid on `email` where another
    user has proven the address since.
    """
    actor.require(Ability.SIGN_IN)
    user = locked(user_to_confirm(key).pk)
    email = user_to_confirm(key).new_email  # of two at once, the second finds it confirmed
    take_address(email, actor, besides=user.pk)
    old = user.email
    user.email_verified_at, user.new_email, user.lost_email = clock.now(), "", ""
    user.save(update_fields=["email_verified_at", "new_email", "lost_email"])
    change(user, {"email": email}, actor)
    if old and old != email:
        owe_mail(ADDRESS_CHANGED_MAIL, old)
    return user


@transaction.atomic(durable=True)
def change_password(draft: NewPassword, *, actor: Actor) -> User:
    """Ends all sessions; the door keeps the one that it is asked in. Raises Invalid by field."""
    actor.require(Ability.OWN_ACCOUNT)
    user = oneself(actor)
    if user.has_usable_password():
        _require_password_of(user, draft.current)
    change_password_of(user, draft.new, actor)
    return user


@transaction.atomic(durable=True)
def request_password_reset(email: str, *, actor: Actor) -> None:
    """Whether there is such a user is not said, and it is the same work: the worker finds out."""
    actor.require(Ability.SIGN_IN)
    require_email(email)
    owe_mail(RESET_MAIL, email)


@transaction.atomic(durable=True)
def reset_password(key: str, password: str, *, actor: Actor) -> User:
    """Raises NotFound for a link that is forged, too old or used, Invalid on `password`."""
    actor.require(Ability.SIGN_IN)
    user = locked(user_to_reset(key).pk)
    user_to_reset(key)  # of two at once, the second finds that the password is another by now
    if user.email_verified_at is None:
        user.email_verified_at = clock.now()  # the link was read there
        user.save(update_fields=["email_verified_at"])
    change_password_of(user, password, actor)
    return user


@transaction.atomic(durable=True)
def change_second_factor(what: str, *, actor: Actor) -> User:
    """After it has changed: every session ends that was begun before; the door keeps its own."""
    actor.require(Ability.OWN_ACCOUNT)
    user = _with_sessions_ended(oneself(actor))
    owe_mail(SECOND_FACTOR_CHANGED_MAIL, user.email)
    log.record(UserSecondFactorChanged(subject_id=user.pk, row={"what": what}), actor=actor)
    return user


@transaction.atomic(durable=True)
def end_sessions(*, actor: Actor) -> User:
    """All of one's own; the door keeps the one that it is asked in."""
    actor.require(Ability.OWN_ACCOUNT)
    user = _with_sessions_ended(oneself(actor))
    log.record(UserSessionsEnded(subject_id=user.pk, row={"which": "all"}), actor=actor)
    return user


@transaction.atomic(durable=True)
def end_session(session_id: int, *, actor: Actor) -> None:
    """One of one's own. Raises NotFound for another's, as for one that is not."""
    actor.require(Ability.OWN_ACCOUNT)
    session = UserSession.objects.filter(pk=session_id, user_id=actor.user_id).first()
    if session is None:
        raise NotFound("There is no such session.")
    session.end()
    log.record(UserSessionsEnded(subject_id=session.user_id, row={"which": "one"}), actor=actor)


def _require_password_of(user: User, said: str) -> None:
    if not user.check_password(said):
        raise Invalid({"current": ["This is not your password."]})


def _with_sessions_ended(user: User) -> User:
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    return user
