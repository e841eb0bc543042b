from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from heliograph.monitoring.runner import check_all
from heliograph.project.commands import DatabaseCommand
from heliograph.project.exits import Exit
from heliograph.status.vocabulary import ComponentStatus

if TYPE_CHECKING:
    from heliograph.monitoring.models import ComponentCheck, Monitor


class Command(DatabaseCommand):
    help = "Run all monitors once, whether they are due or not, and say what each found."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        are_up = []
        for monitor, check in check_all():
            are_up.append(check.is_successful)
            self.say(_line(monitor, check))
        if not are_up:
            self.say("There is no monitor. The dashboard makes one: Status page, Monitors.")
        if not all(are_up):
            sys.exit(Exit.FOUND_WRONG)


def _line(monitor: Monitor, check: ComponentCheck) -> str:
    took = "" if check.response_time is None else f"{check.response_time} ms"
    code = "" if check.response_code is None else str(check.response_code)
    said = f"{ComponentStatus(check.status).label:<20}{code:<5}{took:<10}{monitor}  {check.error}"
    return said.rstrip()
