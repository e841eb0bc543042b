"""What each role may do. Pure."""

from __future__ import annotations

from enum import StrEnum

from heliograph.actors import EVERYTHING, Ability


class Role(StrEnum):
    """A user's; a token may at most do what its user may."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    VIEWER = "viewer"


ADMINISTRATORS_OWN = frozenset({Ability.USERS_MANAGE, Ability.SETTINGS_MANAGE})

_ABILITIES = {
    Role.ADMINISTRATOR: EVERYTHING,
    Role.OPERATOR: EVERYTHING - ADMINISTRATORS_OWN,
    Role.VIEWER: frozenset({Ability.OWN_ACCOUNT}),
}


def abilities_of(role: str) -> frozenset[Ability]:
    return _ABILITIES[Role(role)]
