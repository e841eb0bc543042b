"""The web processes: Granian, which starts as many as it is told and brings back those that die."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import sys
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.urls import get_resolver
from granian import loops
from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from heliograph.lib.loading import loading
from heliograph.lib.machine import cores
from heliograph.project import liveness
from heliograph.project.binding import Binding
from heliograph.project.event_loop import EventLoop
from heliograph.project.lifeline import end_with
from heliograph.publishing.ears import listen

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket
    from wsgiref.types import WSGIEnvironment

    from heliograph.project.rsgi import RsgiApplication
    from heliograph.publishing.front import Front

_APPLICATION = "heliograph.project.application"
"""Imported when it is needed: it needs Django's apps."""

_MOST_WORKERS = 4
_STOP_WITHIN = 6
"""Seconds; less than the supervisor waits for us."""

_HEAD_MILLISECONDS = 2_000
"""For the head of a request, and for an idle connection: Granian has one limit for both."""

_MAX_CONNECTIONS = 4_096
"""Of one process. Connections that do nothing count: 1,000 of them must leave room for others."""

_OTHER_FILES = 256
"""Files that a process has open beside its connections."""


@dataclass(frozen=True, kw_only=True)
class Web:
    """`reloaded` is called when all web processes are new after a reload."""

    binding: Binding
    workers: int
    reloaded: Callable[[], None]
    liveness_timeout_seconds: float = liveness.TIMEOUT_SECONDS


def fitting_workers() -> int:
    return min(cores(), _MOST_WORKERS)


@loops.register("auto")
def new_event_loop() -> asyncio.AbstractEventLoop:
    loop = EventLoop()
    asyncio.set_event_loop(loop)
    return loop


def load() -> None:
    """Load what a request needs before processes are forked: they start at once and share the memory."""
    with loading():
        import_module(_APPLICATION)
        _ = get_resolver().reverse_dict  # and with it the views of every address


def serve(web: Web) -> None:
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)  # what is loaded need not be loaded again
    server = Server(
        _APPLICATION,
        address=web.binding.host,
        port=web.binding.port,
        interface=Interfaces.RSGI,
        workers=web.workers,
        runtime_mode=RuntimeModes.mt,  # a cached page takes 59 µs of CPU time, in `st` 71
        backlog=2048,
        backpressure=max_connections(),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEAD_MILLISECONDS, max_buffer_size=64 * 1024),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_WITHIN,
        log_level=LogLevels.error,
        log_dictconfig=settings.LOGGING,
    )
    channel = liveness.watch(
        on_reload=server.on_reload,
        reloaded=web.reloaded,
        timeout_seconds=web.liveness_timeout_seconds,
    )
    server.serve(target_loader=partial(_application, os.getpid(), channel), wrap_loader=False)


def max_connections() -> int:
    """Raise the limit of open files to what is allowed, and return how many connections fit into it."""
    files, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MAX_CONNECTIONS + _OTHER_FILES
    if files != resource.RLIM_INFINITY and files < wanted:
        files = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, allowed))
    return (
        _MAX_CONNECTIONS
        if files == resource.RLIM_INFINITY
        else max(min(_MAX_CONNECTIONS, files - _OTHER_FILES), 1)
    )


def _application(parent: int, channel: socket) -> RsgiApplication:
    """In each web process; `parent` is Granian's main one."""
    end_with(parent)
    liveness.answer(channel)
    module = import_module(_APPLICATION)
    listen(module.front.memory.forget_what_was_taken_back)
    _warm_up(module.front)
    application: RsgiApplication = module.rsgi_application()
    return application


def _warm_up(front: Front) -> None:
    """Render a first page, which loads what all requests share: that takes longer than a visitor waits."""
    environ: WSGIEnvironment = {}
    setup_testing_defaults(environ)
    front.found(environ)
