"""Application for WSGI servers other than `heliograph serve`, and what they must guarantee."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from heliograph.lib.env import Environment, Variable
from heliograph.project.application import front
from heliograph.project.proxies import through
from heliograph.publishing.ears import listen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def require_honest_headers(environment: Environment) -> None:
    """Raises ImproperlyConfigured where a header is trusted that the server may take from a forged one."""
    if environment.server_drops_underscores:
        return
    for variable, value in (
        (Variable.AUTH_HEADER, environment.auth_header),
        (Variable.TRUSTED_PROXIES, environment.trusted_proxies),
    ):
        if value:
            raise ImproperlyConfigured(
                f"{variable} is set, but this WSGI server may pass on header names with underscores, by "
                f"which any client can forge trusted headers. If it drops such names, set "
                f"{Variable.SERVER_DROPS_UNDERSCORES}=true; otherwise use `heliograph serve`."
            )


class Application:
    """Follows, in each process that answers requests, the changes that other processes commit."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._follows_in = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._follows_in != os.getpid():  # at the first request: a fork takes no threads along
            self._follows_in = os.getpid()
            listen(front.memory.forget_what_was_taken_back)
        return self._application(environ, start_response)


require_honest_headers(settings.ENVIRONMENT)
application = Application(through(front, trusted=settings.ENVIRONMENT.trusted_proxies))
