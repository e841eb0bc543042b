"""What several verbs share. Every step runs inside its caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model

from heliograph.actors import ActorKind, Door
from heliograph.errors import Invalid, NotFound
from heliograph.events import log
from heliograph.events.kinds import ComponentStatusChanged
from heliograph.lib import clock
from heliograph.lib.wire import plain, plain_row
from heliograph.status.drafts import StatusChange
from heliograph.status.incident_status import StatusSet, incident_status
from heliograph.status.models import Component, ComponentStatusChange, IncidentImpact
from heliograph.status.queries import effective_change, unknown_components
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from heliograph.actors import Actor
    from heliograph.status.drafts import ImpactDraft, IncidentDraft
    from heliograph.status.models import Incident

Row = TypeVar("Row", bound=Model)


def row_of(instance: Model) -> dict[str, object]:
    """The instance's columns as plain JSON values, for its event."""
    columns = {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}
    return plain_row(columns)


def locked(rows: QuerySet[Row], pk: int) -> Row:
    """Nobody else writes to the row until the transaction ends. Raises NotFound."""
    row = rows.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound(f"There is no such {rows.model._meta.verbose_name}.")
    return row


def save_changes(row: Model, values: Mapping[str, object]) -> dict[str, object]:
    """Saves what differs, and says what it was; a change that changes nothing leaves no trace."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if not before:
        return {}
    for name in before:
        setattr(row, name, values[name])
    if before.keys() == {"meta"}:  # what others hang on a row does not change the row (recorded)
        row.save(update_fields=["meta"])
    else:
        touch(row, *before)
    return {name: plain(value) for name, value in before.items()}


def touch(row: Model, *fields: str) -> None:
    """Saves the fields, and that the row has changed now."""
    row.updated_at = clock.now()  # type: ignore[attr-defined]
    row.save(update_fields=[*fields, "updated_at"])


def author_of(actor: Actor) -> int | None:
    """Who signs an incident or an update: a person.

    A token speaks for a machine and signs nothing (as recorded); the event knows whose it is. But the key
    of Cachet 2's API is a person's own, and its clients ask for what is theirs; and an assistant works for
    a person (as recorded).
    """
    is_a_person = actor.kind is ActorKind.USER or actor.door in {Door.REST_V1, Door.MCP}
    return actor.user_id if is_a_person else None


def set_baseline(component: Component, change: StatusChange, actor: Actor) -> None:
    """Saying what is already so changes nothing and is no event."""
    if component.status == change.status:
        return
    old_status, component.status = component.status, change.status
    touch(component, "status")
    ComponentStatusChange.objects.create(
        component=component,
        old_status=old_status,
        new_status=change.status,
        source=change.source,
        reason=change.reason,
        user_id=actor.user_id,
        at=component.updated_at,
    )
    before, after = effective_change(
        component.pk, ComponentStatus(old_status), change.status, at=component.updated_at
    )
    changed = ComponentStatusChanged(
        subject_id=component.pk,
        row=row_of(component),
        old_status=old_status,
        new_status=change.status,
        old_effective_status=before,
        new_effective_status=after,
        source=change.source,
    )
    log.record(changed, actor=actor)


def assert_status(incident: Incident, said: ImpactDraft, actor: Actor) -> dict[str, object]:
    """What Cachet 2's API says of a component along with an incident; what the impact on it was before.

    There it is written over the component's status. Here it is the incident's impact, for as long as that
    is open. What no impact can say moves the baseline: that the component is better than its baseline has
    it, and, once the incident is fixed, how it is from now on.
    """
    component = locked(Component.objects.existing(), said.component_id)
    is_better = said.status.severity < ComponentStatus(component.status).severity
    is_over = incident.status == IncidentStatus.FIXED
    if is_over or is_better:
        set_baseline(component, StatusChange(status=said.status), actor)
    known = incident.impacts.filter(component=component).first()
    if (known is not None and known.status == said.status) or (known is not None and is_over):
        return {}
    before = [] if known is None else [{"component_id": component.pk, "status": known.status}]
    IncidentImpact.objects.update_or_create(
        incident=incident, component=component, defaults={"status": said.status}
    )
    return {"impacts": before}


def follow_updates(incident: Incident) -> int:
    """Derive the incident's status anew after an update was recorded, edited or deleted; return it.

    The incident counts as changed in any case: feeds sort by it.
    """
    newest = incident.updates.exclude(status=None).order_by("-created_at", "-id").first()
    initial, edit = incident.initial_status, incident.set_status
    incident.status = incident_status(
        initial=None if initial is None else IncidentStatus(initial),
        edit=_set(edit, incident.status_set_at),
        update=None if newest is None else _set(newest.status, newest.created_at),
    )
    touch(incident, "status")
    return incident.status


def _set(status: int | None, at: datetime | None) -> StatusSet | None:
    return None if status is None or at is None else StatusSet(status=IncidentStatus(status), at=at)


def require_components(ids: Mapping[str, int]) -> None:
    """`ids` by the field that named each. Raises Invalid on every field whose component there is not."""
    unknown = unknown_components(set(ids.values()))
    if unknown:
        raise Invalid(
            {field: [f"The selected {field} is invalid."] for field, pk in ids.items() if pk in unknown}
        )


def require_impacts(impacts: Sequence[ImpactDraft], single: ImpactDraft | None = None) -> None:
    """Components that exist, each named once; `single` is that of the older form."""
    named = {f"components.{index}.id": one.component_id for index, one in enumerate(impacts)}
    seen = list(named.values())
    twice = {field: pk for field, pk in named.items() if seen.count(pk) > 1}
    if twice:
        raise Invalid({field: [f"The {field} field has a duplicate value."] for field in twice})
    require_components(named | ({"component_id": single.component_id} if single else {}))


def impacts_of(draft: IncidentDraft) -> Sequence[ImpactDraft]:
    """Those of the list and of the older form together; on the same component the older form's counts."""
    by_component = {one.component_id: one for one in draft.impacts}
    for single in (draft.component, draft.assertion):
        if single is not None:
            by_component[single.component_id] = single
    return list(by_component.values())
