from __future__ import annotations

from collections.abc import Iterable

from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.lexer import Kind, Token

# What is read and compiled in a fraction of the time that a rendering has.
_MOST_TOKENS = 3_000


class Cursor:
    def __init__(self, tokens: Iterable[Token]) -> None:
        self._tokens = iter(tokens)
        self._left = _MOST_TOKENS
        self.current = next(self._tokens)

    def advance(self) -> Token:
        passed = self.current
        self._left -= 1
        if self._left < 0:
            raise TemplateFailed(f"The template has more than {_MOST_TOKENS} parts.", line=passed.line)
        self.current = next(self._tokens, passed)
        return passed

    def accept(self, kind: Kind, value: str | None = None) -> Token | None:
        if self.current.kind is not kind or value not in (None, self.current.value):
            return None
        return self.advance()

    def accept_operator(self, value: str) -> bool:
        return self.accept(Kind.OPERATOR, value) is not None

    def expect(self, kind: Kind, value: str | None = None) -> Token:
        token = self.accept(kind, value)
        if token is None:
            raise self.unexpected()
        return token

    def unexpected(self) -> TemplateFailed:
        token = self.current
        what = f"“{token.value[:40]}” is not expected here." if token.value else "Something is missing here."
        return TemplateFailed(what, line=token.line)
