"""Everything that an owner has put into Heliograph, as one JSON document that other programs read.

An object: `heliograph` is the version, `exported_at` the moment that all of it is of, and each further member
a list of rows by the names of their columns, in the order of their keys. Moments are ISO 8601 in UTC, bytes
Base64. Secrets are not in it, and nothing that Heliograph makes for itself.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from heliograph import __version__
from heliograph.accounts.models import User
from heliograph.delivery.addresses import without_password
from heliograph.delivery.models import WebhookSubscription
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.lib.one_moment import one_moment
from heliograph.lib.wire import plain, timestamp
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.monitoring.models import ComponentCheck, Monitor
from heliograph.site.models import Logo, Setting
from heliograph.status.models import (
    Component,
    ComponentGroup,
    ComponentStatusChange,
    Incident,
    IncidentImpact,
    IncidentTemplate,
    Schedule,
    ScheduleImpact,
    Update,
)
from heliograph.subscribers.models import Following, GroupSubscription, Subscriber, Subscription

if TYPE_CHECKING:
    from _typeshed import SupportsWrite
    from django.db.models import Model

_CHUNK = 1_000


@dataclass(frozen=True)
class Table:
    """`secret` are the columns that stay here; `without_secrets` says what is written of others."""

    name: str
    model: type[Model]
    secret: frozenset[str] = frozenset()
    without_secrets: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    def rows(self) -> Iterator[dict[str, object]]:
        columns = [one.attname for one in self.model._meta.concrete_fields if one.attname not in self.secret]
        everything: QuerySet[Model] = QuerySet(self.model)
        for row in everything.order_by("pk").values_list(*columns).iterator(chunk_size=_CHUNK):
            cells = {column: _plain(value) for column, value in zip(columns, row, strict=True)}
            yield cells | {column: shown(cells[column]) for column, shown in self.without_secrets.items()}


TABLES = (
    Table("settings", Setting),
    Table("logos", Logo),
    Table("component_groups", ComponentGroup),
    Table("components", Component),
    Table("component_status_changes", ComponentStatusChange),
    Table("monitors", Monitor),
    Table("component_checks", ComponentCheck),
    Table("incidents", Incident),
    Table("incident_impacts", IncidentImpact),
    Table("schedules", Schedule),
    Table("schedule_impacts", ScheduleImpact),
    Table("updates", Update),
    Table("incident_templates", IncidentTemplate),
    Table("metrics", Metric),
    Table("metric_points", MetricPoint),
    Table("subscribers", Subscriber),
    Table("subscriptions", Subscription),
    Table("group_subscriptions", GroupSubscription),
    Table("followings", Following),
    Table("users", User, secret=frozenset({"password"})),
    Table(
        "webhooks",
        WebhookSubscription,
        secret=frozenset({"secret"}),
        without_secrets={"url": without_password},
    ),
    Table("events", Event),
)


def export(written: SupportsWrite[str], *, progress: Callable[[str, int], None]) -> None:
    """`progress` is told of each table, and how many rows it has."""
    with one_moment():
        head = {"heliograph": __version__, "exported_at": timestamp(clock.now())}
        written.write(json.dumps(head).removesuffix("}"))
        for table in TABLES:
            progress(table.name, _write(table, written))
        written.write("\n}\n")


def _write(table: Table, written: SupportsWrite[str]) -> int:
    written.write(f',\n"{table.name}": [')
    count = 0
    for count, row in enumerate(table.rows(), start=1):
        written.write(f"{',' if count > 1 else ''}\n{json.dumps(row, ensure_ascii=False)}")
    written.write("]")
    return count


def _plain(value: Any) -> Any:  # noqa: ANN401 - of any column
    return b64encode(value).decode() if isinstance(value, (bytes, memoryview)) else plain(value)
