"""What is told, each kind in a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.core import InfoMetricFamily as Info
from prometheus_client.registry import Collector
from typing_extensions import override

from heliograph import __version__
from heliograph.delivery.queries import given_up, unannounced_events, waiting_by_channel
from heliograph.monitoring.queries import newest_checks
from heliograph.site import settings
from heliograph.status.models import Component, Incident, Schedule
from heliograph.status.queries import effective_statuses, system_status_at
from heliograph.status.vocabulary import ComponentStatus, SystemStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from prometheus_client import Metric

    from heliograph.actors import Actor

_DAY = timedelta(days=1)
_OF_A_COMPONENT = ("id", "component", "group")


class Gauges(Collector):
    """As the actor may see it, at one moment. `worker_seen` is when a worker last said that it lives."""

    def __init__(self, *, actor: Actor, at: datetime, worker_seen: datetime | None) -> None:
        self._actor, self._at, self._worker_seen = actor, at, worker_seen

    @override
    def collect(self) -> Iterator[Metric]:
        components = list(Component.objects.visible_to(self._actor).select_related("group").order_by("pk"))
        yield Info("heliograph_build", "The version that runs.", value={"version": __version__})
        yield self._system()
        yield self._statuses(components)
        yield from self._monitors(components)
        yield from self._what_goes_on()
        yield from self._telling()

    def _system(self) -> Metric:
        """One series for each status, of which the present one is 1."""
        gauge = Gauge(
            "heliograph_system_status", "As visitors see it: 1 for the present one.", labels=["status"]
        )
        threshold = settings.load().major_outage_threshold
        now = system_status_at(self._at, major_outage_threshold=threshold)
        for status in SystemStatus:
            gauge.add_metric([status.value], float(status is now))
        return gauge

    def _statuses(self, components: Sequence[Component]) -> Metric:
        gauge = Gauge(
            "heliograph_component_status",
            "With incidents and maintenance: 1 operational, 2 performance issues, 3 partial outage,"
            " 4 major outage, 5 unknown, 6 under maintenance.",
            labels=_OF_A_COMPONENT,
        )
        statuses = effective_statuses(components, at=self._at)
        for one in components:
            gauge.add_metric(_labels_of(one), statuses[one.pk])
        return gauge

    def _monitors(self, components: Sequence[Component]) -> Iterator[Metric]:
        up = Gauge(
            "heliograph_monitor_up",
            "Whether the newest check was good; none where nothing could be found out.",
            labels=_OF_A_COMPONENT,
        )
        took = Gauge(
            "heliograph_monitor_response_seconds",
            "Until the whole answer was there, at the newest check.",
            labels=_OF_A_COMPONENT,
        )
        until = Gauge(
            "heliograph_monitor_certificate_end_timestamp_seconds",
            "When the certificate ends that was last seen.",
            labels=_OF_A_COMPONENT,
        )
        labels = {one.pk: _labels_of(one) for one in components}
        for check in newest_checks(labels):
            named, ends = labels[check.component_id], check.component.monitor.certificate_until
            if check.status != ComponentStatus.UNKNOWN:
                up.add_metric(named, check.is_successful)
            if check.response_time is not None:
                took.add_metric(named, check.response_time / 1000)
            if ends is not None:
                until.add_metric(named, ends.timestamp())
        yield up
        yield took
        yield until

    def _what_goes_on(self) -> Iterator[Metric]:
        incidents = Incident.objects.visible_to(self._actor, at=self._at).open()
        windows = Schedule.objects.visible_to(self._actor, at=self._at).in_progress(at=self._at)
        yield Gauge("heliograph_incidents_open", "Not fixed yet.", value=incidents.count())
        yield Gauge("heliograph_maintenance_in_progress", "Windows.", value=windows.count())

    def _telling(self) -> Iterator[Metric]:
        waiting = Gauge(
            "heliograph_deliveries_waiting", "Not sent yet, or to be tried again.", labels=["channel"]
        )
        for channel, number in waiting_by_channel().items():
            waiting.add_metric([channel], number)
        yield waiting
        lost = given_up().filter(ended_at__gte=self._at - _DAY).count()
        yield Gauge("heliograph_deliveries_given_up", "In the last 24 hours.", value=lost)
        unannounced = unannounced_events().count()
        yield Gauge("heliograph_events_unannounced", "Put off, since they failed.", value=unannounced)
        if self._worker_seen is not None:
            yield Gauge(
                "heliograph_worker_seen_timestamp_seconds",
                "When a worker last said that it lives.",
                value=self._worker_seen.timestamp(),
            )


def _labels_of(component: Component) -> list[str]:
    group = "" if component.group is None else component.group.name
    return [str(component.pk), component.name, group]
