"""What a caller did wrong.

Refused
├── Invalid           what was said cannot be; `errors` says which field and why
├── NotFound          there is no such thing, or the caller may not see it
├── Forbidden         the caller may not do this
│   └── Unauthenticated   the caller has not said who they are
└── Conflict          it was right when it was asked, and no longer is

Verbs and queries raise them; each door maps them once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """The root: a caller asked for what cannot be done."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Invalid(Refused):
    """What was said cannot be. `errors` maps a field (nested: `components.0.id`) to its messages."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors = {field: list(messages) for field, messages in errors.items()}
        first = next(iter(self.errors.values()))[0]
        more = sum(map(len, self.errors.values())) - 1
        tail = f" (and {more} more error{'s' if more > 1 else ''})" if more else ""
        super().__init__(first + tail)


class NotFound(Refused):
    """There is no such thing, or the caller may not see it: the same answer in both cases."""


class Forbidden(Refused):
    """The caller is known and may not do this."""


class Unauthenticated(Forbidden):
    """The caller has not said who they are, or not so that we believe it."""


class Conflict(Refused):
    """It was right when it was asked, and no longer is."""
