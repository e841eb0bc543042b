"""Publishes the static site when there is something new."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.events.generation import generation
from heliograph.publishing.destinations import destination_of
from heliograph.publishing.export import Published, publish
from heliograph.site import settings

if TYPE_CHECKING:
    from threading import Event
    from wsgiref.types import WSGIApplication

LOOK = 0.5
"""Seconds between two looks at the generation."""

_OLDEST = 300.0
"""Seconds after which what counts minutes is published anew."""


@dataclass
class Publisher:
    application: WSGIApplication
    origin: str
    _generation: int = 0
    _until: float = 0.0

    @property
    def is_due(self) -> bool:
        return self._generation != generation.current or time.time() >= self._until

    def publish(self, to: str) -> Published:
        """Raises Invalid, CannotPublish or OSError, and is due again then."""
        begun_in, began = generation.current, time.time()
        done = publish(destination_of(to), self.application, origin=self.origin)
        self._generation, self._until = begun_in, min(done.until, began + _OLDEST)
        return done

    def work(self, stop: Event) -> None:
        """Where the owner has said, until the event is set. One worker is enough, several do no harm."""
        while not stop.wait(LOOK):
            if self.is_due and (to := settings.load().publish_to):
                self.publish(to)
