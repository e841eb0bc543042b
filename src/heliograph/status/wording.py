"""What an incident says, in its author's words or in those of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.lib.twig import TemplateFailed, render
from heliograph.site import settings
from heliograph.status.models import IncidentTemplate
from heliograph.status.vocabulary import TemplateEngine

if TYPE_CHECKING:
    from heliograph.status.drafts import IncidentDraft


def message_of(draft: IncidentDraft) -> str:
    """Raises Invalid where there is none, or its template cannot make one."""
    if draft.template is not None:
        return _rendered(draft, draft.template)
    if not draft.message:
        raise Invalid({"message": ["The message field is required when template is not present."]})
    return draft.message


def _rendered(draft: IncidentDraft, slug: str) -> str:
    template = IncidentTemplate.objects.existing().filter(slug=slug).order_by("id").first()
    if template is None:
        raise Invalid({"template": ["The selected template is invalid."]})
    if template.engine != TemplateEngine.TWIG:
        raise Invalid({"template": ["This template is written in Blade, which is not rendered here."]})
    return said_by(template.template, draft)


def said_by(source: str, draft: IncidentDraft) -> str:
    """Return the template rendered with a draft's variables, in the page's time zone. Raises Invalid."""
    zone = ZoneInfo(settings.load().timezone)
    try:
        return render(source, {**draft.template_vars, "incident": _as_variables(draft)}, zone=zone)
    except TemplateFailed as failure:
        raise Invalid({"template": [failure.message]}) from failure


def _as_variables(draft: IncidentDraft) -> dict[str, object]:
    """What a template knows of its incident (contract, section 5)."""
    single = draft.component or draft.assertion
    return {
        "name": draft.name,
        "status": int(draft.status),
        "message": draft.message,
        "visible": int(draft.visible),
        "notify": draft.notifications,
        "stickied": draft.stickied,
        "occurred_at": draft.occurred_at or clock.now(),
        "component": single.component_id if single else None,
        "component_status": int(single.status) if single else None,
    }
