"""Who came in, who did not, and who left. The door itself knows the methods."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from heliograph.accounts.models import SignInNetwork, User
from heliograph.actors import Ability, Actor
from heliograph.events import log
from heliograph.events.kinds import UserSignedIn, UserSignedOut, UserSignInFailed
from heliograph.lib import clock
from heliograph.lib.client_network import network_of

NOBODY = 0
_NETWORK_KNOWN_FOR = timedelta(days=30)


@transaction.atomic(durable=True)
def record_sign_in(methods: tuple[str, ...], *, actor: Actor) -> None:
    actor.require(Ability.OWN_ACCOUNT)
    _remember_network(actor)
    log.record(UserSignedIn(subject_id=actor.user_id or NOBODY, row={"methods": list(methods)}), actor=actor)


@transaction.atomic(durable=True)
def record_failed_sign_in(email: str, method: str, *, actor: Actor) -> None:
    """Whom it was tried for, where there is such a user; what else was typed is forgotten."""
    actor.require(Ability.SIGN_IN)
    user = User.objects.filter(email__iexact=email).first()
    failed = UserSignInFailed(subject_id=user.pk if user else NOBODY, row={"method": method})
    log.record(failed, actor=actor)


@transaction.atomic(durable=True)
def record_sign_out(*, actor: Actor) -> None:
    actor.require(Ability.OWN_ACCOUNT)
    log.record(UserSignedOut(subject_id=actor.user_id or NOBODY, row={}), actor=actor)


def is_known_network(user_id: int, address: str) -> bool:
    """Whether the user signed in from the address's network lately."""
    since = clock.now() - _NETWORK_KNOWN_FOR
    known = SignInNetwork.objects.filter(user_id=user_id, network=network_of(address), seen_at__gt=since)
    return known.exists()


def _remember_network(actor: Actor) -> None:
    """Visitors over a local socket have no address, and no network that would tell them apart."""
    if not actor.address or actor.user_id is None:
        return
    now = clock.now()
    networks = SignInNetwork.objects.filter(user_id=actor.user_id)
    networks.filter(seen_at__lte=now - _NETWORK_KNOWN_FOR).delete()
    networks.update_or_create(
        user_id=actor.user_id, network=network_of(actor.address), defaults={"seen_at": now}
    )
