"""The owner's stylesheet: what is known to be harmless is kept, and everything else is not there.

Read and written by tinycss2, so that what we judge is what browsers meet: escapes, comments and broken
strings are resolved before any name is looked at.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

import tinycss2  # type: ignore[import-untyped]
from tinycss2 import ast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GROUPS = {"media", "supports", "layer", "container"}
"""Rules that hold rules. @import, @font-face and all others, which load or reach further, are left out."""

_FRAMES = {"keyframes", "-webkit-keyframes"}
_LOADING = {
    "url",
    "src",
    "image",
    "image-set",
    "-webkit-image-set",
    "cross-fade",
    "element",
    "paint",
    "attr",
    "expression",
}
"""Functions that fetch, or that hand the page's words on."""

_REFUSED = {"behavior", "-moz-binding"}
_PICTURE = re.compile(
    r"/logo-(light|dark)(\?v=[0-9a-f]+)?|data:image/(png|jpeg|webp|gif);base64,[a-z0-9+/=]+", re.IGNORECASE
)
_LARGEST_PICTURE = 16_384
"""Characters of a picture that is written into the stylesheet."""

_COVERING = {"fixed", "sticky"}
"""Nothing may stay over the page: what it says of an outage must not be hidden by a mistake."""


_DEEPEST = 32
"""Brackets within brackets: reading more would cost more than any stylesheet needs."""


@lru_cache(maxsize=8)
def own_css(text: str) -> str:
    if _depth(text) > _DEEPEST:
        return ""
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return "\n".join(_rules(rules))


def _depth(text: str) -> int:
    """Counted in strings as well: it is a bound, not a measure."""
    steps = (1 if one in "([{" else -1 for one in text if one in "([{)]}")
    return max(accumulate(steps), default=0)


def _rules(rules: Iterable[ast.Node]) -> Iterator[str]:
    for rule in rules:
        match rule:
            case ast.QualifiedRule() if _is_harmless(rule.prelude):
                yield f"{_said(rule.prelude)} {{ {' '.join(_declarations(rule.content))} }}"
            case ast.AtRule(lower_at_keyword=name) if name in _GROUPS | _FRAMES and rule.content is not None:
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                if _is_harmless(rule.prelude):
                    yield f"@{name} {_said(rule.prelude)} {{ {' '.join(_rules(inner))} }}"


def _declarations(content: list[ast.Node]) -> Iterator[str]:
    """Without nested rules: each would need the same care again."""
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if isinstance(one, ast.Declaration) and one.lower_name not in _REFUSED and _is_calm(one):
            important = " !important" if one.important else ""
            yield f"{tinycss2.serializer.serialize_identifier(one.name)}: {_said(one.value)}{important};"


def _is_calm(declaration: ast.Declaration) -> bool:
    covers = declaration.lower_name == "position" and any(
        isinstance(one, ast.IdentToken) and one.lower_value in _COVERING for one in declaration.value
    )
    return not covers and _is_harmless(declaration.value)


def _is_harmless(tokens: Iterable[ast.Node]) -> bool:
    return all(map(_is_harmless_token, tokens))


def _is_harmless_token(token: ast.Node) -> bool:
    match token:
        case ast.ParseError():
            return False
        case ast.URLToken(value=address):
            return len(address) <= _LARGEST_PICTURE and bool(_PICTURE.fullmatch(address))
        case ast.FunctionBlock(lower_name="url", arguments=[ast.StringToken(value=address)]):
            return len(address) <= _LARGEST_PICTURE and bool(_PICTURE.fullmatch(address))
        case ast.FunctionBlock(lower_name=name, arguments=inner):
            return name not in _LOADING and _is_harmless(inner)
        case (
            ast.ParenthesesBlock(content=inner)
            | ast.SquareBracketsBlock(content=inner)
            | ast.CurlyBracketsBlock(content=inner)
        ):
            return _is_harmless(inner)
        case _:
            return True


def _said(tokens: Iterable[ast.Node]) -> str:
    """Without `</`, so that no reader who looks at it as HTML sees a tag end."""
    said: str = tinycss2.serialize(tokens).strip()
    return said.replace("</", "<\\/")
