"""Who came in, who did not, and who left. The door itself knows the methods."""

from __future__ import annotations

from django.db import transaction

from heliograph.accounts.known_networks import remember_network
from heliograph.accounts.models import User
from heliograph.actors import Ability, Actor
from heliograph.events import log
from heliograph.events.kinds import UserSignedIn, UserSignedOut, UserSignInFailed
from heliograph.lib.mailboxes import of_mailbox

NOBODY = 0


@transaction.atomic(durable=True)
def record_sign_in(methods: tuple[str, ...], *, actor: Actor) -> None:
    actor.require(Ability.OWN_ACCOUNT)
    remember_network(actor)
    log.record(UserSignedIn(subject_id=actor.user_id or NOBODY, row={"methods": list(methods)}), actor=actor)


@transaction.atomic(durable=True)
def record_failed_sign_in(email: str, method: str, *, actor: Actor) -> None:
    """Whom it was tried for, where there is such a user; what else was typed is forgotten."""
    actor.require(Ability.SIGN_IN)
    user = User.objects.filter(of_mailbox(email)).first()
    failed = UserSignInFailed(subject_id=user.pk if user else NOBODY, row={"method": method})
    log.record(failed, actor=actor)


@transaction.atomic(durable=True)
def record_sign_out(*, actor: Actor) -> None:
    actor.require(Ability.OWN_ACCOUNT)
    log.record(UserSignedOut(subject_id=actor.user_id or NOBODY, row={}), actor=actor)
