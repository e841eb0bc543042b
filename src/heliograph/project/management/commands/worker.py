from __future__ import annotations

from typing import Any

from typing_extensions import override

from heliograph.project import worker
from heliograph.project.commands import Command as OurCommand
from heliograph.project.startup import installation_held


class Command(OurCommand):
    help = "Run a worker alone, for more nodes on one PostgreSQL, or beside `serve --web-only`."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        with installation_held():
            self.say("The Heliograph worker runs.")
            worker.run()
