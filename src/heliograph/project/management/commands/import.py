from __future__ import annotations  # noqa: N999 - the name of the command

import sys
from collections.abc import Callable
from typing import Any, TextIO

from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.project.commands import DatabaseCommand, one_of_these
from heliograph.project.importing.cachet.importing import IMPORT, CachetImport, Into, import_cachet
from heliograph.project.importing.progress import Progress, Silence, shown_on
from heliograph.project.importing.source import opened


class Command(DatabaseCommand):
    help = "Bring another status page's database in. All of it comes, or nothing."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        cachet = one_of_these(parser, "cachet").add_parser("cachet", help="a Cachet 3")
        cachet.add_argument(
            "url",
            metavar="URL",
            help="sqlite:///path, mysql://user:password@host/name or postgresql://user:password@host/name",
        )
        cachet.add_argument(
            "--merge",
            action="store_const",
            dest="into",
            const=Into.ANY,
            default=Into.EMPTY,
            help="into an installation in use; what came before is recognised",
        )
        cachet.add_argument(
            "--quiet",
            action="store_const",
            dest="show",
            const=_silence,
            default=shown_on,
            help="no progress, no summary",
        )

    @override
    def handle(
        self, *args: Any, url: str, into: Into, show: Callable[[TextIO], Progress], **options: Any
    ) -> None:
        progress = show(sys.stderr)
        with opened(url) as source:
            try:
                tally = import_cachet(CachetImport(source=source, into=into, progress=progress), actor=IMPORT)
            finally:
                progress.end()
        if show is not _silence:
            for line in tally.lines() or ["Nothing is there that is not here already."]:
                self.say(line)


def _silence(_out: TextIO) -> Progress:
    return Silence()
