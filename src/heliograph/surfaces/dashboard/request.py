from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from datetime import datetime

    from heliograph.accounts.models import User
    from heliograph.actors import Actor
    from heliograph.errors import Refused
    from heliograph.site.vocabulary import SiteSettings


class DashboardRequest(HttpRequest):
    """A request below /dashboard. `now` is the one moment that the whole answer is true for.

    `refusal` is what a verb said to it; the form that is shown again says so too.
    """

    user: User
    actor: Actor
    settings: SiteSettings
    now: datetime
    refusal: Refused | None
