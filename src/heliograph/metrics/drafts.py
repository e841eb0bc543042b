"""What a caller may say of metrics: one draft a verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from heliograph.lib import clock
from heliograph.lib.unset import UNSET, Unset
from heliograph.metrics.vocabulary import Counting, MetricCalculation, MetricView
from heliograph.status.vocabulary import Visibility


@dataclass(frozen=True, kw_only=True)
class MetricDraft:
    """`threshold` is in minutes, and one of `vocabulary.THRESHOLDS`."""

    name: str
    suffix: str
    description: str | None = None
    default_value: float | None = None
    calc_type: MetricCalculation = MetricCalculation.SUM
    display_chart: bool = True
    places: int = 2
    default_view: MetricView = MetricView.TODAY
    threshold: int = 5
    order: int = 0
    visible: Visibility = Visibility.EVERYONE


@dataclass(frozen=True, kw_only=True)
class MetricChanges:
    name: str | Unset = UNSET
    suffix: str | Unset = UNSET
    description: str | Unset | None = UNSET
    default_value: float | Unset | None = UNSET
    calc_type: MetricCalculation | Unset = UNSET
    display_chart: bool | Unset = UNSET
    places: int | Unset = UNSET
    default_view: MetricView | Unset = UNSET
    threshold: int | Unset = UNSET
    order: int | Unset = UNSET
    visible: Visibility | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class PointDraft:
    value: float
    at: datetime = field(default_factory=clock.now)


@dataclass(frozen=True, kw_only=True)
class PointsDraft:
    """From one point to `vocabulary.MAX_POINTS`, in the order in which they are told."""

    metric_id: int
    points: Sequence[PointDraft]
    counting: Counting = Counting.NEAR


@dataclass(frozen=True, kw_only=True)
class PointChanges:
    value: float | Unset = UNSET
    at: datetime | Unset = UNSET
