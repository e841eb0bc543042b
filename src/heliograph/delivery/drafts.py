"""What a caller may say of webhooks and chat channels: one draft a verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heliograph.lib.unset import UNSET, Unset


@dataclass(frozen=True, kw_only=True)
class WebhookDraft:
    """Without a `secret` one is made. `events` are names (see WebhookEvent); None: all that there are."""

    url: str
    secret: str | None = None
    description: str = ""
    events: Sequence[str] | None = None


@dataclass(frozen=True, kw_only=True)
class WebhookChanges:
    """With a `secret` of None a new one is generated."""

    url: str | Unset = UNSET
    secret: str | Unset | None = UNSET
    description: str | Unset = UNSET
    events: Sequence[str] | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class ChatChannelDraft:
    """`url` is Apprise's. `events` are names (see ChatEvent); None: all. `components` are ids; none: all."""

    name: str
    url: str
    events: Sequence[str] | None = None
    components: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class ChatChannelChanges:
    """`components` stand in for those that there were."""

    name: str | Unset = UNSET
    url: str | Unset = UNSET
    events: Sequence[str] | Unset | None = UNSET
    components: Sequence[int] | Unset = UNSET
