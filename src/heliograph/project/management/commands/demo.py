from __future__ import annotations

from typing import Any

from typing_extensions import override

from heliograph.actors import Actor, Door
from heliograph.lib import clock
from heliograph.project.commands import DatabaseCommand
from heliograph.project.demo import fill, introduce


class Command(DatabaseCommand):
    help = "Fill an empty installation with a living demo."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        owner = Actor.system(door=Door.COMMAND)
        added = fill(actor=owner, now=clock.now())
        introduce(actor=owner)
        self.say(f"Added: {', '.join(f'{number} {kind}' for kind, number in added.items())}.")
        self.say("Look at the demo with: heliograph serve")
