"""The words of what rows hold as the contracts name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from heliograph.accounts.roles import Role
from heliograph.delivery.vocabulary import ChannelKind, DeliveryState
from heliograph.surfaces.dashboard.event_words import kind_words
from heliograph.surfaces.dashboard.words import ABILITY, CHANNEL, DELIVERY_STATE, ROLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

register = template.Library()
register.filter("kind_words", kind_words)


@register.filter
def role_words(role: str) -> _StrPromise:
    return ROLE[Role(role)]


@register.filter
def ability_words(abilities: Iterable[str]) -> list[str]:
    """A token of an import may have one that nobody knows here."""
    return [str(ABILITY.get(one, one)) for one in abilities]


@register.filter
def channel_words(channel: str) -> _StrPromise:
    return CHANNEL[ChannelKind(channel)]


@register.filter
def state_words(state: str) -> _StrPromise:
    return DELIVERY_STATE[DeliveryState(state)]
