from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from heliograph.actors import Ability, Actor
from heliograph.errors import Invalid
from heliograph.events import log
from heliograph.events.kinds import (
    IncidentTemplateCreated,
    IncidentTemplateDeleted,
    IncidentTemplateRestored,
    IncidentTemplateUpdated,
)
from heliograph.lib import clock
from heliograph.lib.twig import TemplateFailed, check
from heliograph.lib.unset import given
from heliograph.status.checks import require_lengths
from heliograph.status.models import IncidentTemplate
from heliograph.status.steps import locked, row_of, save_changes
from heliograph.status.vocabulary import TemplateEngine

if TYPE_CHECKING:
    from heliograph.status.drafts import IncidentTemplateChanges, IncidentTemplateDraft


@transaction.atomic(durable=True)
def create_incident_template(draft: IncidentTemplateDraft, *, actor: Actor) -> IncidentTemplate:
    actor.require(Ability.INCIDENT_TEMPLATES_MANAGE)
    require_lengths({"name": draft.name, "slug": draft.slug, "template": draft.template})
    template = IncidentTemplate.objects.create(
        name=draft.name,
        slug=draft.slug or _slug_of(draft.name),
        template=draft.template,
        engine=draft.engine,
    )
    _require_renderable(template)
    log.record(IncidentTemplateCreated(subject_id=template.pk, row=row_of(template)), actor=actor)
    return template


@transaction.atomic(durable=True)
def update_incident_template(
    template_id: int, changes: IncidentTemplateChanges, *, actor: Actor
) -> IncidentTemplate:
    actor.require(Ability.INCIDENT_TEMPLATES_MANAGE)
    template = locked(IncidentTemplate.objects.existing(), template_id)
    require_lengths(given(changes))
    before = save_changes(template, given(changes))
    if {"template", "engine"} & before.keys():
        _require_renderable(template)
    if before:
        updated = IncidentTemplateUpdated(subject_id=template.pk, row=row_of(template), before=before)
        log.record(updated, actor=actor)
    return template


@transaction.atomic(durable=True)
def delete_incident_template(template_id: int, *, actor: Actor) -> None:
    actor.require(Ability.INCIDENT_TEMPLATES_DELETE)
    template = locked(IncidentTemplate.objects.existing(), template_id)
    template.deleted_at = clock.now()
    template.save(update_fields=["deleted_at"])
    log.record(IncidentTemplateDeleted(subject_id=template.pk, row=row_of(template)), actor=actor)


@transaction.atomic(durable=True)
def restore_incident_template(template_id: int, *, actor: Actor) -> IncidentTemplate:
    actor.require(Ability.INCIDENT_TEMPLATES_DELETE)
    template = locked(IncidentTemplate.objects.exclude(deleted_at=None), template_id)
    template.deleted_at = None
    template.save(update_fields=["deleted_at"])
    log.record(IncidentTemplateRestored(subject_id=template.pk, row=row_of(template)), actor=actor)
    return template


def _slug_of(name: str) -> str:
    """Never empty, whatever the letters are: an incident names its template by it."""
    return slugify(name) or slugify(name, allow_unicode=True) or "template"


def _require_renderable(template: IncidentTemplate) -> None:
    """Raises Invalid, and with it goes what was written of the template."""
    if template.engine != TemplateEngine.TWIG:
        raise Invalid({"engine": ["The selected engine is invalid."]})
    try:
        check(template.template)
    except TemplateFailed as failure:
        raise Invalid({"template": [failure.message]}) from failure
