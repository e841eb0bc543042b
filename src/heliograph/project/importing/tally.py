"""What became of the rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

_NAMED = 5
"""Ids that a note names; of more there is only the number, so that a note stays short and memory flat."""


class LeftOut(Exception):  # noqa: N818 - a row's fate, not an error
    """The row cannot come; the message is why."""


@dataclass(kw_only=True)
class Note:
    """`named` are the first ids, or names, that it is about."""

    count: int = 0
    named: list[str] = field(default_factory=list)

    def add(self, name: object) -> None:
        self.count += 1
        if len(self.named) < _NAMED:
            self.named.append(str(name))


Notes = dict[tuple[str, str], Note]


@dataclass(kw_only=True)
class Tally:
    """By the source's table; the notes also by what they say."""

    came: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    stayed: Counter[str] = field(default_factory=Counter)
    renumbered: Counter[str] = field(default_factory=Counter)
    left_out: Notes = field(default_factory=dict)
    mended: Notes = field(default_factory=dict)

    @property
    def is_anything_new(self) -> bool:
        return bool(self.came.total() or self.changed.total())

    def leave_out(self, table: str, name: object, reason: str) -> None:
        self.left_out.setdefault((table, reason), Note()).add(name)

    def mend(self, table: str, name: object, what: str) -> None:
        self.mended.setdefault((table, what), Note()).add(name)

    def lines(self) -> list[str]:
        return [
            *_counted("Came", self.came),
            *_counted("Newer there than here, and brought up to date", self.changed),
            *_counted("Here already, and left as they were", self.stayed),
            *_counted("Their ids were taken here: they came with new ones", self.renumbered),
            *_noted("Mended", self.mended),
            *_noted("Left out", self.left_out),
        ]


def _counted(title: str, counts: Counter[str]) -> list[str]:
    lines = [f"  {count:>9,} {_words(table)}" for table, count in counts.items() if count]
    return [f"{title}:", *lines] if lines else []


def _noted(title: str, notes: Notes) -> list[str]:
    lines = [
        f"  {note.count:>9,} {_words(table)}: {reason} ({_names(note)})"
        for (table, reason), note in notes.items()
    ]
    return [f"{title}:", *lines] if lines else []


def _names(note: Note) -> str:
    more = note.count - len(note.named)
    return ", ".join(note.named) + (f" and {more:,} more" if more else "")


def _words(table: str) -> str:
    return table.replace("_", " ")
