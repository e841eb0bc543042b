from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from heliograph.lib.plain_values import whole
from heliograph.status.queries import unknown_components
from heliograph.subscribers.drafts import SubscriberDraft
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.subscriptions import create_subscriber, delete_subscriber, delete_subscription
from heliograph.subscribers.vocabulary import is_email
from heliograph.surfaces.rest_v1 import fields, shapes_metrics
from heliograph.surfaces.rest_v1.answers import gone, item
from heliograph.surfaces.rest_v1.door import number_in_path
from heliograph.surfaces.rest_v1.listing import Listing, listed
from heliograph.surfaces.rest_v1.reading import ABSENT, Input

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.rest_v1.request import V1Request


def _email(value: object) -> str:
    if not isinstance(value, str) or not is_email(value):
        raise PydanticCustomError("email", "must be a valid email address")
    return value


def _ids(value: object) -> list[int]:
    """A list, or as forms have it, ids separated by commas; null in a list says nothing."""
    members = value.split(",") if isinstance(value, str) else value
    if not isinstance(members, list):
        raise PydanticCustomError("text", "must be an array")
    ids = [whole(one) for one in members if one is not None]
    if None in ids:
        raise PydanticCustomError("text", "must be an array")
    return [one for one in ids if one is not None]


class SubscriberIn(Input):
    email: Annotated[str, PlainValidator(_email)]
    verify: fields.Flag = ABSENT
    components: Annotated[list[int], PlainValidator(_ids)] = ABSENT

    def draft(self) -> SubscriberDraft:
        """Without components it hears of everything; a component that there is not is passed over."""
        asked = list(dict.fromkeys(self.components or ()))
        unknown = unknown_components(asked)
        return SubscriberDraft(
            email=self.email,
            is_verified=bool(self.verify),
            is_global=not asked,
            components=[pk for pk in asked if pk not in unknown],
        )


def list_subscribers(request: V1Request) -> HttpResponseBase:
    rows = Listing().of(Subscriber.objects.prefetch_related("subscriptions"), request)
    return listed(request, rows, lambda some: shapes_metrics.subscribers(request, some))


def create(request: V1Request) -> HttpResponse:
    """An address that is there already is answered as it is."""
    draft = SubscriberIn.read(request).draft()
    known = Subscriber.objects.with_email(draft.email).first()
    subscriber = known or create_subscriber(draft, actor=request.actor).subscriber
    (shape,) = shapes_metrics.subscribers(request, [subscriber])
    return item(shape)


def delete(request: V1Request, number: str) -> HttpResponse:
    delete_subscriber(number_in_path(number), actor=request.actor)
    return gone()


def unsubscribe(request: V1Request, number: str) -> HttpResponse:
    delete_subscription(number_in_path(number), actor=request.actor)
    return gone()
