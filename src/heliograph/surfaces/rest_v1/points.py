from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heliograph.metrics.drafts import PointChanges, PointDraft, PointsDraft
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.points import change_point, delete_point, record_points
from heliograph.metrics.vocabulary import Counting
from heliograph.surfaces.rest_v1 import fields, shapes_metrics
from heliograph.surfaces.rest_v1.answers import gone, item
from heliograph.surfaces.rest_v1.door import found, number_in_path
from heliograph.surfaces.rest_v1.listing import Listing, listed
from heliograph.surfaces.rest_v1.reading import ABSENT, Input

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.rest_v1.request import V1Request

LISTING = Listing(order=("-created_at", "-id"))


class PointChangesIn(Input):
    value: fields.Number = ABSENT
    timestamp: fields.UnixTime = ABSENT

    def _said(self) -> dict[str, Any]:
        said = self.given()
        return {"at" if name == "timestamp" else name: value for name, value in said.items()}

    def changes(self) -> PointChanges:
        return PointChanges(**self._said())


class PointIn(PointChangesIn):
    value: fields.Number

    def draft(self, metric: Metric) -> PointsDraft:
        """Only the same value again is counted in a point that there is."""
        point = PointDraft(**self._said())
        return PointsDraft(metric_id=metric.pk, points=[point], counting=Counting.SAME_VALUE)


def list_points(request: V1Request, metric: str) -> HttpResponseBase:
    known = found(Metric.objects.known_to(request.actor), metric)
    rows = LISTING.of(MetricPoint.objects.filter(metric=known), request)
    return listed(request, rows, lambda some: shapes_metrics.points(request, some))


def record(request: V1Request, metric: str) -> HttpResponse:
    draft = PointIn.read(request).draft(found(Metric.objects.all(), metric))
    return _shown(request, record_points(draft, actor=request.actor)[0])


def change(request: V1Request, metric: str, number: str) -> HttpResponse:
    parent = found(Metric.objects.all(), metric)
    known = found(parent.points.all(), number)
    changes = PointChangesIn.read(request).changes()
    return _shown(request, change_point(parent.pk, known.pk, changes, actor=request.actor))


def delete(request: V1Request, metric: str, number: str) -> HttpResponse:
    delete_point(number_in_path(metric), number_in_path(number), actor=request.actor)
    return gone()


def _shown(request: V1Request, point: MetricPoint) -> HttpResponse:
    (shape,) = shapes_metrics.points(request, [point])
    return item(shape)
