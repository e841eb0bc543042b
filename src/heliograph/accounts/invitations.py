from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from heliograph.accounts.links import invitation_of
from heliograph.accounts.models import Invitation, User
from heliograph.accounts.roles import Role
from heliograph.accounts.steps import owe_mail, require_email, require_free, require_password, take_address
from heliograph.actors import Ability, Actor
from heliograph.errors import NotFound
from heliograph.events import log
from heliograph.events.kinds import InvitationAccepted, InvitationCreated, InvitationRevoked
from heliograph.lib import clock
from heliograph.lib.mailboxes import of_mailbox

INVITATION_MAIL = "invitation"


@dataclass(frozen=True, kw_only=True)
class InvitationDraft:
    email: str
    name: str = ""
    role: Role = Role.OPERATOR


@transaction.atomic(durable=True)
def invite_user(draft: InvitationDraft, *, actor: Actor) -> Invitation:
    """Owes the address a link. One that was sent there before is no longer good.

    A user who holds the address without proof loses it when the invitation is accepted.
    """
    actor.require(Ability.USERS_MANAGE)
    require_email(draft.email)
    require_free(draft.email)
    Invitation.objects.filter(of_mailbox(draft.email)).delete()
    invitation = Invitation.objects.create(
        email=draft.email, name=draft.name, role=draft.role, invited_by_id=actor.user_id
    )
    owe_mail(INVITATION_MAIL, draft.email, invitation_id=invitation.pk)
    log.record(InvitationCreated(subject_id=invitation.pk, row=_row_of(invitation)), actor=actor)
    return invitation


@transaction.atomic(durable=True)
def revoke_invitation(invitation_id: int, *, actor: Actor) -> None:
    actor.require(Ability.USERS_MANAGE)
    invitation = _locked(invitation_id)
    row = _row_of(invitation)
    invitation.delete()
    log.record(InvitationRevoked(subject_id=invitation_id, row=row), actor=actor)


@transaction.atomic(durable=True)
def accept_invitation(key: str, *, name: str, password: str, actor: Actor) -> User:
    """Raises NotFound for a link that is forged, too old or used, Invalid on `password`."""
    actor.require(Ability.SIGN_IN)
    invitation = _locked(invitation_of(key).pk)
    take_address(invitation.email, actor)
    user = User(email=invitation.email, name=name or invitation.name, role=invitation.role)
    require_password(password, user)
    user.set_password(password)
    user.email_verified_at = clock.now()  # the link was read there
    user.save(force_insert=True)
    accepted = InvitationAccepted(subject_id=invitation.pk, row=_row_of(invitation), user_id=user.pk)
    invitation.delete()
    log.record(accepted, actor=actor)
    return user


def _locked(invitation_id: int) -> Invitation:
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound("There is no such invitation.")
    return invitation


def _row_of(invitation: Invitation) -> dict[str, object]:
    return {"email": invitation.email, "name": invitation.name, "role": invitation.role}
