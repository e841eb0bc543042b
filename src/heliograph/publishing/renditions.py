"""One answer for all guests: how it is made, and until when it holds."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings as project

from heliograph.events.generation import generation
from heliograph.lib import clock, horizon
from heliograph.lib.rate_limit import FOR_ALL_GUESTS
from heliograph.publishing.forms import Form, Header, etag_of, form_of, http_date, named
from heliograph.publishing.last_known import WARNING, with_notice
from heliograph.publishing.turns import next_turn
from heliograph.site import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from heliograph.publishing.addresses import Asked

_FOR_CACHES = "public, max-age=0, s-maxage=2, stale-while-revalidate=10, stale-if-error=86400"
"""Browsers ask each time, which costs a 304; a CDN may spare us all but one question in two seconds."""

_IF_WE_FAIL = "stale-if-error=86400"
_COUNTED = "x-ratelimit-limit"
_NOT_KEPT = frozenset(
    {
        *(_COUNTED, "x-ratelimit-remaining", "set-cookie", "cache-control"),
        # The page says its language itself, and whoever opened it learns nothing from it that is not public.
        *("content-language", "cross-origin-opener-policy"),
    }
)
"""Each header of an answer costs a fiftieth of it."""

_MINUTE = 60
_DAY = timedelta(days=1)
_OVERHEAD = 4_000


@dataclass(frozen=True)
class Answer:
    """Of the pages' own code, as it came."""

    status: str
    headers: Sequence[Header]
    body: bytes

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def is_failure(self) -> bool:
        return self.code >= 500  # noqa: PLR2004 - HTTP's own number


@dataclass(frozen=True, kw_only=True)
class Dated:
    """ETag and `Last-Modified` of a rendition."""

    etag: str
    modified: str


@dataclass(kw_only=True)
class Rendition:
    """Holds from `since` until `until`, Unix seconds, while nothing happens after `generation`.

    Until `fresh_until` it is what would be rendered anew; from then on shares and charts, which count
    minutes, lag. `limit` is how often a minute a client may ask, None where nobody counts. `zone` is the
    page's by its name. An old one is told when nobody knows whether it holds.
    """

    asked: Asked
    headers: Sequence[Header]
    body: bytes
    generation: int
    since: float
    until: float
    fresh_until: float
    zone: str
    limit: int | None = None
    depends_on_origin: bool = False
    is_old: bool = False
    _forms: dict[str, Form] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """Bytes in memory, at most: what cannot be compressed is held three times."""
        return _OVERHEAD + 3 * len(self.body)

    @property
    def dated(self) -> Dated:
        headers = named(self.headers)
        etag = etag_of(headers.get("etag", ""), self.body)
        return Dated(etag=etag, modified=headers.get("last-modified", ""))

    def is_fresh(self) -> bool:
        """Since a clock can be set back, it holds from a moment on as well as until one."""
        return generation.is_at(self.generation) and self.since <= time.time() < self.fresh_until

    @property
    def may_be_told(self) -> bool:
        """Nothing that it shows has been taken back."""
        return self.generation >= generation.taken_back

    def only_lags(self, seconds: float) -> bool:
        is_true = generation.is_at(self.generation) and self.since <= time.time() < self.until
        return is_true and time.time() < self.fresh_until + seconds

    def form(self, encoding: str) -> Form:
        form = self._forms.get(encoding)
        if form is None:
            form = self._forms[encoding] = form_of(self.body, self.headers, encoding=encoding)
        return form

    def age(self) -> list[Header]:
        """What an old one says of itself at this moment."""
        return [("Warning", WARNING), ("Age", str(max(int(time.time() - self.since), 0)))]

    @property
    def is_out_of_date(self) -> bool:
        """Old enough to be reported to visitors: a busy server catches up before that."""
        return time.time() - self.since > _MINUTE

    def stale(self) -> Rendition:
        """The same for an answer while nothing newer is known; a page that is out of date shows its time.

        Until the day ends: the next day, the notice names the day too.
        """
        if not self.is_out_of_date:
            return replace(self, is_old=True)
        local = datetime.fromtimestamp(self.since, tz=UTC).astimezone(ZoneInfo(self.zone))
        bare = [one for one in self.headers if one[0].lower() != "etag"]
        body = with_notice(self.body, known_at=local)
        midnight = datetime.combine(datetime.now(local.tzinfo) + _DAY, datetime.min.time(), local.tzinfo)
        return replace(self, headers=bare, body=body, until=midnight.timestamp(), is_old=True, _forms={})


def rendered(asked: Asked, application: WSGIApplication, before: Dated | None = None) -> Rendition | Answer:
    """An answer that cannot be shared comes back as it is; failures among them.

    With the ETag of the rendition before it, the date of that one stays too: visitors see no change.
    """
    # Read first: what is committed while we render is in a later generation, and may or may not be shown.
    begun_in, at = generation.current, clock.now()
    with horizon.listening() as told:
        answer = _answer(application, environment_of(asked))
    if not _is_kept(answer, asked):
        return answer
    zone = ZoneInfo(settings.load().timezone)
    turn = next_turn(after=at, zone=zone)
    until = (turn if told.until is None else min(turn, told.until)).timestamp()
    said, since = named(answer.headers), at.timestamp()
    return Rendition(
        asked=asked,
        headers=_for_guests(answer, asked, since, before),
        body=answer.body,
        generation=begun_in,
        since=since,
        until=until,
        fresh_until=min(until, (since // _MINUTE + 1) * _MINUTE),
        zone=zone.key,
        limit=int(said[_COUNTED]) if _COUNTED in said else None,
        depends_on_origin="origin" in said.get("vary", "").lower().split(", "),
    )


def environment_of(asked: Asked) -> WSGIEnvironment:
    """A request of any guest: nothing that the one who happens to ask first has said is in it."""
    address = urlsplit(asked.origin or project.ENVIRONMENT.url)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": asked.path,
        "QUERY_STRING": asked.query,
        "SERVER_NAME": address.hostname or "",
        "SERVER_PORT": str(address.port or (443 if address.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "",
        "HTTP_HOST": address.netloc,
        "HTTP_ACCEPT_LANGUAGE": asked.language,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        FOR_ALL_GUESTS: True,
    }


def _answer(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    told: list[tuple[str, list[Header]]] = []

    def start(status: str, headers: list[Header], _failure: object = None, /) -> Callable[[bytes], object]:
        told.append((status, headers))
        return lambda _: None

    parts = application(environ, start)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = told[-1]
    return Answer(status=status, headers=headers, body=body)


def _is_kept(answer: Answer, asked: Asked) -> bool:
    said = named(answer.headers)
    if answer.code != 200 or "set-cookie" in said:  # noqa: PLR2004 - HTTP's own number
        return False
    control = said.get("cache-control", "")
    if "no-store" in control or "private" in control:
        return False
    # Under a version that is not the file's: any number of addresses that say the same.
    return "v=" not in asked.query or "immutable" in control


def _for_guests(answer: Answer, asked: Asked, since: float, before: Dated | None) -> list[Header]:
    """Answers with open parameters get no date: none of them is stored whose date could be kept."""
    said = named(answer.headers)
    kept = [(name, value) for name, value in answer.headers if name.lower() not in _NOT_KEPT]
    control = said.get("cache-control")
    kept.append(("Cache-Control", f"{control}, {_IF_WE_FAIL}" if control else _FOR_CACHES))
    if "last-modified" not in said and asked.is_steady:
        is_unchanged = before is not None and before.etag == etag_of(said.get("etag", ""), answer.body)
        kept.append(("Last-Modified", before.modified if before and is_unchanged else http_date(since)))
    return kept
