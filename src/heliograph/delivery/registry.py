"""All channels that there are. Another one is a file in `channels/` and its line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.delivery.channels.apprise import AppriseChannel
from heliograph.delivery.channels.email import EmailChannel
from heliograph.delivery.channels.operators import OperatorsChannel
from heliograph.delivery.channels.webhook import WebhookChannel

if TYPE_CHECKING:
    from heliograph.delivery.channel import Channel
    from heliograph.delivery.vocabulary import ChannelKind

CHANNELS: tuple[Channel, ...] = (EmailChannel(), OperatorsChannel(), WebhookChannel(), AppriseChannel())


def channel(kind: ChannelKind | str) -> Channel:
    return next(one for one in CHANNELS if one.kind == kind)
