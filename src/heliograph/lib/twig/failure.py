from __future__ import annotations

from typing import Self


class TemplateFailed(Exception):  # noqa: N818 - the domain's word, like Refused
    """What is wrong with a template or its variables; `message` is a sentence for its author."""

    def __init__(self, sentence: str, *, line: int | None = None) -> None:
        self.message = sentence if line is None else f"Line {line}: {sentence}"
        super().__init__(self.message)

    def at(self, line: int | None) -> Self:
        return type(self)(self.message, line=line)
