"""The caller's variables, copied as the plain values a template may hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.run import Run
from heliograph.lib.twig.values import Value, fitted, text

_MOST_DEPTH = 32


def plain_variables(variables: Mapping[str, object], *, run: Run) -> dict[str, Value]:
    return _Copy(run).map(variables, depth=0)


class _Copy:
    def __init__(self, run: Run) -> None:
        self._run = run

    def map(self, variables: Mapping[Any, object], *, depth: int) -> dict[str, Value]:
        deeper = depth + 1
        return {
            self.key(key, depth=deeper): self.value(entry, depth=deeper) for key, entry in variables.items()
        }

    def key(self, key: object, *, depth: int) -> str:
        return text(self.value(key, depth=depth))

    def value(self, value: object, *, depth: int) -> Value:
        if depth > _MOST_DEPTH:
            raise TemplateFailed(f"The variables are nested more than {_MOST_DEPTH} levels deep.")
        self._run.spend()
        copied = self._copied(value, depth=depth)
        self._run.accept(copied)
        return copied

    def _copied(self, value: object, *, depth: int) -> Value:
        """Subclasses become their base, so that an enum or a marked-up string is no more than its value."""
        match value:
            case None | bool() | float():
                return value
            case int():
                return fitted(int(value))
            case str():
                return str.__str__(value)
            case datetime():
                return self._moment(value)
            case list():
                return [self.value(entry, depth=depth + 1) for entry in value]
            case dict():
                return self.map(value, depth=depth)
            case _:
                raise TemplateFailed(f"A variable is a {type(value).__name__}, which a template cannot hold.")

    def _moment(self, moment: datetime) -> datetime:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        try:
            return aware.astimezone(self._run.zone)
        except OverflowError as error:
            raise TemplateFailed("A variable is a date outside the years 1 to 9999.") from error
