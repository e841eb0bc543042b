from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from typing_extensions import override

from heliograph.project.commands import Command as OurCommand
from heliograph.project.doctor import Mark, examine
from heliograph.project.exits import Exit


class Command(OurCommand):
    help = "Say what is wrong with this installation, and how to mend it."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        marks = set()
        for finding in examine(settings.ENVIRONMENT, settings.DATA_FOLDER):
            marks.add(finding.mark)
            self.say(f"{finding.mark:<6}{finding.text}")
        if Mark.WRONG in marks:
            sys.exit(Exit.FOUND_WRONG)
