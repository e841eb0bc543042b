"""What all our commands have in common."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from heliograph.project import database


class Command(BaseCommand):
    """Shows its own options alone: Django's are for its developers."""

    requires_system_checks = ()
    suppressed_base_arguments = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


class DatabaseCommand(Command):
    """One that needs the database to be up to date."""

    @override
    def execute(self, *args: Any, **options: Any) -> str | None:
        database.require_ready()
        return super().execute(*args, **options)


def one_of_these(parser: CommandParser, title: str) -> Any:  # noqa: ANN401 - argparse hides its type
    """Subcommands, of which one must be said."""
    return parser.add_subparsers(dest="subcommand", metavar=title, required=True)
