from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.status.models import Component
from heliograph.status.queries import EVERYONE, unknown_components
from heliograph.subscribers.drafts import RowFault
from heliograph.subscribers.vocabulary import is_email

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heliograph.subscribers.drafts import ListedSubscriber
    from heliograph.subscribers.models import Subscriber


def seen_components(subscriber: Subscriber) -> set[int]:
    """Ids of those subscribed to that visitors see."""
    seen = Component.objects.visible_to(EVERYONE)
    return set(subscriber.subscriptions.filter(component__in=seen).values_list("component_id", flat=True))


def row_faults(rows: Sequence[ListedSubscriber]) -> list[RowFault]:
    """Of a list that is to be brought in: the first of each row that cannot be."""
    unknown = unknown_components({pk for row in rows for pk in row.components})
    found = ((row.line, _fault(row, unknown)) for row in rows)
    return [RowFault(line=line, column=fault[0], reason=fault[1]) for line, fault in found if fault]


def _fault(row: ListedSubscriber, unknown: set[int]) -> tuple[str, str] | None:
    """The column and the reason."""
    if not is_email(row.email):
        return "email", f"{row.email!r} is no e-mail address."
    if "global" in row.unread:
        return "global", f"{row.unread['global']!r} is neither true nor false."
    if "components" in row.unread:
        return "components", f"{row.unread['components']!r} is no id of a component."
    if missing := sorted(unknown.intersection(row.components)):
        return "components", f"There is no component {missing[0]}."
    return None
