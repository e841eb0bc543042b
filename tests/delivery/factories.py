"""Endpoints as a test needs them."""

from collections.abc import Iterable

from heliograph.delivery.models import ChatChannel, WebhookSubscription
from heliograph.status.models import Component


def a_webhook(url: str = "https://example.com/hook", **changes: object) -> WebhookSubscription:
    return WebhookSubscription.objects.create(**{"url": url, "secret": "s3cret"} | changes)


def a_chat_channel(
    url: str = "json://example.com/secret", *, components: Iterable[Component] = (), **changes: object
) -> ChatChannel:
    channel = ChatChannel.objects.create(**{"name": "The operators' room", "url": url} | changes)
    channel.components.set(components)
    return channel
