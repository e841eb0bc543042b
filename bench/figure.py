"""What a bench says: one figure, and the promise it is held against."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    name: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_kept(self) -> bool:
        above = self.at_least is None or self.value >= self.at_least
        below = self.at_most is None or self.value <= self.at_most
        return above and below

    def line(self) -> str:
        """Aligned for a terminal: name, value, unit, promise and whether it is kept."""
        return f"{self.name:<50} {self.value:>12,.2f} {self.unit:<8} {self._verdict()}".rstrip()

    def _verdict(self) -> str:
        promises = (("at least", self.at_least), ("at most", self.at_most))
        promised = " and ".join(f"{word} {bound:g}" for word, bound in promises if bound is not None)
        if not promised:
            return ""
        return f"{'kept  ' if self.is_kept else 'MISSED'} (promised: {promised})"
