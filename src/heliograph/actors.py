"""Who asks, through which door, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from heliograph.errors import Forbidden, Unauthenticated

if TYPE_CHECKING:
    from collections.abc import Iterable


class ActorKind(StrEnum):
    GUEST = "guest"
    USER = "user"
    TOKEN = "token"  # noqa: S105 - a kind, not a secret
    MONITOR = "monitor"
    IMPORT = "import"
    SYSTEM = "system"


class Door(StrEnum):
    """Where a request came in."""

    PUBLIC = "public"
    REST = "rest"
    REST_V1 = "rest_v1"
    STATUSPAGE = "statuspage"
    DASHBOARD = "dashboard"
    MCP = "mcp"
    COMMAND = "command"
    CLOCK = "clock"


class Ability(StrEnum):
    """What somebody may do; the names are the REST contract's, and ours behind them."""

    COMPONENTS_MANAGE = "components.manage"
    COMPONENTS_DELETE = "components.delete"
    COMPONENT_GROUPS_MANAGE = "component-groups.manage"
    COMPONENT_GROUPS_DELETE = "component-groups.delete"
    INCIDENTS_MANAGE = "incidents.manage"
    INCIDENTS_DELETE = "incidents.delete"
    INCIDENT_UPDATES_MANAGE = "incident-updates.manage"
    INCIDENT_UPDATES_DELETE = "incident-updates.delete"
    INCIDENT_TEMPLATES_MANAGE = "incident-templates.manage"
    INCIDENT_TEMPLATES_DELETE = "incident-templates.delete"
    METRICS_MANAGE = "metrics.manage"
    METRICS_DELETE = "metrics.delete"
    METRIC_POINTS_MANAGE = "metric-points.manage"
    METRIC_POINTS_DELETE = "metric-points.delete"
    SCHEDULES_MANAGE = "schedules.manage"
    SCHEDULES_DELETE = "schedules.delete"
    SCHEDULE_UPDATES_MANAGE = "schedule-updates.manage"
    SCHEDULE_UPDATES_DELETE = "schedule-updates.delete"
    SUBSCRIBERS_MANAGE = "subscribers.manage"
    SUBSCRIBERS_DELETE = "subscribers.delete"
    SETTINGS_MANAGE = "settings.manage"
    USERS_MANAGE = "users.manage"
    WEBHOOKS_MANAGE = "webhooks.manage"
    CHANNELS_MANAGE = "channels.manage"

    # Those of who has signed in
    OWN_ACCOUNT = "own-account"
    OWN_TOKENS = "own-tokens"

    # Those of visitors
    SUBSCRIBE = "subscribe"
    OWN_SUBSCRIPTION = "own-subscription"
    SIGN_IN = "sign-in"


EVERYTHING = frozenset(Ability)

PERSONAL = frozenset(
    {
        *(Ability.OWN_ACCOUNT, Ability.OWN_TOKENS),
        *(Ability.SUBSCRIBE, Ability.OWN_SUBSCRIPTION, Ability.SIGN_IN),
    }
)
"""What a person does themselves, so that a token that leaks can neither change a password nor make tokens."""

ABILITIES_OF_TOKENS = EVERYTHING - PERSONAL
"""What `*` stands for."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks: the only thing that a verb believes about its caller.

    `address` is the network address they came from, for the audit log; empty where there is none.
    """

    kind: ActorKind
    door: Door
    abilities: frozenset[Ability] = frozenset()
    user_id: int | None = None
    token_id: int | None = None
    name: str = ""
    address: str = field(default="", compare=False)

    @classmethod
    def guest(cls, *, door: Door, address: str = "", abilities: frozenset[Ability] = frozenset()) -> Self:
        return cls(kind=ActorKind.GUEST, door=door, address=address, abilities=abilities)

    @classmethod
    def system(cls, *, door: Door) -> Self:
        """Ourselves: the owner at the command line, the clock, a repair."""
        return cls(kind=ActorKind.SYSTEM, door=door, abilities=EVERYTHING, name="system")

    @classmethod
    def monitor(cls) -> Self:
        """What checks components by machine."""
        abilities = frozenset({Ability.COMPONENTS_MANAGE, Ability.METRIC_POINTS_MANAGE})
        return cls(kind=ActorKind.MONITOR, door=Door.CLOCK, abilities=abilities, name="monitor")

    @property
    def is_guest(self) -> bool:
        return self.kind is ActorKind.GUEST

    def may(self, ability: Ability) -> bool:
        return ability in self.abilities

    def require(self, ability: Ability) -> None:
        """Raises Unauthenticated for a guest, Forbidden for everyone else who may not."""
        if self.may(ability):
            return
        if self.is_guest:
            raise Unauthenticated("Unauthenticated.")
        raise Forbidden("Invalid ability provided.")


def abilities_named(names: Iterable[str]) -> frozenset[Ability]:
    """The abilities behind a token's list; `*` is everything, unknown names (of older versions) nothing."""
    names = set(names)
    if "*" in names:
        return ABILITIES_OF_TOKENS
    return frozenset(one for one in ABILITIES_OF_TOKENS if one.value in names)
