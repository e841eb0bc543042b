from __future__ import annotations

import argparse
import signal
import threading
import time
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connections
from django.urls import reverse
from typing_extensions import override

from heliograph.accounts.set_up import open_set_up
from heliograph.actors import Actor, Door
from heliograph.lib.loading import loaded
from heliograph.project import web, worker
from heliograph.project.binding import Binding, answers, binding_of, reserved
from heliograph.project.commands import Command as OurCommand
from heliograph.project.service_manager import ServiceManager
from heliograph.project.startup import await_database, installation_served
from heliograph.project.stopping import exit_on_request
from heliograph.project.supervisor import Reloads, Role, supervise
from heliograph.site.address import absolute

_LOOK = 0.05


class Command(OurCommand):
    help = "Serve the page, with a worker beside it. Brings the database up to date first."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", type=_binding, default="127.0.0.1:8000", metavar="HOST:PORT")
        parser.add_argument("--workers", type=_number, default=web.fitting_workers(), metavar="N")
        parser.add_argument("--web-only", action="store_true", help="no worker: one runs elsewhere")

    @override
    def handle(self, *args: Any, bind: Binding, workers: int, web_only: bool, **options: Any) -> None:
        exit_on_request()
        address, guard = reserved(bind)
        manager, reloads = ServiceManager.of_environment(), Reloads()
        with guard, installation_served() as is_up_to_date:
            web.load()
            loaded()
            secret = _set_up_secret() if is_up_to_date else None
            threading.Thread(target=self._announce, args=(address, secret, manager), daemon=True).start()
            pages = web.Web(binding=address, workers=workers, reloaded=reloads.finished)
            serving = Role("web", partial(web.serve, pages), reloads_on=signal.SIGHUP)
            working = Role("worker", partial(worker.run, worker.KEEPING if web_only else worker.JOBS))
            missing = () if is_up_to_date else (Role("database", await_database),)
            supervise((serving, working, *missing), manager=manager, reloads=reloads)

    def _announce(self, address: Binding, secret: str | None, manager: ServiceManager) -> None:
        while not answers(address):
            time.sleep(_LOOK)
        manager.ready()
        self.say(f"Heliograph answers at {address.url} (public address: {settings.ENVIRONMENT.url})")
        if secret:
            link = absolute(reverse("set_up", args=[secret]))
            self.say(f"There is no administrator yet. Set the page up within 24 hours, once, at {link}")


def _set_up_secret() -> str | None:
    """A new one with each start, until somebody has used one. The connection must not be forked."""
    secret = open_set_up(actor=Actor.system(door=Door.COMMAND))
    connections.close_all()
    return secret


def _binding(text: str) -> Binding:
    try:
        return binding_of(text)
    except ValueError as error:
        message = f"{text!r} is no address. Expected: HOST:PORT, [::1]:PORT or :PORT"
        raise argparse.ArgumentTypeError(message) from error


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)
