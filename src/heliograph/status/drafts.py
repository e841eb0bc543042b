"""What a caller may say: one draft a verb. How it came (JSON, a form, a tool call) is the door's business."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heliograph.lib.unset import UNSET, Unset
from heliograph.status.vocabulary import (
    ComponentStatus,
    GroupDisplay,
    GroupOrderColumn,
    IncidentStatus,
    OrderDirection,
    ScheduleStatus,
    StatusSource,
    TemplateEngine,
    Visibility,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ComponentGroupDraft:
    """`components` are the ids of those that move into the group."""

    name: str
    order: int = 0
    order_column: GroupOrderColumn | None = None
    order_direction: OrderDirection | None = None
    collapsed: GroupDisplay = GroupDisplay.COLLAPSED
    visible: Visibility = Visibility.SIGNED_IN
    components: Sequence[int] = ()
    meta: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ComponentGroupChanges:
    """`components` move into the group; those that are in it stay."""

    name: str | Unset = UNSET
    order: int | Unset = UNSET
    order_column: GroupOrderColumn | Unset | None = UNSET
    order_direction: OrderDirection | Unset | None = UNSET
    collapsed: GroupDisplay | Unset = UNSET
    visible: Visibility | Unset = UNSET
    components: Sequence[int] | Unset = UNSET
    meta: Mapping[str, object] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class ComponentDraft:
    name: str
    description: str | None = None
    link: str | None = None
    status: ComponentStatus = ComponentStatus.UNKNOWN
    order: int | None = None
    enabled: bool = True
    component_group_id: int | None = None
    absent_group: int | None = None
    tags: Sequence[str] = ()
    meta: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ComponentChanges:
    """`status` sets the baseline, as a change of its own. A group that is said ends one that was absent."""

    name: str | Unset = UNSET
    description: str | Unset | None = UNSET
    link: str | Unset | None = UNSET
    status: ComponentStatus | Unset = UNSET
    order: int | Unset | None = UNSET
    enabled: bool | Unset = UNSET
    component_group_id: int | Unset | None = UNSET
    absent_group: int | Unset | None = UNSET
    tags: Sequence[str] | Unset = UNSET
    meta: Mapping[str, object] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class StatusChange:
    status: ComponentStatus
    source: StatusSource = StatusSource.MANUAL
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ImpactDraft:
    component_id: int
    status: ComponentStatus


@dataclass(frozen=True, kw_only=True)
class StatusReport(ImpactDraft):
    """Component status that Cachet 2's API sends with an incident: see `component_recovery.report_status`.

    With `notify`, closing the earlier incidents of a recovered component sends notifications.
    """

    notify: bool = False


@dataclass(frozen=True, kw_only=True)
class IncidentDraft:
    """Either a message or the slug of a template; with both, the template is taken.

    `component` is the single component of the API's older form: an impact like the others, that wins
    over one in `impacts` on the same component. `assertion` is that of Cachet 2.
    """

    name: str
    status: IncidentStatus
    message: str | None = None
    template: str | None = None
    template_vars: Mapping[str, object] = field(default_factory=dict)
    visible: Visibility = Visibility.SIGNED_IN
    stickied: bool = False
    notifications: bool = False
    occurred_at: datetime | None = None
    published_at: datetime | None = None
    impacts: Sequence[ImpactDraft] = ()
    component: ImpactDraft | None = None
    assertion: StatusReport | None = None
    meta: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class IncidentChanges:
    """`impacts` stand in for those that there were; the API of the contract cannot say them.

    Cachet 2's API sends one at a time, as an `assertion`.
    """

    name: str | Unset = UNSET
    status: IncidentStatus | Unset = UNSET
    message: str | Unset = UNSET
    visible: Visibility | Unset = UNSET
    stickied: bool | Unset = UNSET
    notifications: bool | Unset = UNSET
    occurred_at: datetime | Unset | None = UNSET
    published_at: datetime | Unset | None = UNSET
    impacts: Sequence[ImpactDraft] | Unset = UNSET
    assertion: StatusReport | Unset = UNSET
    meta: Mapping[str, object] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class ScheduleDraft:
    """A `status` that the dates do not give changes them: see `maintenance.update_schedule`."""

    name: str
    message: str
    scheduled_at: datetime
    completed_at: datetime | None = None
    published_at: datetime | None = None
    notifications: bool = False
    impacts: Sequence[ImpactDraft] = ()
    meta: Mapping[str, object] = field(default_factory=dict)
    status: ScheduleStatus | None = None
    told_as_incident: bool = False


@dataclass(frozen=True, kw_only=True)
class ScheduleChanges:
    """`impacts` stand in for those that there were; `status` is as in a draft."""

    name: str | Unset = UNSET
    message: str | Unset = UNSET
    scheduled_at: datetime | Unset = UNSET
    completed_at: datetime | Unset | None = UNSET
    published_at: datetime | Unset | None = UNSET
    notifications: bool | Unset = UNSET
    impacts: Sequence[ImpactDraft] | Unset = UNSET
    status: ScheduleStatus | Unset = UNSET
    meta: Mapping[str, object] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class IncidentUpdateDraft:
    """`after` is the newest update that its author has seen, None before the first.

    Where there is a newer one they are told of it, and nothing is written; who leaves `after` out writes.
    `assertion` is as in an incident's draft.
    """

    incident_id: int
    status: IncidentStatus
    message: str
    after: int | Unset | None = UNSET
    assertion: StatusReport | None = None


@dataclass(frozen=True, kw_only=True)
class ScheduleUpdateDraft:
    """`completed_at` ends the window."""

    schedule_id: int
    message: str
    completed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentUpdateChanges:
    status: IncidentStatus | Unset = UNSET
    message: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class ScheduleUpdateChanges:
    message: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class IncidentTemplateDraft:
    """Without a slug it is made from the name."""

    name: str
    template: str
    slug: str | None = None
    engine: TemplateEngine = TemplateEngine.TWIG


@dataclass(frozen=True, kw_only=True)
class IncidentTemplateChanges:
    name: str | Unset = UNSET
    template: str | Unset = UNSET
    slug: str | Unset = UNSET
    engine: TemplateEngine | Unset = UNSET
