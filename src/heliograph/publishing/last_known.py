"""Notice on a page that is shown while nothing newer is known."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

WARNING = '110 - "Response is Stale"'

_NOTICE = re.compile(rb'(<p class="stale"[^>]* data-words="([^"]*)"[^>]*>)(?=</p>)')
"""The place in `parts/stale.html`; empty on a page that is up to date."""

_LANGUAGE = re.compile(rb'<html lang="([A-Za-z-]+)"')


def with_notice(body: bytes, *, known_at: datetime) -> bytes:
    """Fills in the notice, in the page's language and zone. A body without a place for it stays as it is."""
    language = _LANGUAGE.search(body)
    if language is None:
        return body
    with translation.override(language[1].decode()):
        moment = escape(_words(known_at)).encode()
    return _NOTICE.sub(lambda found: found[1] + found[2].replace(b"{time}", moment), body, count=1)


def _words(moment: datetime) -> str:
    """The time, with the day unless it is today."""
    time = f"{moment:%H:%M %Z}"
    now = datetime.now(moment.tzinfo)
    if moment.date() == now.date():
        return time
    form = "MONTH_DAY_FORMAT" if moment.year == now.year else "DATE_FORMAT"
    return _("%(day)s, %(time)s") % {"day": date_format(moment.date(), form), "time": time}
