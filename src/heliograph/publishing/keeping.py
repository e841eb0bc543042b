"""Sees to it that a last good state of everything important lies on disk, whoever asks for what."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import OperationalError

from heliograph.events.generation import generation, hear
from heliograph.lib import clock
from heliograph.publishing.renditions import Answer
from heliograph.publishing.snapshot import addresses

if TYPE_CHECKING:
    from threading import Event

    from heliograph.publishing.painting import Painter

_LOOK = 0.5
"""Seconds between two looks at the generation."""

_SHARE = 10
"""So many times as long as it took to render is rested: keeping costs a tenth of one core at most."""

_LONGEST_REST = 5.0
"""Seconds."""

_OLDEST = 300.0
"""Seconds after which what did not change is kept anew: what counts minutes goes on."""

_MOST = 50
"""Of the newest incidents and windows; older ones are kept when somebody asks for them."""


class DatabaseFailed(OperationalError):  # noqa: N818 - the worker tells of it, and tries again
    """What is on disk stays there."""


@dataclass
class Keeper:
    painter: Painter
    origin: str
    _kept: int = 0
    _kept_at: float = 0.0
    _taken_back: int = 0
    _looked_at: float = 0.0

    def work(self, stop: Event) -> None:
        """Until it is set."""
        while not stop.wait(_LOOK):
            self._look()
            if self._is_due:
                self.keep(stop)

    def keep(self, stop: Event) -> None:
        """In one go only where nothing is kept yet: guests would have half of a core for seconds."""
        begun_in, share = generation.current, _SHARE if self._kept else 0
        found = addresses(at=clock.now(), origin=self.origin, most=_MOST)
        for asked in [one for one in found if one.is_steady]:
            began = time.monotonic()
            outcome = self.painter.painted(asked)
            if isinstance(outcome, Answer) and outcome.is_failure:
                raise DatabaseFailed(f"{asked.path} could not be rendered: {outcome.status}")
            if stop.wait(min((time.monotonic() - began) * share, _LONGEST_REST)):
                return
            if time.monotonic() - self._looked_at > _LOOK:
                self._look()
        self._kept, self._kept_at = begun_in, time.monotonic()

    def _look(self) -> None:
        """What was taken back leaves the disk before anything else is done."""
        hear()  # a node may have no other ears
        self._looked_at, taken_back = time.monotonic(), generation.taken_back
        if taken_back != self._taken_back:
            self.painter.disk.forget_what_was_taken_back()
            self._taken_back = taken_back

    @property
    def _is_due(self) -> bool:
        return self._kept != generation.current or time.monotonic() - self._kept_at > _OLDEST
