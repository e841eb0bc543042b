from __future__ import annotations

import sys
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.actors import Actor, Door
from heliograph.errors import Invalid
from heliograph.lib.files import replacing
from heliograph.project.commands import DatabaseCommand, one_of_these
from heliograph.subscribers import csv_file
from heliograph.subscribers.drafts import ImportDraft
from heliograph.subscribers.lists import MOST_AT_ONCE, import_subscribers

_MOST_FAULTS = 20


class Command(DatabaseCommand):
    help = "Bring a list of subscribers in, or write it out, as CSV."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        commands = one_of_these(parser, "import, export")
        coming = commands.add_parser("import", help="they count at once, without a mail that asks them")
        coming.add_argument(
            "file", type=Path, metavar="FILE", help="with a first line that names a column email"
        )
        coming.add_argument(
            "--consent",
            required=True,
            metavar="WORDS",
            help="how these people agreed to be written to; it is kept",
        )
        coming.add_argument(
            "--encoding",
            choices=csv_file.ENCODINGS,
            help="of the file; without it UTF-8, or UTF-16 with a byte order mark",
        )
        going = commands.add_parser("export", help="write all subscribers")
        going.add_argument(
            "file", type=Path, nargs="?", metavar="FILE", help="without it, to standard output"
        )

    @override
    def handle(self, *args: Any, subcommand: str, file: Path | None, **options: Any) -> None:
        if subcommand == "export":
            self._export(file)
        elif file is not None:
            self._import(file, options["consent"], options["encoding"])

    def _export(self, file: Path | None) -> None:
        if file is None:
            csv_file.written(sys.stdout)
            return
        try:
            # For its owner's eyes: addresses are nobody else's business.
            with replacing(file) as opened, TextIOWrapper(opened, encoding="utf-8", newline="") as written:
                count = csv_file.written(written)
        except OSError as error:
            raise _cannot_be_opened(file, error) from error
        self.say(f"Subscribers in {file}: {count:,}")

    def _import(self, file: Path, consent: str, encoding: str | None) -> None:
        faults, named = list[str](), 0
        rows = csv_file.read(_content(file), encoding=encoding)
        while chunk := tuple(islice(rows, MOST_AT_ONCE)):
            draft = ImportDraft(rows=chunk, consent=consent)
            faults += import_subscribers(draft, actor=Actor.system(door=Door.COMMAND))
            named += len(chunk)
            self.say(f"{named:,} lines read.")
        for fault in faults[:_MOST_FAULTS]:
            self.say(fault)
        self.say(f"{named - len(faults):,} are subscribed, {len(faults):,} lines were left out.")


def _content(file: Path) -> bytes:
    """Raises Invalid for a file that cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise _cannot_be_opened(file, error) from error


def _cannot_be_opened(file: Path, error: OSError) -> Invalid:
    return Invalid({"file": [f"{file} cannot be opened: {error.strerror}."]})
