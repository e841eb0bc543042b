"""Components in their groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from heliograph.status.vocabulary import GroupDisplay
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.paint import Mark, component_mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.status.availability import Availability
    from heliograph.status.models import Component
    from heliograph.status.queries import GroupStanding, Standing
    from heliograph.surfaces.public.presenters.bars import Bar, Bars


@dataclass(frozen=True, kw_only=True)
class ComponentLine:
    anchor: str
    name: str
    description: str
    link: str | None
    mark: Mark
    url: str
    bar: Bar


@dataclass(frozen=True, kw_only=True)
class GroupBlock:
    """Without a name: the components that belong to no group. Without a mark: its state is not shown."""

    name: str | None
    mark: Mark | None
    is_unfolded: bool
    components: tuple[ComponentLine, ...]


def group_block(
    standing: GroupStanding, availabilities: Mapping[int, Availability], bars: Bars, *, shows_status: bool
) -> GroupBlock:
    """`availabilities` by component id."""
    return GroupBlock(
        name=standing.group.name if standing.group else None,
        mark=component_mark(standing.status) if shows_status else None,
        is_unfolded=_is_unfolded(standing),
        components=tuple(
            _line(member, availabilities[member.component.pk], bars) for member in standing.members
        ),
    )


def _is_unfolded(standing: GroupStanding) -> bool:
    display = standing.group.collapsed if standing.group else GroupDisplay.EXPANDED
    if display == GroupDisplay.COLLAPSED_UNLESS_INCIDENT:
        return standing.has_open_incident
    return display == GroupDisplay.EXPANDED


def _line(standing: Standing, availability: Availability, bars: Bars) -> ComponentLine:
    component, url = standing.component, component_url(standing.component)
    return ComponentLine(
        anchor=f"component-{component.pk}",
        name=component.name,
        description=component.description or "",
        link=safe_link(component.link),
        mark=component_mark(standing.status),
        url=url,
        bar=bars.bar(availability, url=url),
    )


def component_url(component: Component) -> str:
    return link_to("component", component.pk)


def safe_link(link: str | None) -> str | None:
    """Imported links were never checked: what is not of the web is not made clickable."""
    try:
        return link if link and urlsplit(link).scheme in {"http", "https"} else None
    except ValueError:
        return None
