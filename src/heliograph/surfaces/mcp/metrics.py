from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, WithJsonSchema
from typing_extensions import override

from heliograph.metrics.drafts import MetricChanges, MetricDraft, PointDraft, PointsDraft
from heliograph.metrics.metrics import create_metric, delete_metric, update_metric
from heliograph.metrics.models import Metric
from heliograph.metrics.points import delete_point, record_points
from heliograph.metrics.vocabulary import MAX_PLACES, MetricCalculation
from heliograph.surfaces.mcp import arguments as kinds
from heliograph.surfaces.mcp import present
from heliograph.surfaces.mcp.arguments import ABSENT, Arguments, Asked, Paged, Reading
from heliograph.surfaces.mcp.rows import found, paged

if TYPE_CHECKING:
    from collections.abc import Mapping

_Calculation = Annotated[MetricCalculation, *kinds.choice(MetricCalculation)]
_Default = Annotated[kinds.Number, Field(description="What a chart shows where nothing was told.")]
_Threshold = Annotated[
    int, Field(ge=0, le=60, description="Minutes in which points count as one: a divisor of 60.")
]
_PLACES = f"Decimal places that are shown, from 0 to {MAX_PLACES}."
_Places = Annotated[int, Field(ge=0), WithJsonSchema({"type": "integer", "description": _PLACES})]
_Suffix = Annotated[kinds.Name, Field(description="The unit, such as ms.")]


class ListMetrics(Paged):
    name: Annotated[kinds.Line, Field(description="A part of the name.")] = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        rows = Metric.objects.visible_to(asked.actor)
        if self.name is not None:
            rows = rows.filter(name__icontains=self.name)
        return paged(self, rows.order_by("order", "id"), lambda read: map(present.metric, read))


class GetMetric(Reading):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        return present.one(present.metric(found(Metric.objects.visible_to(asked.actor), self.id, "metric")))


class CreateMetric(Arguments):
    name: kinds.Name
    suffix: _Suffix
    description: kinds.Text = ABSENT
    calc_type: _Calculation = ABSENT
    default_value: _Default = ABSENT
    display_chart: bool = ABSENT
    threshold: _Threshold = ABSENT
    places: _Places = ABSENT
    visible: kinds.Visible = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        return present.one(present.metric(create_metric(MetricDraft(**self.given()), actor=asked.actor)))


class UpdateMetric(Arguments):
    id: kinds.Id
    name: kinds.Name = ABSENT
    suffix: _Suffix = ABSENT
    description: kinds.Text = ABSENT
    default_value: _Default = ABSENT
    threshold: _Threshold = ABSENT
    visible: kinds.Visible = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Metric.objects.all(), self.id, "metric")
        changes = MetricChanges(**self.given("id"))
        return present.one(present.metric(update_metric(self.id, changes, actor=asked.actor)))


class DeleteMetric(Arguments):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Metric.objects.all(), self.id, "metric")
        delete_metric(self.id, actor=asked.actor)
        return present.deleted(self.id)


class AddMetricPoint(Arguments):
    metric_id: kinds.Id
    value: kinds.Number
    timestamp: Annotated[kinds.Moment, Field(description="When it was so; ISO 8601. Left out: now.")] = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Metric.objects.all(), self.metric_id, "metric")
        point = PointDraft(value=self.value, at=self.given().get("timestamp", asked.at))
        made = record_points(PointsDraft(metric_id=self.metric_id, points=[point]), actor=asked.actor)
        return present.one(present.point(made[0]))


class DeleteMetricPoint(Arguments):
    metric_id: kinds.Id
    metric_point_id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Metric.objects.all(), self.metric_id, "metric")
        delete_point(self.metric_id, self.metric_point_id, actor=asked.actor)
        return present.deleted(self.metric_point_id)
