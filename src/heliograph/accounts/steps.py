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
from heliograph.events.kinds import UserAddressReleased, UserPasswordChanged, UserUpdated
from heliograph.lib import clock
from heliograph.lib.mailboxes import of_mailbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.actors import Actor

CONFIRM_ADDRESS_MAIL = "confirm_address"
PASSWORD_CHANGED_MAIL = "password_changed"  # noqa: S105 - the name of a mail
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
    """Raises Invalid where another user has proven that the address is theirs."""
    holders = User.objects.filter(of_mailbox(email), email_verified_at__isnull=False)
    if holders.exclude(pk=besides).exists():
        raise Invalid({"email": ["There is a user with this address already."]})


def take_address(email: str, actor: Actor, *, besides: int = 0) -> None:
    """Frees an address whose reader has shown up. Raises Invalid where another user has proven it."""
    holders = User.objects.select_for_update().filter(of_mailbox(email)).exclude(pk=besides)
    for holder in holders:
        if holder.email_verified_at is not None:
            raise Invalid({"email": ["There is a user with this address already."]})
        release_address(holder, actor)


def release_address(holder: User, actor: Actor) -> None:
    """Ends that an unproven address is the holder's. They enter another one at their next sign-in."""
    holder.lost_email, holder.email = holder.email, ""
    holder.updated_at = clock.now()
    holder.save(update_fields=["email", "lost_email", "updated_at"])
    before = {"email": holder.lost_email}
    log.record(UserAddressReleased(subject_id=holder.pk, row=row_of(holder), before=before), actor=actor)


def request_address(user: User, email: str) -> None:
    """Owes the new address a link; the user's address stays until it is followed."""
    require_email(email)
    require_free(email, besides=user.pk)
    user.new_email = email
    user.save(update_fields=["new_email"])
    owe_mail(CONFIRM_ADDRESS_MAIL, email, user_id=user.pk)


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


def change_password_of(user: User, password: str, actor: Actor) -> None:
    """Tells the user by mail. Ends all their sessions, and the wait for a new address."""
    require_password(password, user)
    user.set_password(password)
    user.new_email = ""
    user.updated_at = clock.now()
    user.save(update_fields=["password", "new_email", "updated_at"])
    if user.email:
        owe_mail(PASSWORD_CHANGED_MAIL, user.email)
    log.record(UserPasswordChanged(subject_id=user.pk, row={}), actor=actor)


def owe_mail(kind: str, email: str, **facts: object) -> None:
    OwedMail.objects.create(kind=kind, email=email, facts=facts)
