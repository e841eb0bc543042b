from __future__ import annotations

from heliograph.actors import Ability, Actor
from heliograph.delivery.models import ChatChannel
from heliograph.errors import NotFound


def chat_channels(*, actor: Actor) -> list[ChatChannel]:
    """All, by name, with the components that they care for. Two queries."""
    actor.require(Ability.CHANNELS_MANAGE)
    return list(ChatChannel.objects.prefetch_related("components").order_by("name", "pk"))


def chat_channel(channel_id: int, *, actor: Actor) -> ChatChannel:
    """Raises NotFound."""
    actor.require(Ability.CHANNELS_MANAGE)
    channel = ChatChannel.objects.prefetch_related("components").filter(pk=channel_id).first()
    if channel is None:
        raise NotFound("There is no such channel.")
    return channel
