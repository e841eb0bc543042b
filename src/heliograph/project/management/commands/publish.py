from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.events.generation import hear
from heliograph.project.commands import DatabaseCommand
from heliograph.project.exits import CannotGoOn, Exit
from heliograph.publishing.export import CannotPublish
from heliograph.publishing.publisher import LOOK, Publisher


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
        while watch:
            time.sleep(LOOK)
            hear()
            if publisher.is_due:
                self._publish(publisher, to)

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
