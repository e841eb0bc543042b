from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Annotated

from ninja import Router
from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from heliograph.actors import Ability
from heliograph.metrics.drafts import MetricChanges, MetricDraft
from heliograph.metrics.metrics import create_metric, delete_metric, update_metric
from heliograph.metrics.models import Metric
from heliograph.metrics.vocabulary import MAX_PLACES, THRESHOLDS, MetricCalculation
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.answers import gone, listed, shown
from heliograph.surfaces.rest.door import UPDATE, found, number_in_path, reads, writes
from heliograph.surfaces.rest.listing import Listing, contains, equals
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Input
from heliograph.surfaces.rest.resources_metrics import METRICS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()

LISTING = Listing(
    filters={"name": contains("name"), "calc_type": equals("calc_type")},
    sorts={"name": "name", "order": "order", "id": "id"},
    order=("-created_at", "-id"),
)

ENDPOINT = Endpoint(resource=METRICS, listing=LISTING)

_WITH_DECIMALS = re.compile(r"[+-]?[0-9]*\.[0-9]{1,2}")


def _decimal(value: object) -> float:
    """Written with one or two decimals (recorded): "2.50" and 10.5, not 5 nor 1.0, which is sent as 1."""
    text = repr(value).removesuffix(".0") if isinstance(value, float) else value
    number = float(text) if isinstance(text, str) and _WITH_DECIMALS.fullmatch(text) else math.inf
    if math.isinf(number):
        raise PydanticCustomError("decimal", "must have 1-2 decimal places")
    return number


def _divisor_of_an_hour(minutes: int) -> int:
    if minutes not in THRESHOLDS:
        raise PydanticCustomError("threshold", "must be a divisor of 60, from 1 to 60")
    return minutes


Decimal = Annotated[float, PlainValidator(_decimal), WithJsonSchema({"type": "number", "multipleOf": 0.01})]
Places = Annotated[
    fields.Whole,
    Field(le=MAX_PLACES),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MAX_PLACES}),
]
Threshold = Annotated[
    fields.Whole,
    AfterValidator(_divisor_of_an_hour),
    WithJsonSchema({"type": "integer", "enum": list(THRESHOLDS), "description": "Minutes."}),
]


class MetricChangesIn(Input):
    """The fields that an update changes; Cachet ignores the others in an update, as its recordings show."""

    name: fields.Name = ABSENT
    suffix: fields.Name = ABSENT
    description: fields.Text | None = ABSENT
    default_value: Decimal | None = ABSENT
    threshold: Threshold = ABSENT
    visible: fields.Visible = ABSENT

    def changes(self) -> MetricChanges:
        return MetricChanges(**self.given())


class MetricIn(MetricChangesIn):
    name: fields.Name
    suffix: fields.Name
    calc_type: MetricCalculation = ABSENT
    display_chart: fields.Boolean = ABSENT
    places: Places = ABSENT

    def draft(self) -> MetricDraft:
        return MetricDraft(**self.given())


@router.get("", **ENDPOINT.lists())
@reads
def list_metrics(request: ApiRequest) -> HttpResponse:
    return listed(request, METRICS, LISTING.of(Metric.objects.visible_to(request.actor), request.GET))


@router.post("", **ENDPOINT.creates(MetricIn))
@writes(Ability.METRICS_MANAGE, showing=METRICS)
def create(request: ApiRequest) -> HttpResponse:
    metric = create_metric(MetricIn.read(request).draft(), actor=request.actor)
    return shown(request, METRICS, metric, status=201)


@router.get("/{number}", **ENDPOINT.shows())
@reads
def show(request: ApiRequest, number: str) -> HttpResponse:
    return shown(request, METRICS, found(Metric.objects.visible_to(request.actor), number))


@router.api_operation(UPDATE, "/{number}", **ENDPOINT.updates(MetricChangesIn))
@writes(Ability.METRICS_MANAGE, showing=METRICS)
def update(request: ApiRequest, number: str) -> HttpResponse:
    known = found(Metric.objects.all(), number)
    changes = MetricChangesIn.read(request).changes()
    return shown(request, METRICS, update_metric(known.pk, changes, actor=request.actor))


@router.delete("/{number}", **ENDPOINT.deletes())
@writes(Ability.METRICS_DELETE)
def delete(request: ApiRequest, number: str) -> HttpResponse:
    delete_metric(number_in_path(number), actor=request.actor)
    return gone()
