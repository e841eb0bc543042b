from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Self

from django.db.models import Q
from django.http import HttpResponse
from ninja import Router
from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, to_json

from heliograph.actors import Ability
from heliograph.errors import Invalid
from heliograph.lib.plain_values import number as any_number
from heliograph.lib.wire import instant
from heliograph.metrics.drafts import PointDraft, PointsDraft
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.points import delete_point, record_points
from heliograph.metrics.vocabulary import MAX_POINTS
from heliograph.surfaces.rest.answers import RESOURCE, gone, listed, shown
from heliograph.surfaces.rest.body import list_in
from heliograph.surfaces.rest.door import found, number_in_path, reads, writes
from heliograph.surfaces.rest.jsonapi import document_of_many, view_of
from heliograph.surfaces.rest.listing import Listing
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Errors, Input
from heliograph.surfaces.rest.resources_metrics import METRIC_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()

LISTING = Listing(
    # A filter on the value is understood, and leaves all of them in (recorded).
    filters={"value": lambda _: Q()},
    sorts={"id": "id", "value": "value", "created_at": "created_at"},
)

ENDPOINT = Endpoint(resource=METRIC_POINTS, listing=LISTING)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _number(value: object) -> float:
    said = any_number(value)
    if said is None:
        raise PydanticCustomError("number", "must be a number")
    return said


def _measured_at(value: object) -> datetime:
    """A date, or whole seconds since 1970; digits as text are neither."""
    moment = instant(value) if isinstance(value, str) else None
    if isinstance(value, int) and not isinstance(value, bool):
        moment = _after_the_epoch(value)
    if moment is None:
        raise PydanticCustomError("timestamp", "must be a date or a Unix timestamp")
    return moment


def _after_the_epoch(seconds: int) -> datetime | None:
    """None beyond the years 1 to 9999."""
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


Number = Annotated[float, PlainValidator(_number), WithJsonSchema({"type": "number"})]
MeasuredAt = Annotated[
    datetime,
    PlainValidator(_measured_at),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}]}),
]


class PointIn(Input):
    value: Number
    timestamp: MeasuredAt | None = ABSENT

    @classmethod
    def read_each(cls, members: Sequence[object]) -> list[Self]:
        """Raises Invalid with all that is wrong with any of them, as `3.value`."""
        if not 1 <= len(members) <= MAX_POINTS:
            raise Invalid({"points": [f"From 1 to {MAX_POINTS} points can be recorded at once."]})
        checked = [cls._checked(one) if isinstance(one, dict) else (None, _NO_POINT) for one in members]
        wrong = {
            f"{index}.{field}".removesuffix("."): messages
            for index, (_, errors) in enumerate(checked)
            for field, messages in errors.items()
        }
        if wrong:
            raise Invalid(wrong)
        return [model for model, _ in checked if model is not None]

    def draft(self) -> PointDraft:
        at = {} if self.timestamp is None else {"at": self.timestamp}
        return PointDraft(value=self.value, **at)


_NO_POINT: Errors = {"": ["Each point must be an object."]}


def _points_of(metric: str, request: ApiRequest) -> QuerySet[MetricPoint]:
    """A child is only ever reached through its own parent."""
    return MetricPoint.objects.filter(metric=found(Metric.objects.visible_to(request.actor), metric))


@router.get("/{metric}/points", **ENDPOINT.lists())
@reads
def list_points(request: ApiRequest, metric: str) -> HttpResponse:
    return listed(request, METRIC_POINTS, LISTING.of(_points_of(metric, request), request.GET))


@router.post("/{metric}/points", **ENDPOINT.creates_many(PointIn, most=MAX_POINTS))
@writes(Ability.METRIC_POINTS_MANAGE, showing=METRIC_POINTS)
def record(request: ApiRequest, metric: str) -> HttpResponse:
    """One point, or (ours) a list of them: all are recorded or none."""
    known = found(Metric.objects.all(), metric)
    members = list_in(request)
    told = [PointIn.read(request)] if members is None else PointIn.read_each(members)
    draft = PointsDraft(metric_id=known.pk, points=[one.draft() for one in told])
    points = record_points(draft, actor=request.actor)
    if members is None:
        return shown(request, METRIC_POINTS, points[0], status=201)
    document = document_of_many(points, METRIC_POINTS, view_of(request, METRIC_POINTS))
    return HttpResponse(to_json(document), status=201, content_type=RESOURCE)


@router.get("/{metric}/points/{number}", **ENDPOINT.shows())
@reads
def show(request: ApiRequest, metric: str, number: str) -> HttpResponse:
    return shown(request, METRIC_POINTS, found(_points_of(metric, request), number))


@router.delete("/{metric}/points/{number}", **ENDPOINT.deletes())
@writes(Ability.METRIC_POINTS_DELETE)
def delete(request: ApiRequest, metric: str, number: str) -> HttpResponse:
    delete_point(number_in_path(metric), number_in_path(number), actor=request.actor)
    return gone()
