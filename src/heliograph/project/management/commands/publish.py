from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import CommandParser
from django.db import Error as DatabaseFailed
from django.db import connection
from typing_extensions import override

from heliograph.events.generation import hear
from heliograph.lib.plain_text import one_line
from heliograph.project.commands import DatabaseCommand
from heliograph.project.exits import CannotGoOn, Exit
from heliograph.project.stopping import StopRequest
from heliograph.publishing.export import CannotPublish
from heliograph.publishing.publisher import LOOK, Publisher

log = logging.getLogger(__name__)


class Command(DatabaseCommand):
    help = "Write everything that guests can reach as files that any web server or CDN serves."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, metavar="DIR", help="a folder, or s3://bucket/prefix")
        parser.add_argument("--watch", action="store_true", help="go on, and publish after every change")

    @override
    def handle(self, *args: Any, to: str, watch: bool, **options: Any) -> None:
        publisher = Publisher(WSGIHandler(), origin=settings.ENVIRONMENT.url)
        self._publish(publisher, to)
        asked, reason = StopRequest(), ""
        while watch and not asked.wait(seconds=LOOK):
            before, reason = reason, self._kept_up(publisher, to)
            if reason and not before:
                log.warning("What changes is not published, and will be as soon as it can: %s", reason)

    def _kept_up(self, publisher: Publisher, to: str) -> str:
        """Why not, for the moment."""
        try:
            hear()
            if publisher.is_due:
                self._publish(publisher, to)
        except (CannotGoOn, DatabaseFailed) as error:
            connection.close()
            return one_line(str(error))
        return ""

    def _publish(self, publisher: Publisher, to: str) -> None:
        try:
            done = publisher.publish(to)
        except CannotPublish as reason:
            raise CannotGoOn(Exit.DATABASE, str(reason)) from reason
        except OSError as error:
            message = f"{to} cannot be written: {error.strerror or error}."
            raise CannotGoOn(Exit.DESTINATION, message) from error
        if done.written or done.removed:
            self.say(f"{done.written} written, {done.removed} removed, {done.files} files in {to}")
