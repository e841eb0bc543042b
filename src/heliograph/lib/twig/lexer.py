"""A template's text as tokens, by Twig's rules of where text ends and whitespace is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from heliograph.lib.twig.failure import TemplateFailed


class Kind(Enum):
    TEXT = auto()
    PRINT = auto()
    PRINT_END = auto()
    TAG = auto()
    TAG_END = auto()
    NAME = auto()
    NUMBER = auto()
    STRING = auto()
    OPERATOR = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class _Island:
    """What stands between text: `{{ }}`, `{% %}`."""

    opens: Kind
    closes: Kind
    mark: str
    end: re.Pattern[str]


_OPENING = re.compile(r"\{([{%#])([-~]?)")
_VERBATIM = re.compile(r"\s*+verbatim\s*+(?:-%\}\s*+|~%\}[ \t]*+|%\})")
_VERBATIM_END = re.compile(r"\{%([-~]?)\s*+endverbatim\s*+(?:-%\}\s*+|~%\}[ \t]*+|%\})")
# As in PHP, one newline after a tag or a comment belongs to it; one after {{ }} does not.
_COMMENT_END = re.compile(r"(?:-#\}\s*+|~#\}[ \t]*+|#\})\n?")
_ISLANDS = {
    "{": _Island(Kind.PRINT, Kind.PRINT_END, "}}", re.compile(r"-\}\}\s*+|~\}\}[ \t]*+|\}\}")),
    "%": _Island(Kind.TAG, Kind.TAG_END, "%}", re.compile(r"(?:-%\}\s*+|~%\}[ \t]*+|%\})\n?")),
}
_SPACE = re.compile(r"\s++")
# Possessive quantifiers keep every pattern linear, whatever stands in the source.
_TOKEN = re.compile(
    r"""
    (?P<OPERATOR> (?: not\s++in | starts\s++with | ends\s++with | is\s++not
                    | is | in | not | and | or | xor )\b
                | \?\? | \?: | \.\. | \*\* | // | <=> | [=!<>]= | [-+*/%~<>=?:.,|(){}\[\]] )
  | (?P<NAME> [^\W\d]\w*+ )
  | (?P<NUMBER> [0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)? )
  | (?P<STRING> "[^"\\]*+(?:\\.[^"\\]*+)*+" | '[^'\\]*+(?:\\.[^'\\]*+)*+' )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "f": "\f"}
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_TRIMMED = {"-": None, "~": " \t"}


def tokens(source: str) -> Iterator[Token]:
    return _Lexer(source).tokens()


class _Lexer:
    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._line = 1

    def tokens(self) -> Iterator[Token]:
        while opening := _OPENING.search(self._source, self._position):
            yield self._text(opening.start(), trim=opening[2])
            self._advance(opening.end())
            if opening[1] == "#":
                self._skip_comment()
            elif opening[1] == "%" and (verbatim := _VERBATIM.match(self._source, self._position)):
                self._advance(verbatim.end())
                yield self._verbatim()
            else:
                yield from self._island(_ISLANDS[opening[1]])
        yield self._text(len(self._source), trim="")
        yield Token(Kind.END, "", self._line)

    def _advance(self, position: int) -> None:
        self._line += self._source.count("\n", self._position, position)
        self._position = position

    def _text(self, end: int, *, trim: str) -> Token:
        text = self._source[self._position : end]
        return Token(Kind.TEXT, text.rstrip(_TRIMMED[trim]) if trim else text, self._line)

    def _skip_comment(self) -> None:
        end = _COMMENT_END.search(self._source, self._position)
        if end is None:
            raise TemplateFailed("This comment does not end with “#}”.", line=self._line)
        self._advance(end.end())

    def _verbatim(self) -> Token:
        end = _VERBATIM_END.search(self._source, self._position)
        if end is None:
            raise TemplateFailed("“verbatim” does not end with “{% endverbatim %}”.", line=self._line)
        text = self._text(end.start(), trim=end[1])
        self._advance(end.end())
        return text

    def _island(self, island: _Island) -> Iterator[Token]:
        yield Token(island.opens, "", self._line)
        brackets: list[str] = []
        while True:
            if space := _SPACE.match(self._source, self._position):
                self._advance(space.end())
            if not brackets and (end := island.end.match(self._source, self._position)):
                yield Token(island.closes, island.mark, self._line)
                self._advance(end.end())
                return
            token = self._token(island)
            self._balance(brackets, token)
            yield token

    def _token(self, island: _Island) -> Token:
        found = _TOKEN.match(self._source, self._position)
        if found is None or found.lastgroup is None:
            rest = self._source[self._position : self._position + 1]
            what = f"“{rest}” has no meaning here." if rest else f"“{island.mark}” is missing."
            raise TemplateFailed(what, line=self._line)
        token = Token(Kind[found.lastgroup], _value(found.lastgroup, found[0]), self._line)
        if token.kind is Kind.STRING and found[0][0] == '"' and "#{" in found[0]:
            raise TemplateFailed("“#{…}” in a string is not known here; join with “~”.", line=self._line)
        self._advance(found.end())
        return token

    def _balance(self, brackets: list[str], token: Token) -> None:
        if token.kind is not Kind.OPERATOR:
            return
        if token.value in _PAIRS:
            brackets.append(_PAIRS[token.value])
        elif token.value in _PAIRS.values() and (not brackets or brackets.pop() != token.value):
            raise TemplateFailed(f"“{token.value}” closes nothing.", line=token.line)


def _value(group: str, found: str) -> str:
    match group:
        case "STRING":
            return _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape[1]), found[1:-1])
        case "OPERATOR":
            return " ".join(found.split())
        case _:
            return found
