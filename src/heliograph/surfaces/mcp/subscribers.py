from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db.models import Prefetch, Q
from pydantic import Field
from typing_extensions import override

from heliograph.lib.mailboxes import mailbox_of
from heliograph.status.models import Component
from heliograph.subscribers.drafts import SubscriberChanges, SubscriberDraft
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.subscriptions import create_subscriber, delete_subscriber, update_subscriber
from heliograph.surfaces.mcp import arguments as kinds
from heliograph.surfaces.mcp import present
from heliograph.surfaces.mcp.arguments import ABSENT, Arguments, Asked, Paged
from heliograph.surfaces.mcp.rows import found, paged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from heliograph.surfaces.mcp.present import Row

_ALL = "Whether they hear of everything."
_SOME = Annotated[list[kinds.Id], Field(description="Ids of components that they hear of.")]
_Address = Annotated[kinds.Name, Field(description="An e-mail address.")]


class ListSubscribers(Paged):
    email: Annotated[kinds.Line, Field(description="A part of the address.")] = ABSENT
    is_global: bool = Field(default=ABSENT, alias="global", description=_ALL)

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        rows = Subscriber.objects.order_by("id").prefetch_related(_components(asked))
        if self.email is not None:
            rows = rows.filter(Q(email__icontains=self.email) | Q(mailbox__contains=mailbox_of(self.email)))
        if self.is_global is not None:
            rows = rows.filter(is_global=self.is_global)
        return paged(self, rows, lambda read: _shown(read, asked))


class CreateSubscriber(Arguments):
    email: _Address
    is_global: bool = Field(default=True, alias="global", description=_ALL)
    components: _SOME = ABSENT
    is_verified: bool = Field(
        default=False,
        alias="verified",
        description="Whether they have agreed; if not, they are asked by mail and hear nothing until then.",
    )

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        made = create_subscriber(SubscriberDraft(**self.given()), actor=asked.actor)
        return _one(made.subscriber.pk, asked)


class UpdateSubscriber(Arguments):
    id: kinds.Id
    email: _Address = ABSENT
    is_global: bool = Field(default=ABSENT, alias="global", description=_ALL)
    components: _SOME = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Subscriber.objects.all(), self.id, "subscriber")
        update_subscriber(self.id, SubscriberChanges(**self.given("id")), actor=asked.actor)
        return _one(self.id, asked)


class UnsubscribeSubscriber(Arguments):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Subscriber.objects.all(), self.id, "subscriber")
        delete_subscriber(self.id, actor=asked.actor)
        return present.deleted(self.id)


def _components(asked: Asked) -> Prefetch[str]:
    return Prefetch("components", Component.objects.visible_to(asked.actor).order_by("id"))


def _one(pk: int, asked: Asked) -> Mapping[str, object]:
    rows = Subscriber.objects.filter(pk=pk).prefetch_related(_components(asked))
    return present.one(next(iter(_shown(rows, asked))))


def _shown(read: Iterable[Subscriber], asked: Asked) -> list[Row]:
    chosen = {one: list(one.components.all()) for one in read}
    rows = present.components({one for some in chosen.values() for one in some}, at=asked.at)
    return [
        present.subscriber(one) | {"components": [rows[member.pk] for member in some]}
        for one, some in chosen.items()
    ]
