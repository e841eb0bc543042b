from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from django.db.models import Prefetch
from pydantic import AfterValidator, Field
from typing_extensions import override

from heliograph.status.components import create_component, delete_component, update_component
from heliograph.status.drafts import (
    ComponentChanges,
    ComponentDraft,
    ComponentGroupChanges,
    ComponentGroupDraft,
)
from heliograph.status.groups import create_component_group, delete_component_group, update_component_group
from heliograph.status.models import Component, ComponentGroup
from heliograph.status.vocabulary import GroupDisplay, GroupOrderColumn, OrderDirection
from heliograph.surfaces.mcp import arguments as kinds
from heliograph.surfaces.mcp import present
from heliograph.surfaces.mcp.arguments import ABSENT, Arguments, Asked, Paged, Reading
from heliograph.surfaces.mcp.rows import found, paged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from heliograph.surfaces.mcp.present import Row

_OF_GROUP = Annotated[kinds.Id, Field(description="The group that it stands in.")]
_MEMBERS = Annotated[list[kinds.Id], Field(description="Ids of components that move into the group.")]
_Column = Annotated[
    Literal["id", "last_updated", "name", "manual", "status"],
    AfterValidator(GroupOrderColumn),
    Field(description="What the members are ordered by."),
]
_Direction = Annotated[Literal["asc", "desc"], AfterValidator(OrderDirection)]
_Display = Annotated[GroupDisplay, *kinds.choice(GroupDisplay)]


class ListComponents(Paged):
    name: Annotated[kinds.Line, Field(description="A part of the name.")] = ABSENT
    status: kinds.StatusOfComponent = ABSENT
    enabled: Annotated[bool, Field(description="Only enabled ones, or only others.")] = True
    component_group_id: _OF_GROUP = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        rows = Component.objects.visible_to(asked.actor).filter(enabled=self.enabled)
        if self.name is not None:
            rows = rows.filter(name__icontains=self.name)
        if self.status is not None:
            rows = rows.filter(status=self.status)
        if self.component_group_id is not None:
            rows = rows.filter(group=self.component_group_id)
        return paged(
            self,
            rows.order_by("order", "id"),
            lambda read: present.components(read, at=asked.at).values(),
        )


class GetComponent(Reading):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        row = found(Component.objects.visible_to(asked.actor), self.id, "component")
        return present.one(present.component(row, at=asked.at))


class _Component(Arguments):
    description: kinds.Text = ABSENT
    status: kinds.StatusOfComponent = ABSENT
    link: kinds.Link = ABSENT
    order: kinds.Order = ABSENT
    component_group_id: _OF_GROUP = ABSENT


class CreateComponent(_Component):
    name: kinds.Name
    enabled: bool = True

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        row = create_component(ComponentDraft(**self.given()), actor=asked.actor)
        return present.one(present.component(row, at=asked.at))


class UpdateComponent(_Component):
    id: kinds.Id
    name: kinds.Name = ABSENT
    enabled: bool = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Component.objects.existing(), self.id, "component")
        row = update_component(self.id, ComponentChanges(**self.given("id")), actor=asked.actor)
        return present.one(present.component(row, at=asked.at))


class DeleteComponent(Arguments):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Component.objects.existing(), self.id, "component")
        delete_component(self.id, actor=asked.actor)
        return present.deleted(self.id)


class ListComponentGroups(Paged):
    name: Annotated[kinds.Line, Field(description="A part of the name.")] = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        rows = ComponentGroup.objects.visible_to(asked.actor)
        if self.name is not None:
            rows = rows.filter(name__icontains=self.name)
        ordered = rows.order_by("order", "id").prefetch_related(_members(asked))
        return paged(self, ordered, lambda read: _shown(read, asked))


class _Group(Arguments):
    order: kinds.Order = ABSENT
    visible: kinds.Shown = ABSENT
    collapsed: _Display = ABSENT
    order_column: _Column = ABSENT
    order_direction: _Direction = ABSENT
    components: _MEMBERS = ABSENT


class CreateComponentGroup(_Group):
    name: kinds.Name

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        made = create_component_group(ComponentGroupDraft(**self.given()), actor=asked.actor)
        return _one(made.pk, asked)


class UpdateComponentGroup(_Group):
    id: kinds.Id
    name: kinds.Name = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(ComponentGroup.objects.all(), self.id, "component group")
        update_component_group(self.id, ComponentGroupChanges(**self.given("id")), actor=asked.actor)
        return _one(self.id, asked)


class DeleteComponentGroup(Arguments):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(ComponentGroup.objects.all(), self.id, "component group")
        delete_component_group(self.id, actor=asked.actor)
        return present.deleted(self.id)


def _members(asked: Asked) -> Prefetch[str]:
    return Prefetch("components", Component.objects.visible_to(asked.actor).order_by("order", "id"))


def _one(pk: int, asked: Asked) -> Mapping[str, object]:
    groups = ComponentGroup.objects.filter(pk=pk).prefetch_related(_members(asked))
    return present.one(next(iter(_shown(groups, asked))))


def _shown(groups: Iterable[ComponentGroup], asked: Asked) -> list[Row]:
    members = {group: list(group.components.all()) for group in groups}
    rows = present.components([one for some in members.values() for one in some], at=asked.at)
    return [present.group(group, [rows[one.pk] for one in some]) for group, some in members.items()]
