from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from heliograph.metrics.drafts import MetricChanges, MetricDraft
from heliograph.metrics.metrics import create_metric, delete_metric, update_metric
from heliograph.metrics.models import Metric
from heliograph.metrics.vocabulary import MAX_PLACES, THRESHOLDS, MetricCalculation, MetricView
from heliograph.status.vocabulary import Visibility
from heliograph.surfaces.rest_v1 import fields, shapes_metrics
from heliograph.surfaces.rest_v1.answers import gone, item
from heliograph.surfaces.rest_v1.door import found, number_in_path
from heliograph.surfaces.rest_v1.listing import Listing, listed
from heliograph.surfaces.rest_v1.reading import ABSENT, Input

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.rest_v1.request import V1Request

_COLUMNS = ("id", "name", "display_chart", "default_value", "calc_type", "order", "visible")
LISTING = Listing(sorts={name: name for name in _COLUMNS})


def _divisor_of_an_hour(minutes: int) -> int:
    if minutes not in THRESHOLDS:
        raise PydanticCustomError("date", "{said}", {"said": "Threshold must divide by 60."})
    return minutes


class MetricChangesIn(Input):
    name: fields.Name = ABSENT
    suffix: fields.Name = ABSENT
    description: fields.Text = ABSENT
    default_value: fields.Number = ABSENT
    calc_type: Annotated[int, fields.between(0, 1)] = ABSENT
    display_chart: fields.Flag = ABSENT
    places: Annotated[int, fields.between(0, MAX_PLACES)] = ABSENT
    default_view: Annotated[int, fields.between(0, 3)] = ABSENT
    view: Annotated[int, fields.between(0, 3)] = ABSENT
    threshold: Annotated[fields.Whole, AfterValidator(_divisor_of_an_hour)] = ABSENT
    order: fields.Whole = ABSENT
    visible: Annotated[int, fields.between(0, 2)] = ABSENT

    def changes(self) -> MetricChanges:
        return MetricChanges(**self._said())

    def _said(self) -> dict[str, Any]:
        """`view` is another name of `default_view`."""
        said = self.given()
        if "view" in said:
            said = {"default_view": said.pop("view")} | said
        kinds = {"calc_type": MetricCalculation, "default_view": MetricView, "visible": Visibility}
        return {name: kinds[name](value) if name in kinds else value for name, value in said.items()}


class MetricIn(MetricChangesIn):
    name: fields.Name
    suffix: fields.Name
    default_value: fields.WholeNumber

    def draft(self) -> MetricDraft:
        return MetricDraft(**self._said())


def list_metrics(request: V1Request) -> HttpResponseBase:
    rows = LISTING.of(Metric.objects.known_to(request.actor), request)
    return listed(request, rows, lambda some: shapes_metrics.metrics(request, some))


def show_metric(request: V1Request, number: str) -> HttpResponse:
    return _shown(request, found(Metric.objects.known_to(request.actor), number))


def create(request: V1Request) -> HttpResponse:
    return _shown(request, create_metric(MetricIn.read(request).draft(), actor=request.actor))


def update(request: V1Request, number: str) -> HttpResponse:
    known = found(Metric.objects.all(), number)
    changes = MetricChangesIn.read(request).changes()
    return _shown(request, update_metric(known.pk, changes, actor=request.actor))


def delete(request: V1Request, number: str) -> HttpResponse:
    delete_metric(number_in_path(number), actor=request.actor)
    return gone()


def _shown(request: V1Request, metric: Metric) -> HttpResponse:
    (shape,) = shapes_metrics.metrics(request, [metric])
    return item(shape)
