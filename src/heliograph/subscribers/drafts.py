"""What a caller may say of subscribers: one draft a verb."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from heliograph.lib.unset import UNSET, Unset


@dataclass(frozen=True, kw_only=True)
class SubscriberDraft:
    """`components` and `groups` are ids. For an address that is there already see `create_subscriber`."""

    email: str
    is_global: bool = True
    is_verified: bool = False
    components: Sequence[int] = ()
    groups: Sequence[int] = ()
    meta: Mapping[str, object] | Unset = UNSET
    locale: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a visitor wants to hear of: everything, or the `components` and `groups` with these ids.

    `unfollowed` are the ids of followings that end.
    """

    is_global: bool
    components: Sequence[int] = ()
    groups: Sequence[int] = ()
    unfollowed: Collection[int] = ()


@dataclass(frozen=True, kw_only=True)
class FollowDraft:
    """Of exactly one incident or window. `locale` is the language that it was asked in."""

    email: str
    locale: str = ""
    incident_id: int | None = None
    schedule_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListedSubscriber:
    """A row of a list, and its line there. `unread` are the columns that say nothing sensible there."""

    line: int
    email: str
    is_global: bool = True
    components: Sequence[int] = ()
    groups: Sequence[int] = ()
    locale: str = ""
    unread: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RowFault:
    """Why a row of a list cannot be."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ImportDraft:
    """`consent` says how those of the rows agreed to be written to."""

    rows: Sequence[ListedSubscriber]
    consent: str


@dataclass(frozen=True, kw_only=True)
class SubscriberChanges:
    """`components` and `groups` stand in for those that there were."""

    email: str | Unset = UNSET
    is_global: bool | Unset = UNSET
    is_verified: bool | Unset = UNSET
    components: Sequence[int] | Unset = UNSET
    groups: Sequence[int] | Unset = UNSET
    meta: Mapping[str, object] | Unset = UNSET
    locale: str | Unset = UNSET
