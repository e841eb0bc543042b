from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from typing_extensions import override

from heliograph.status.drafts import (
    ScheduleChanges,
    ScheduleDraft,
    ScheduleUpdateChanges,
    ScheduleUpdateDraft,
)
from heliograph.status.maintenance import create_schedule, delete_schedule, update_schedule
from heliograph.status.models import Schedule, ScheduleImpact
from heliograph.status.queries import known_schedules
from heliograph.status.updates import delete_schedule_update, edit_schedule_update, record_schedule_update
from heliograph.surfaces.mcp import arguments as kinds
from heliograph.surfaces.mcp import present
from heliograph.surfaces.mcp.arguments import ABSENT, Arguments, Asked, Paged, Reading
from heliograph.surfaces.mcp.incidents import Impacts
from heliograph.surfaces.mcp.rows import followed, found, paged

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENDS = Annotated[kinds.Moment, Field(description="When it ends; ISO 8601. Without: until somebody ends it.")]


class ListSchedules(Paged):
    name: Annotated[kinds.Line, Field(description="A part of the name.")] = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        rows = Schedule.objects.visible_to(asked.actor, at=asked.at)
        if self.name is not None:
            rows = rows.filter(name__icontains=self.name)
        ordered = rows.order_by("-scheduled_at", "-id")
        return paged(self, ordered, lambda read: [present.schedule(one, at=asked.at) for one in read])


class GetSchedule(Reading):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        found(Schedule.objects.visible_to(asked.actor, at=asked.at), self.id, "schedule")
        return _whole(self.id, asked)


class CreateSchedule(Arguments):
    name: kinds.Name
    message: kinds.Markdown
    scheduled_at: kinds.Moment
    completed_at: _ENDS = ABSENT
    published_at: kinds.Published = ABSENT
    notifications: Annotated[bool, Field(description="Whether subscribers are told.")] = False
    components: Impacts = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        impacts = [one.draft() for one in self.components or ()]
        draft = ScheduleDraft(**self.given("components"), impacts=impacts)
        return _whole(create_schedule(draft, actor=asked.actor).pk, asked)


class UpdateSchedule(Arguments):
    id: kinds.Id
    name: kinds.Name = ABSENT
    message: kinds.Markdown = ABSENT
    scheduled_at: kinds.Moment = ABSENT
    completed_at: _ENDS = ABSENT
    published_at: kinds.Published = ABSENT
    components: Impacts = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.id, asked)
        said = self.given("id", "components")
        if self.components is not None:
            said["impacts"] = [one.draft() for one in self.components]
        update_schedule(self.id, ScheduleChanges(**said), actor=asked.actor)
        return _whole(self.id, asked)


class DeleteSchedule(Arguments):
    id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.id, asked)
        delete_schedule(self.id, actor=asked.actor)
        return present.deleted(self.id)


class RecordScheduleUpdate(Arguments):
    schedule_id: kinds.Id
    message: kinds.Markdown
    completed_at: Annotated[kinds.Moment, Field(description="Ends the window then; ISO 8601.")] = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.schedule_id, asked)
        made = record_schedule_update(ScheduleUpdateDraft(**self.given()), actor=asked.actor)
        return present.one(present.update(made) | {"user_id": None})  # as recorded: of windows it is not told


class EditScheduleUpdate(Arguments):
    schedule_id: kinds.Id
    update_id: kinds.Id
    message: kinds.Markdown = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.schedule_id, asked)
        changes = ScheduleUpdateChanges(**self.given("schedule_id", "update_id"))
        edited = edit_schedule_update(self.schedule_id, self.update_id, changes, actor=asked.actor)
        return present.one(present.update(edited))


class DeleteScheduleUpdate(Arguments):
    schedule_id: kinds.Id
    update_id: kinds.Id

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        _known(self.schedule_id, asked)
        delete_schedule_update(self.schedule_id, self.update_id, actor=asked.actor)
        return present.deleted(self.update_id)


def _known(pk: int, asked: Asked) -> Schedule:
    return found(known_schedules(asked.actor, at=asked.at), pk, "schedule")


def _whole(pk: int, asked: Asked) -> Mapping[str, object]:
    row, beside = followed(Schedule.objects.filter(pk=pk), ScheduleImpact.objects.all(), asked)
    return present.one(present.schedule(row, at=asked.at) | beside)
