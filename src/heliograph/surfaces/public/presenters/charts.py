"""Charts of metrics: a line for those who see it, a table for those who do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from heliograph.lib.line import line
from heliograph.metrics.series import Range, series
from heliograph.metrics.vocabulary import MetricCalculation, MetricView
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.moments import Calendar, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heliograph.metrics.models import Metric
    from heliograph.metrics.queries import Chart
    from heliograph.metrics.series import Bucket, Slot

_HALF_A_DAY = timedelta(hours=12)
_WORDS = {
    Range.HOUR: _("Last hour"),
    Range.DAY: _("Last day"),
    Range.WEEK: _("Last week"),
    Range.MONTH: _("Last month"),
}
_OF_VIEW = {
    MetricView.LAST_HOUR: Range.HOUR,
    MetricView.TODAY: Range.DAY,
    MetricView.WEEK: Range.WEEK,
    MetricView.MONTH: Range.MONTH,
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    name: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """`value` in words, empty where nothing is known."""

    begins: Moment
    value: str


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """`path` is that of `lib.line`; the words are empty where nothing is known."""

    path: str
    newest: str
    lowest: str
    highest: str


@dataclass(frozen=True, kw_only=True)
class ChartBlock:
    """`version` is another one whenever the chart is."""

    anchor: str
    url: str
    name: str
    description: str
    suffix: str
    places: int
    choices: tuple[Choice, ...]
    range_words: str
    drawn: Drawn
    rows: tuple[Row, ...]
    version: str


def default_range(metric: Metric) -> Range:
    return _OF_VIEW[MetricView(metric.default_view)]


def chart_block(chart: Chart, slots: Sequence[Slot], calendar: Calendar) -> ChartBlock:
    metric, chosen = chart.metric, default_range(chart.metric)
    drawn, rows = _drawn(metric, _buckets(chart, slots)), _rows(chart, slots, calendar)
    return ChartBlock(
        anchor=f"metric-{metric.pk}",
        url=link_to("metric", metric.pk),
        name=metric.name,
        description=metric.description or "",
        suffix=metric.suffix,
        places=metric.places,
        choices=tuple(
            Choice(name=one, words=str(words), is_chosen=one is chosen) for one, words in _WORDS.items()
        ),
        range_words=str(_WORDS[chosen]),
        drawn=drawn,
        rows=rows,
        version=sha256(repr((drawn, rows)).encode()).hexdigest()[:12],
    )


def chart_points(chart: Chart, slots: Sequence[Slot], calendar: Calendar) -> dict[str, object]:
    """What a chart is drawn of in a browser. `times` are Unix seconds, `rows` those of the table."""
    buckets, places = _buckets(chart, slots), chart.metric.places
    rows = _rows(chart, slots, calendar)
    return {
        "times": [int(one.begins.timestamp()) for one in buckets],
        "values": [None if one.value is None else round(one.value, places) for one in buckets],
        "rows": [[one.begins.iso, one.begins.words, one.value] for one in rows],
    }


def _buckets(chart: Chart, slots: Sequence[Slot]) -> tuple[Bucket, ...]:
    return _laid(chart, slots, chart.grid.edges)


def _laid(chart: Chart, slots: Sequence[Slot], edges: Sequence[datetime]) -> tuple[Bucket, ...]:
    return series(
        slots,
        edges=edges,
        calculation=MetricCalculation(chart.metric.calc_type),
        default_value=chart.metric.default_value,
    )


def _rows(chart: Chart, slots: Sequence[Slot], calendar: Calendar) -> tuple[Row, ...]:
    """Newest first: who reads a table begins at its top."""
    edges = chart.grid.rows
    say = _day if edges[1] - edges[0] > _HALF_A_DAY else Calendar.moment
    return tuple(
        Row(begins=say(calendar, one.begins), value=_words(chart.metric, one.value))
        for one in reversed(_laid(chart, slots, edges))
    )


def _day(calendar: Calendar, begins: datetime) -> Moment:
    day = begins.astimezone(calendar.zone).date()
    return Moment(iso=day.isoformat(), words=calendar.day(day))


def _drawn(metric: Metric, buckets: Sequence[Bucket]) -> Drawn:
    known = [one.value for one in buckets if one.value is not None]
    return Drawn(
        path=line([one.value for one in buckets]),
        newest=_words(metric, known[-1]) if known else "",
        lowest=_words(metric, min(known)) if known else "",
        highest=_words(metric, max(known)) if known else "",
    )


def _words(metric: Metric, value: float | None) -> str:
    if value is None:
        return ""
    said = number_format(round(value, metric.places), metric.places, use_l10n=True, force_grouping=True)
    return f"{said} {metric.suffix}".strip()
