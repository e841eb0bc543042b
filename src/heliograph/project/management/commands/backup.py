from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.template.defaultfilters import filesizeformat
from typing_extensions import override

from heliograph.project.backups import back_up
from heliograph.project.commands import Command as OurCommand


class Command(OurCommand):
    help = "Write the whole installation into one file, also while it is served."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="replaced once the new one is whole")

    @override
    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        self.say("Copying the database.")
        size = filesizeformat(back_up(file)).replace("\xa0", " ")
        self.say(f"{file} holds all of it: {size}. Keep it where nobody else can read it.")
