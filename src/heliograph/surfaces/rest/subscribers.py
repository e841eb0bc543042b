from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from ninja import Router
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from heliograph.actors import Ability
from heliograph.lib.mailboxes import mailbox_of
from heliograph.status.queries import unknown_components
from heliograph.subscribers.drafts import SubscriberChanges, SubscriberDraft
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.subscriptions import create_subscriber, delete_subscriber, update_subscriber
from heliograph.subscribers.vocabulary import LONGEST_EMAIL, is_email
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.answers import gone, listed, shown
from heliograph.surfaces.rest.door import UPDATE, found, number_in_path, writes
from heliograph.surfaces.rest.listing import Listing, comma_separated, contains, is_true
from heliograph.surfaces.rest.openapi.endpoint import Endpoint
from heliograph.surfaces.rest.reading import ABSENT, Input
from heliograph.surfaces.rest.resources_subscribers import SUBSCRIBERS

if TYPE_CHECKING:
    from django.db.models import Q
    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()


def _contains_address(value: str) -> Q:
    """A part of the address as it was entered, or a part of the mailbox in whatever spelling."""
    mailboxes = ",".join(mailbox_of(part) for part in comma_separated(value))
    return contains("email")(value) | contains("mailbox")(mailboxes)


LISTING = Listing(
    filters={"email": _contains_address, "global": is_true("is_global")},
    has_meta=True,
    sorts={"email": "email", "id": "id"},
)

ENDPOINT = Endpoint(resource=SUBSCRIBERS, listing=LISTING, is_open=False)

# Who subscribed is nobody's business: whoever reads it needs what whoever changes it needs.
for_managers = writes(Ability.SUBSCRIBERS_MANAGE, showing=SUBSCRIBERS)


def _email(value: object) -> object:
    """One that is too long is told so, and nothing else."""
    if isinstance(value, str) and (len(value) > LONGEST_EMAIL or is_email(value)):
        return value
    raise PydanticCustomError("email", "must be a valid email address")


Email = Annotated[
    str,
    Field(max_length=LONGEST_EMAIL),
    BeforeValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": LONGEST_EMAIL}),
]


class SubscriberChangesIn(Input):
    references: ClassVar = {"components.*": unknown_components}

    email: Email = ABSENT
    is_global: fields.Boolean = Field(ABSENT, alias="global")
    components: list[fields.Whole] | None = ABSENT
    is_verified: fields.Boolean = Field(ABSENT, alias="verified")
    meta: fields.Object | None = ABSENT

    def changes(self) -> SubscriberChanges:
        return SubscriberChanges(**self.given())


class SubscriberIn(SubscriberChangesIn):
    email: Email

    def draft(self) -> SubscriberDraft:
        return SubscriberDraft(**self.given())


@router.get("", **ENDPOINT.lists())
@for_managers
def list_subscribers(request: ApiRequest) -> HttpResponse:
    return listed(request, SUBSCRIBERS, LISTING.of(Subscriber.objects.all(), request.GET))


@router.post("", **ENDPOINT.creates_or_finds(SubscriberIn))
@for_managers
def create(request: ApiRequest) -> HttpResponse:
    subscribed = create_subscriber(SubscriberIn.read(request).draft(), actor=request.actor)
    return shown(request, SUBSCRIBERS, subscribed.subscriber, status=201 if subscribed.is_new else 200)


@router.get("/{number}", **ENDPOINT.shows())
@for_managers
def show(request: ApiRequest, number: str) -> HttpResponse:
    return shown(request, SUBSCRIBERS, found(Subscriber.objects.all(), number))


@router.api_operation(UPDATE, "/{number}", **ENDPOINT.updates(SubscriberChangesIn))
@for_managers
def update(request: ApiRequest, number: str) -> HttpResponse:
    known = found(Subscriber.objects.all(), number)
    changes = SubscriberChangesIn.read(request).changes()
    return shown(request, SUBSCRIBERS, update_subscriber(known.pk, changes, actor=request.actor))


@router.delete("/{number}", **ENDPOINT.deletes())
@writes(Ability.SUBSCRIBERS_DELETE)
def delete(request: ApiRequest, number: str) -> HttpResponse:
    delete_subscriber(number_in_path(number), actor=request.actor)
    return gone()
