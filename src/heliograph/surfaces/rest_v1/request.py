from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from heliograph.actors import Actor
    from heliograph.site.vocabulary import SiteSettings
    from heliograph.surfaces.rest_v1.said import Said


class V1Request(HttpRequest):
    """A request that the door has let in. `now` is the one moment that the whole answer is true for.

    `zone` is the one in which dates without an offset are read and written.
    """

    actor: Actor
    settings: SiteSettings
    now: datetime
    zone: ZoneInfo
    said: Said
