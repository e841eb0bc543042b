"""What happened, to what, by whom, from where: the events, to be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib.admin import display
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from heliograph.actors import Ability, ActorKind, Door
from heliograph.events.models import Event
from heliograph.surfaces.dashboard.event_words import ACTOR, DOOR, KIND, SUBJECT, kind_words
from heliograph.surfaces.dashboard.filters import chosen_filter
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from heliograph.surfaces.dashboard.request import DashboardRequest


_DIGITS = 18
"""Of a number at most."""


def _said_with(word: str, words: Mapping[str, _StrPromise]) -> list[str]:
    wanted = word.casefold()
    return [name for name, said in words.items() if wanted in str(said).casefold() or wanted in name]


@site.lists(Event)
class AuditLog(VerbAdmin):
    title, icon, section, place = _("Audit log"), "history", Section.INSTALLATION, 80
    one, several = _("event"), _("events")
    words = {
        "at": _("At"),
        "kind": _("What"),
        "door": _("From where"),
        "actor_kind": _("By what"),
        "address": _("Address"),
    }
    sees = Ability.USERS_MANAGE
    list_display = ("at", "what", "subject", "whom", "whence")
    list_filter = (
        chosen_filter("kind", _("What"), KIND),
        chosen_filter("door", _("From where"), DOOR),
        chosen_filter("actor_kind", _("By what"), ACTOR),
    )
    search_fields = ("actor_name",)  # and more: see get_search_results
    search_help_text = _("Who did it, what kind of thing, or its number")
    date_hierarchy = None
    ordering = ("-id",)
    fields = ("at", "what", "subject", "whom", "whence", "address", "told")
    readonly_fields = fields
    actions = None

    @display(description=_("What"), ordering="kind")
    def what(self, one: Event) -> object:
        return kind_words(one.kind)

    @display(description=_("To what"), ordering="subject_type")
    def subject(self, one: Event) -> str:
        name = str(one.payload.get("row", {}).get("name", "")) if isinstance(one.payload, dict) else ""
        return f"{SUBJECT.get(one.subject_type, one.subject_type)} {one.subject_id} {name}".rstrip()

    @display(description=_("By whom"), ordering="actor_name")
    def whom(self, one: Event) -> object:
        return one.actor_name or ACTOR[ActorKind(one.actor_kind)]

    @display(description=_("From where"), ordering="door")
    def whence(self, one: Event) -> object:
        return DOOR[Door(one.door)]

    @display(description=_("In full"))
    def told(self, one: Event) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(one.payload, indent=2, ensure_ascii=False))

    @override
    def get_search_results(
        self, request: DashboardRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """Each word in the reader's language: the log itself names kinds and things in English."""
        for word in search_term.split():
            about = Q(kind__in=_said_with(word, KIND)) | Q(subject_type__in=_said_with(word, SUBJECT))
            number = Q(subject_id=int(word)) if word.isdecimal() and len(word) <= _DIGITS else Q()
            queryset = queryset.filter(about | number | Q(actor_name__icontains=word))
        return queryset, False

    @override
    def changeform_view(
        self,
        request: DashboardRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """An event's own name is the log's, in English."""
        shown = {"subtitle": self.one, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, shown)
