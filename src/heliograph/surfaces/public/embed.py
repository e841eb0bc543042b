"""A banner for other sites: nothing while all is well, one line that leads here when not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string

from heliograph.site.address import absolute
from heliograph.status import queries
from heliograph.status.vocabulary import SystemStatus
from heliograph.surfaces.public.badges import for_other_sites
from heliograph.surfaces.public.door import CONTENT_POLICY, content_policy, page, rendered
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.colours import OF_TONE
from heliograph.surfaces.public.presenters.paint import system_mark

if TYPE_CHECKING:
    from heliograph.surfaces.public.door import Visit
    from heliograph.surfaces.public.presenters.paint import Mark


@page
def embed(visit: Visit) -> HttpResponse:
    banner = {"mark": _mark(visit), "home": absolute(link_to("status-page"))}
    response = for_other_sites(rendered(visit, "embed", banner))
    response[CONTENT_POLICY] = content_policy(visit.site.embed_frame_ancestors)
    return response


@page
def embed_script(visit: Visit) -> HttpResponse:
    """The state is in the script itself: whoever loads it asks us nothing more, and sends us nothing."""
    mark = _mark(visit)
    banner = mark and {
        "words": mark.words,
        "href": absolute(link_to("status-page")),
        "colour": OF_TONE[mark.tone],
    }
    script = render_to_string("public/embed.js", {"banner": json.dumps(banner)})
    return for_other_sites(HttpResponse(script, content_type="text/javascript; charset=utf-8"))


def _mark(visit: Visit) -> Mark | None:
    threshold = visit.site.major_outage_threshold
    system = queries.system_at(visit.at, major_outage_threshold=threshold)
    return None if system.status is SystemStatus.OPERATIONAL else system_mark(system)
