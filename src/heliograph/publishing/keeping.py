"""Sees to it that a last good state of everything important lies on disk, whoever asks for what."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
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
    _taken_back: int = 0
    _kept_at: float = field(default=0.0)

    def work(self, stop: Event) -> None:
        """Until it is set."""
        while not stop.wait(_LOOK):
            hear()  # a node may have no other ears
            self.forget()
            if self._is_due:
                stop.wait(min(self.keep() * _SHARE, _OLDEST))

    def forget(self) -> None:
        """What was taken back leaves the disk before anything else is done."""
        taken_back = generation.taken_back
        if taken_back != self._taken_back:
            self.painter.disk.forget_what_was_taken_back()
            self._taken_back = taken_back

    def keep(self) -> float:
        """How many seconds it took."""
        begun_in, began = generation.current, time.monotonic()
        for asked in addresses(at=clock.now(), origin=self.origin, most=_MOST):
            outcome = self.painter.painted(asked)
            if isinstance(outcome, Answer) and outcome.is_failure:
                raise DatabaseFailed(f"{asked.path} could not be rendered: {outcome.status}")
        self._kept, self._kept_at = begun_in, time.monotonic()
        return self._kept_at - began

    @property
    def _is_due(self) -> bool:
        return self._kept != generation.current or time.monotonic() - self._kept_at > _OLDEST
