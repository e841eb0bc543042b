"""One rendition at a time for all processes of a node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.publishing.renditions import Answer, Rendition, rendered

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from heliograph.publishing.addresses import Asked
    from heliograph.publishing.store import Disk


@dataclass(frozen=True)
class Painter:
    application: WSGIApplication
    disk: Disk

    def painted(self, asked: Asked) -> Rendition | Answer:
        """Made here, or taken from another process that was faster."""
        if not asked.is_steady:
            return rendered(asked, self.application)
        with self.disk.alone(asked):
            kept = self.disk.get(asked)
            if kept is not None and kept.is_fresh():
                return kept
            before = self.disk.date_of(asked) if kept is None else kept.dated
            outcome = rendered(asked, self.application, before)
            if isinstance(outcome, Rendition):
                self.disk.put(outcome)
            return outcome
