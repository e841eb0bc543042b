from __future__ import annotations

from typing import Any

from typing_extensions import override

from heliograph.project import worker
from heliograph.project.commands import Command as OurCommand
from heliograph.project.service_manager import ServiceManager
from heliograph.project.startup import installation_held
from heliograph.project.stopping import exit_on_request


class Command(OurCommand):
    help = "Run a worker alone, for more nodes on one PostgreSQL, or beside `serve --web-only`."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        exit_on_request()
        manager = ServiceManager.of_environment()
        with installation_held():
            self.say("The Heliograph worker runs.")
            manager.ready()
            worker.run()
