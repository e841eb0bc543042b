"""What stands before Django: guests are handed ready bytes, and Django is asked once a change.

A guest is who shows nothing of their own: no session, no token. What is ready is handed out while it is of
the newest generation and holds by the clock; whoever comes first after that has it rendered, and the others
wait for it, a second at most. From then on they get what was last known:

- if nothing has been taken back since, the last good rendering with `Warning: 110` and `Age`, and with a
  notice on the page if it is older than a minute; so it is when the database is gone, hangs or is slow;
- else nothing: what was hidden or deleted is never told again, come what may.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from weakref import ref
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings as project
from django.http.request import split_domain_port, validate_host

from heliograph.lib.client_network import client_of
from heliograph.lib.rate_limit import RateLimit
from heliograph.publishing.addresses import LONGEST_HEADER, Asked, asked_for, less_particular
from heliograph.publishing.flights import TOO_SLOW, Flights
from heliograph.publishing.forms import PLAIN, Form, Header, encoding_for, is_known, is_unmodified
from heliograph.publishing.painting import Painter
from heliograph.publishing.render_limit import refusal_of_rendering
from heliograph.publishing.renditions import Answer, Rendition
from heliograph.publishing.store import Disk, Memory

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 1.0
"""Seconds that a guest waits for what is being rendered, where there is something older to show."""

_LONGEST = 15.0
"""Where there is nothing."""

_LAG = 10.0
"""Seconds that what counts minutes may lag while it is rendered anew."""

_MOST_STALE_BYTES = 8 * 1024 * 1024
MOST_SHORTCUTS = 4_096
_LONGEST_SHORTCUT = 1_024
_TOUCHED_EACH = 16
"""Times that something is handed out."""

_READING = frozenset({"GET", "HEAD"})
_WITH_TOKENS = ("/api", "/metrics", "/mcp")
"""Paths below which a token or a body can change an answer. Below /dashboard, where the session's cookie can,
nothing is cached."""

_OK, _NOT_MODIFIED = 200, 304
_LIMIT, _REMAINING = "X-RateLimit-Limit", "X-RateLimit-Remaining"
_OF_THE_API = "/api/"
"""Below it, Django counts the requests of a client itself."""


def _nothing() -> None:
    return None


Ready = tuple[int, list[Header], bytes]
"""Status, headers and body of an answer."""

_Words = tuple[str, str, str, str, str, str]


@dataclass(slots=True)
class _Wish:
    """`asked` is None for what Django answers itself; `last` is what was handed out, while it is kept."""

    asked: Asked | None
    encoding: str
    last: Callable[[], Rendition | None] = _nothing
    times: int = 0


class Front:
    """`counts` counts a client's requests where the answer says how many it may make."""

    def __init__(  # noqa: PLR0913 - each is one thing that the composition root knows
        self,
        application: WSGIApplication,
        *,
        renders: WSGIApplication,
        folder: Path,
        hosts: Sequence[str],
        origin: str,
        counts: RateLimit,
    ) -> None:
        self._application = application
        self._hosts = hosts
        self._counts = counts
        self._origin = origin
        self._shortcuts: dict[_Words, _Wish] = {}
        self.memory, self.disk = Memory(), Disk(folder)
        self._stale_pages = Memory(most_bytes=_MOST_STALE_BYTES)
        self._painter = Painter(renders, self.disk)
        self._flights = Flights(self._painted)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        ready = self.ready(environ)
        if ready is None:
            ready = self.found(environ)
        if ready is None:
            return self._application(environ, start_response)
        status, headers, body = ready
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]

    def ready(self, environ: WSGIEnvironment) -> Ready | None:
        """What can be handed out at once; None when something must be looked for, rendered or refused."""
        words = self._words(environ)
        wish = None if words is None else self._shortcuts.get(words)
        last = None if wish is None else wish.last()
        if wish is None or last is None or not last.is_fresh():
            return None
        wish.times += 1
        if not wish.times % _TOUCHED_EACH:
            self.memory.touch(last.asked)
        return self._handed_out(last, wish.encoding, environ)

    def may_find(self, environ: WSGIEnvironment) -> bool:
        """Whether `found` looks for an answer, which can take seconds, or returns None at once."""
        wish = self._wish(environ)
        return wish is not None and wish.asked is not None

    def found(self, environ: WSGIEnvironment) -> Ready | None:
        """None for what Django answers itself."""
        wish = self._wish(environ)
        asked = None if wish is None else wish.asked
        if wish is None or asked is None:
            return None
        known = self.memory.get(asked)
        found = known if known is not None and known.is_fresh() else self._awaited(asked, known, environ)
        if isinstance(found, Rendition):
            if not found.is_old:
                wish.last = ref(found)
            return self._handed_out(found, wish.encoding, environ)
        if found is None or (asked.path.startswith(_OF_THE_API) and not found.is_failure):
            return None
        return found.code, list(found.headers), found.body if environ["REQUEST_METHOD"] == "GET" else b""

    def _wish(self, environ: WSGIEnvironment) -> _Wish | None:
        words = self._words(environ)
        return None if words is None else self._shortcuts.get(words) or self._remembered(words)

    def _words(self, environ: WSGIEnvironment) -> _Words | None:
        """The parts of a request that select its answer; None for a request that Django must read.

        Most requests are like another one, and need not be read again. A header that cannot change the answer
        does not count, so that it does not lead around the cache.
        """
        path = environ["PATH_INFO"]
        # One by one: a loop over their names takes as long as everything else that is read of a request.
        if environ["REQUEST_METHOD"] not in _READING or (
            path.startswith(_WITH_TOKENS)
            and (
                "HTTP_AUTHORIZATION" in environ
                or "HTTP_X_CACHET_TOKEN" in environ
                or "CONTENT_LENGTH" in environ
                or "HTTP_TRANSFER_ENCODING" in environ
            )
        ):
            return None
        return (
            path,
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HOST", ""),
            environ["wsgi.url_scheme"],
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            environ.get("HTTP_ACCEPT_ENCODING", ""),
        )

    def _remembered(self, words: _Words) -> _Wish:
        wish = self._read(words)
        if sum(map(len, words)) < _LONGEST_SHORTCUT:
            if len(self._shortcuts) >= MOST_SHORTCUTS:
                self._shortcuts = {}
            self._shortcuts[words] = wish
        return wish

    def _read(self, words: _Words) -> _Wish:
        path, query, host, scheme, language, encoding = words
        if not validate_host(split_domain_port(host)[0], self._hosts):
            return _Wish(None, PLAIN)  # Django refuses it
        origin = self._origin if project.ENVIRONMENT.is_url_set else f"{scheme}://{host.lower()}"
        asked = asked_for(path, query, origin=origin, accept_language=language)
        return _Wish(asked, encoding_for(encoding[:LONGEST_HEADER]))

    def _awaited(
        self, asked: Asked, known: Rendition | None, environ: WSGIEnvironment
    ) -> Rendition | Answer | None:
        """What is valid now, or what was known last; None where Django decides."""
        flight = self._flights.running(asked)
        if flight is None:
            stored = self._stored(asked)
            if stored is not None:
                return stored
            refusal = self._refusal(asked, known, environ)
            if refusal is not None:
                return self._last_known(asked) or (None if asked.path.startswith(_OF_THE_API) else refusal)
            flight = self._flights.joined(asked)
        if known is not None and known.only_lags(_LAG):
            return known
        outcome = flight.wait(until=flight.asked_at + PATIENCE)
        if outcome is None or flight.has_failed:
            last = self._last_known(asked)
            if last is not None:
                return last
            outcome = flight.wait(until=flight.asked_at + _LONGEST)
        return outcome or TOO_SLOW

    def _stored(self, asked: Asked) -> Rendition | None:
        """A valid one from the disk."""
        stored = self.disk.get(asked) if asked.is_steady else None
        if stored is None or not stored.is_fresh():
            return None
        self.memory.put(stored)
        return stored

    def _refusal(self, asked: Asked, known: Rendition | None, environ: WSGIEnvironment) -> Answer | None:
        """For a client with too many new pages. What was rendered before is not counted."""
        if asked.is_steady and (known is not None or self.disk.knows(asked)):
            return None
        return refusal_of_rendering(environ.get("REMOTE_ADDR", ""), now=time.time())

    def _last_known(self, asked: Asked) -> Rendition | None:
        for one in less_particular(asked, origin=self._origin):
            kept = [self.memory.get(one), self.disk.get(one) if one.is_steady else None]
            told = [rendition for rendition in kept if rendition is not None and rendition.may_be_told]
            if told:
                return self._stale(max(told, key=lambda rendition: rendition.since))
        return None

    def _stale(self, last: Rendition) -> Rendition:
        """With its notice, which is made once."""
        if not last.is_out_of_date:
            return last.stale()
        ready = self._stale_pages.get(last.asked)
        if ready is None or ready.since != last.since or ready.until <= time.time():
            ready = last.stale()
            self._stale_pages.put(ready)
        return ready

    def _handed_out(self, ready: Rendition, encoding: str, environ: WSGIEnvironment) -> Ready | None:
        if ready.depends_on_origin and "HTTP_ORIGIN" in environ:
            return None
        form = ready.form(encoding)
        more: Sequence[Header] = ready.age() if ready.is_old else ()
        if ready.limit is not None:
            client = f"at {client_of(environ.get('REMOTE_ADDR', ''))}"
            turn = self._counts.take(client, limit=ready.limit, now=time.time())
            if turn.is_over:
                return None
            more = [*more, (_LIMIT, str(turn.limit)), (_REMAINING, str(turn.remaining))]
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and _has(form, environ):
            is_elsewhere = "HTTP_ORIGIN" in environ
            unchanged = form.headers_unchanged if is_elsewhere else form.headers_unchanged_at_home
            return _NOT_MODIFIED, [*unchanged, *more] if more else unchanged, b""
        headers = [*form.headers, *more] if more else form.headers
        return _OK, headers, form.body if environ["REQUEST_METHOD"] == "GET" else b""

    def _painted(self, asked: Asked) -> Rendition | Answer:
        outcome = self._painter.painted(asked)
        if isinstance(outcome, Rendition):
            self.memory.put(outcome)
        return outcome


def _has(form: Form, environ: WSGIEnvironment) -> bool:
    etags = environ.get("HTTP_IF_NONE_MATCH")
    if etags is not None:
        return etags == form.etag or is_known(form.etag, etags)
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and is_unmodified(form, since)
