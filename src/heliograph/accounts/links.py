"""Links that only the reader of an address's mail has.

Each is signed, is good for one purpose, and dies with its first use: that of an invitation because the
invitation goes, that to a new password because it agrees with the old one, that of a new address because the
address no longer waits for it.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core import signing

from heliograph.accounts.models import Invitation, User
from heliograph.errors import NotFound

INVITATION_LASTS = timedelta(days=7)
ADDRESS_LASTS = timedelta(days=1)
RESET_LASTS = timedelta(hours=1)
_NO_LONGER_VALID = "The link is no longer valid."
_ADDRESS = "heliograph.accounts.address"
_INVITATION = "heliograph.accounts.invitation"
_RESET = "heliograph.accounts.reset"  # what it signs for, not a secret


def key_of_invitation(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk, salt=_INVITATION)


def invitation_of(key: str) -> Invitation:
    """Raises NotFound for a key that is forged, too old or used."""
    found = Invitation.objects.filter(pk=_read(key, _INVITATION, INVITATION_LASTS)).first()
    if found is None:
        raise NotFound(_NO_LONGER_VALID)
    return found


def key_to_reset(user: User) -> str:
    return signing.dumps([user.pk, _state_of(user)], salt=_RESET)


def user_to_reset(key: str) -> User:
    """Raises NotFound for a key that is forged, too old or used, and where the address is another by now."""
    user_id, state = _read(key, _RESET, RESET_LASTS)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or _state_of(user) != state:
        raise NotFound(_NO_LONGER_VALID)
    return user


def key_of_address(user: User) -> str:
    """For the address that waits for its proof."""
    return signing.dumps([user.pk, user.new_email], salt=_ADDRESS)


def user_to_confirm(key: str) -> User:
    """Raises NotFound for a key that is forged, too old or used, and where another address was asked for."""
    user_id, email = _read(key, _ADDRESS, ADDRESS_LASTS)
    user = User.objects.filter(pk=user_id, is_active=True, new_email=email).exclude(new_email="").first()
    if user is None:
        raise NotFound(_NO_LONGER_VALID)
    return user


def _state_of(user: User) -> str:
    """Another one after every sign-in and every change that a link must not outlive."""
    parts = (user.password, user.email.lower(), str(user.last_login), str(user.sessions_ended))
    return sha256("\0".join(parts).encode()).hexdigest()[:32]


def _read(key: str, salt: str, lasts: timedelta) -> Any:  # noqa: ANN401 - what was signed is ours
    try:
        return signing.loads(key, salt=salt, max_age=lasts)
    except signing.BadSignature as wrong:
        raise NotFound(_NO_LONGER_VALID) from wrong
