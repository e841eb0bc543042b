"""The web processes: Granian, which starts as many as it is told and brings back those that die."""

from __future__ import annotations

import multiprocessing
import os
import sys
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.urls import get_resolver
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from heliograph.lib.loading import loading
from heliograph.lib.machine import cores
from heliograph.project.binding import Binding
from heliograph.project.fast_lane import open_fast_lane
from heliograph.project.hands import AT_ONCE, SPARE
from heliograph.project.lifeline import end_with
from heliograph.publishing.ears import listen

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication, WSGIEnvironment

_APPLICATION = "heliograph.project.wsgi:application"
_MOST_WORKERS = 4
_STOP_WITHIN = 6
"""Seconds; less than the supervisor waits for us."""


@dataclass(frozen=True, kw_only=True)
class Web:
    binding: Binding
    workers: int


def fitting_workers() -> int:
    return min(cores(), _MOST_WORKERS)


def load() -> None:
    """All that a request needs, before processes are forked: they start at once and share the memory."""
    with loading():
        import_module(_APPLICATION.partition(":")[0])
        _ = get_resolver().reverse_dict  # and with it the views of every address


def serve(web: Web) -> None:
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)  # what is loaded need not be loaded again
    server = Server(
        _APPLICATION,
        address=web.binding.host,
        port=web.binding.port,
        interface=Interfaces.WSGI,
        workers=web.workers,
        blocking_threads=AT_ONCE + SPARE,
        backlog=2048,
        backpressure=512,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_WITHIN,
        log_level=LogLevels.error,  # it warns of more threads than cores: ours mostly wait
        log_dictconfig=settings.LOGGING,
    )
    server.serve(target_loader=partial(_application, os.getpid()), wrap_loader=False)


def _application(parent: int) -> WSGIApplication:
    """In each web process; `parent` is Granian's main one."""
    end_with(parent)
    module = import_module(_APPLICATION.partition(":")[0])
    listen(module.front.memory.forget_what_was_taken_back)
    application: WSGIApplication = module.application
    _warm_up(application)
    open_fast_lane(module.ready)
    return application


def _warm_up(application: WSGIApplication) -> None:
    """The first page of a process loads what all share, which takes longer than a guest waits for news."""
    environ: WSGIEnvironment = {}
    setup_testing_defaults(environ)
    for _ in application(environ, _unheard):
        pass


def _unheard(_status: str, _headers: object, _failure: object = None, /) -> Callable[[bytes], object]:
    return len
