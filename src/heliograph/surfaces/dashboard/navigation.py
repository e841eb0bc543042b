"""What stands in the frame's navigation, and who sees it there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    from heliograph.actors import Ability, Actor


class Section(Enum):
    """The parts, in their order."""

    NOW = ""
    STATUS_PAGE = _("Status page")
    AUDIENCE = _("Audience")
    INSTALLATION = _("Installation")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`view` is the name of an address, `icon` one of Material Symbols, `place` the lower the higher.

    With an `ability`, only who has it sees the entry.
    """

    section: Section
    title: str | _StrPromise
    icon: str
    view: str
    place: int = 50
    ability: Ability | None = None

    def is_for(self, actor: Actor) -> bool:
        return self.ability is None or actor.may(self.ability)


def navigation(entries: Iterable[Entry], actor: Actor) -> list[dict[str, Any]]:
    """As Unfold's SIDEBAR takes it."""
    shown = sorted((one for one in entries if one.is_for(actor)), key=attrgetter("place"))
    return [
        {
            "title": section.value,
            "items": [
                {"title": one.title, "icon": one.icon, "link": reverse(f"dashboard:{one.view}")}
                for one in shown
                if one.section is section
            ],
        }
        for section in Section
    ]
