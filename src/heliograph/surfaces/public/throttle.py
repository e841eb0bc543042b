"""How often a minute anyone may ask us to write to an address, whoever's it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings as project

from heliograph.errors import Refused
from heliograph.lib.client_network import client_of, network_of
from heliograph.lib.mailboxes import mailbox_of
from heliograph.lib.rate_limit import RateLimit

if TYPE_CHECKING:
    from datetime import datetime

_asked = RateLimit(project.DATA_FOLDER.path / "subscribing")

_OF_ADDRESS = 5
_OF_NETWORK = 20
_TO_MAILBOX = 3
_IN_ALL = 200


class TooOften(Refused):
    """A 429."""


def take_turn(email: str, *, client: str, now: datetime) -> None:
    """Raises TooOften, the same for a mailbox that is known and one that is not."""
    limits = {
        f"at {client_of(client)}": _OF_ADDRESS,
        f"in {network_of(client)}": _OF_NETWORK,
        f"to {mailbox_of(email)}": _TO_MAILBOX,
        "all": _IN_ALL,
    }
    for whom, limit in limits.items():
        if _asked.take(whom, limit=limit, now=now.timestamp()).is_over:
            raise TooOften("Too many requests.")
