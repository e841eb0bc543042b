"""What a channel is: a way to tell. Each is a file in `channels/` and a line in `registry`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from heliograph.delivery.models import Announcement, Delivery
    from heliograph.delivery.vocabulary import ChannelKind
    from heliograph.events.models import Event


@dataclass(frozen=True, kw_only=True)
class Telling:
    """That an event is told, as the announcement with this key.

    One that `waits` can be taken back until the undo window ends. One that `joins` is not told on its own
    where another announcement of its subject tells it along: nobody gets two for one.
    """

    key: str
    waits: bool = False
    joins: bool = False


class Verdict(Enum):
    ACCEPTED = auto()
    REFUSED = auto()
    """For good: trying again is in vain."""
    LATER = auto()
    """It may work another time."""
    POSTPONED = auto()
    """Not tried, and due again: no sender was free in time, or the recipient asked for a pause."""
    NEEDLESS = auto()
    """The recipient is gone, or wants it no more."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`code` is the far side's, if it gave one; `error` says in one line what was wrong, without secrets.

    With `is_gone` the far side says that there is no such recipient, whatever it is sent. `retry_after` is
    how long the recipient asked not to be sent anything.
    """

    verdict: Verdict
    code: int | None = None
    error: str = ""
    is_gone: bool = False
    retry_after: timedelta | None = None


ACCEPTED = Outcome(verdict=Verdict.ACCEPTED)
NEEDLESS = Outcome(verdict=Verdict.NEEDLESS)


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A delivery, ready to be sent. `send` runs in a thread of its own and knows no database."""

    delivery: Delivery
    send: Callable[[], Outcome]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    delivery: Delivery
    outcome: Outcome


class Channel(Protocol):
    """All but `Parcel.send` is called by one thread, which has the database.

    `at_once` is how many parcels are sent at the same time by one worker. With `is_ordered` a recipient gets
    its deliveries one after the other, in the order of their events, from one worker at a time.
    """

    kind: ChannelKind
    at_once: int
    is_ordered: bool

    def a_minute(self) -> int | None:
        """How many may be sent a minute, on all nodes together; None: as many as there are."""

    def rests(self) -> bool:
        """Whether it is in vain to send anything just now, since the far side of all is down."""

    def paused(self, *, at: datetime) -> set[int]:
        """The ids of the recipients that asked not to be sent anything yet."""

    def telling(self, event: Event) -> Telling | None:
        """None where this channel does not speak of such an event. Inside a transaction."""

    def told(self, announcement: Announcement) -> Mapping[str, object] | None:
        """What is told, as it is now, in plain JSON. None where there is nothing to tell (any more)."""

    def recipients(self, announcement: Announcement, *, after: int, most: int) -> list[int]:
        """The ids beyond `after` of those who hear of it, ascending, at most so many."""

    def parcels(self, deliveries: Sequence[Delivery]) -> Iterable[Parcel]:
        """One for each, of whichever announcements; their announcements are there without a query."""

    def noted(self, attempts: Sequence[Attempt]) -> None:
        """What the channel itself wants to keep of them, in the transaction that records them."""
