from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from datetime import datetime

    from heliograph.actors import Actor
    from heliograph.lib.rate_limit import Turn
    from heliograph.site.vocabulary import SiteSettings


class ApiRequest(HttpRequest):
    """A request that the door has let in. `now` is the one moment that the whole answer is true for."""

    actor: Actor
    settings: SiteSettings
    now: datetime
    turn: Turn | None = None
