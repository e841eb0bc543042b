"""Twig's expressions, by precedence climbing, as Jinja2's nodes.

Nearly every node is a Jinja2 filter: a call of the operation in `catalogue` that has the filter's name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

from jinja2 import nodes

from heliograph.lib.twig.catalogue import FILTER_NAMES, TESTS, takes
from heliograph.lib.twig.cursor import Cursor
from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.lexer import Kind, Token
from heliograph.lib.twig.values import Number, text

_BINARY = {
    "or": 10,
    "xor": 12,
    "and": 15,
    **dict.fromkeys(("==", "!=", "<=>", "<", ">", ">=", "<="), 20),
    **dict.fromkeys(("in", "not in", "starts with", "ends with"), 20),
    "..": 25,
    "+": 30,
    "-": 30,
    "~": 40,
    **dict.fromkeys(("*", "/", "//", "%"), 60),
    "is": 100,
    "is not": 100,
    "**": 200,
    "??": 300,
}
_FROM_THE_RIGHT = frozenset({"**", "??"})
_UNARY = {"not": ("not ", 50), "-": ("0-", 500), "+": ("0+", 500)}
_CONSTANTS = {"true": True, "false": False, "null": None, "none": None}
_SPACED = {"in": "in ", "xor": "xor "}
_MOST_DEPTH = 60
_DIGITS_OF_64_BITS = 19

Part = TypeVar("Part")


def operation(name: str, value: nodes.Expr | None, *arguments: nodes.Expr, line: int) -> nodes.Filter:
    """`value` is None where the value is what the enclosing block wrote."""
    return nodes.Filter(value, name, list(arguments), [], None, None, lineno=line)


def truth(value: nodes.Expr) -> nodes.Expr:
    return operation("as truth", value, line=value.lineno)


class Expressions:
    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._depth = 0

    def expression(self) -> nodes.Expr:
        return self._conditional(self._binary(0))

    def _binary(self, least: int) -> nodes.Expr:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise TemplateFailed("An expression is nested too deeply.", line=self._cursor.current.line)
        left = self._unary()
        while (strength := self._strength()) >= max(least, 1):
            left = self._with_right_side(left, self._cursor.advance(), strength)
        self._depth -= 1
        return left

    def _strength(self) -> int:
        token = self._cursor.current
        return _BINARY.get(token.value, 0) if token.kind is Kind.OPERATOR else 0

    def _with_right_side(self, left: nodes.Expr, token: Token, strength: int) -> nodes.Expr:
        if token.value == "is":
            return self._test(left)
        if token.value == "is not":
            return operation("not ", self._test(left), line=token.line)
        right = self._binary(strength if token.value in _FROM_THE_RIGHT else strength + 1)
        match token.value:
            case "and":
                return nodes.And(truth(left), truth(right), lineno=token.line)
            case "or":
                return nodes.Or(truth(left), truth(right), lineno=token.line)
            case "~" if isinstance(left, nodes.Filter) and left.name == "~":
                left.args.append(right)  # a long chain stays one call
                return left
            case sign:
                return operation(_SPACED.get(sign, sign), left, right, line=token.line)

    def _conditional(self, left: nodes.Expr) -> nodes.Expr:
        cursor = self._cursor
        while cursor.current.kind is Kind.OPERATOR and cursor.current.value in {"?", "?:"}:
            token = cursor.advance()
            if token.value == "?:" or cursor.accept_operator(":"):
                left = operation("?:", left, self._nested(), line=token.line)
                continue
            chosen = self._nested()
            otherwise = self._nested() if cursor.accept_operator(":") else nodes.Const("", lineno=token.line)
            left = nodes.CondExpr(truth(left), chosen, otherwise, lineno=token.line)
        return left

    def _nested(self) -> nodes.Expr:
        """An expression within another; counted, since a chain of `?` nests without brackets."""
        self._depth += 1
        found = self.expression()
        self._depth -= 1
        return found

    def _unary(self) -> nodes.Expr:
        token = self._cursor.current
        if token.kind is not Kind.OPERATOR or token.value not in _UNARY:
            return self._postfix(self._primary())
        self._cursor.advance()
        name, strength = _UNARY[token.value]
        return self._postfix(operation(name, self._binary(strength), line=token.line))

    def _primary(self) -> nodes.Expr:
        read: Callable[[Token], nodes.Expr]
        match self._cursor.current:
            case Token(kind=Kind.NAME):
                read = self._name
            case Token(kind=Kind.NUMBER):
                read = self._number
            case Token(kind=Kind.STRING):
                read = self._string
            case Token(kind=Kind.OPERATOR, value="("):
                read = self._parenthesis
            case Token(kind=Kind.OPERATOR, value="["):
                read = self._list
            case Token(kind=Kind.OPERATOR, value="{"):
                read = self._map
            case _:
                raise self._cursor.unexpected()
        return read(self._cursor.advance())

    def _name(self, token: Token) -> nodes.Expr:
        if token.value.lower() in _CONSTANTS:
            return nodes.Const(_CONSTANTS[token.value.lower()], lineno=token.line)
        self._refuse_call(token)
        return operation("a variable", nodes.Const(token.value), line=token.line)

    def _refuse_call(self, token: Token) -> None:
        if self._cursor.current.value == "(" and self._cursor.current.kind is Kind.OPERATOR:
            raise TemplateFailed(f"“{token.value}(…)”: a template cannot call anything.", line=token.line)

    def _number(self, token: Token) -> nodes.Expr:
        return nodes.Const(_literal(token), lineno=token.line)

    def _string(self, token: Token) -> nodes.Expr:
        return nodes.Const(token.value, lineno=token.line)

    def _parenthesis(self, _: Token) -> nodes.Expr:
        inner = self._nested()
        self._cursor.expect(Kind.OPERATOR, ")")
        return inner

    def _list(self, token: Token) -> nodes.Expr:
        return nodes.List(self._separated("]", self._nested), lineno=token.line)

    def _map(self, token: Token) -> nodes.Expr:
        return nodes.Dict(self._separated("}", self._pair), lineno=token.line)

    def _separated(self, end: str, read: Callable[[], Part]) -> list[Part]:
        found: list[Part] = []
        while not self._cursor.accept_operator(end):
            if found:
                self._cursor.expect(Kind.OPERATOR, ",")
                if self._cursor.accept_operator(end):
                    break
            found.append(read())
        return found

    def _pair(self) -> nodes.Pair:
        """`a: 1`, `'a': 1`, `1: 1`, `(a): 1`, or `a` alone for `a: a`."""
        token = self._cursor.advance()
        if token.value == "(" and token.kind is Kind.OPERATOR:
            key: nodes.Expr = operation("as text", self._parenthesis(token), line=token.line)
        elif token.kind is Kind.NUMBER:
            key = nodes.Const(text(_literal(token)), lineno=token.line)
        elif token.kind is Kind.STRING or is_word(token):
            key = nodes.Const(token.value, lineno=token.line)
        else:
            raise TemplateFailed("A map is written {name: value}.", line=token.line)
        if token.kind is Kind.NAME and self._cursor.current.value in {",", "}"}:
            return nodes.Pair(key, self._name(token), lineno=token.line)
        self._cursor.expect(Kind.OPERATOR, ":")
        return nodes.Pair(key, self._nested(), lineno=token.line)

    def _postfix(self, value: nodes.Expr) -> nodes.Expr:
        while True:
            if self._cursor.accept_operator("."):
                value = self._attribute(value)
            elif self._cursor.accept_operator("["):
                value = self._entry(value)
            elif self._cursor.accept_operator("|"):
                value = self._filter(value)
            else:
                return value

    def _attribute(self, value: nodes.Expr) -> nodes.Expr:
        token = self._cursor.advance()
        if not is_word(token) and not token.value.isdigit():
            raise TemplateFailed("A name is missing after the “.”.", line=token.line)
        self._refuse_call(token)
        return operation(".", value, nodes.Const(token.value), line=token.line)

    def _entry(self, value: nodes.Expr) -> nodes.Expr:
        """`x[key]`, or as a short form of `slice`, `x[start:length]`."""
        line = self._cursor.current.line
        start: nodes.Expr = nodes.Const(0)
        if not self._cursor.accept_operator(":"):
            start = self._nested()
            if self._cursor.accept_operator("]"):
                return operation(".", value, start, line=line)
            self._cursor.expect(Kind.OPERATOR, ":")
        if self._cursor.accept_operator("]"):
            return operation("slice", value, start, line=line)
        length = self._nested()
        self._cursor.expect(Kind.OPERATOR, "]")
        return operation("slice", value, start, length, line=line)

    def filtered(self, value: nodes.Expr) -> nodes.Expr:
        """The filters of `{% apply lower|title %}`."""
        value = self._filter(value)
        while self._cursor.accept_operator("|"):
            value = self._filter(value)
        return value

    def _filter(self, value: nodes.Expr) -> nodes.Filter:
        token = self._cursor.expect(Kind.NAME)
        if token.value not in FILTER_NAMES:
            raise TemplateFailed(f"There is no filter “{token.value[:40]}”.", line=token.line)
        found = operation(token.value, value, line=token.line)
        named: dict[str, nodes.Expr] = {}
        if self._cursor.accept_operator("("):
            arguments = self._separated(")", self._argument)
            found.args = [value for name, value in arguments if name is None]
            named = {name: value for name, value in arguments if name is not None}
            found.kwargs = [nodes.Keyword(name, value) for name, value in named.items()]  # type: ignore[misc] # Jinja2 says Pair, and means Keyword
        if not takes(token.value, positional=len(found.args), named=named):
            raise TemplateFailed(f"“{token.value}” does not take these arguments.", line=token.line)
        return found

    def _argument(self) -> tuple[str | None, nodes.Expr]:
        value = self._nested()
        if not self._cursor.accept_operator("=") and not self._cursor.accept_operator(":"):
            return None, value
        match value:
            case nodes.Filter(name="a variable", node=nodes.Const(value=str() as name)):
                return name, self._nested()
            case _:
                raise self._cursor.unexpected()

    def _test(self, value: nodes.Expr) -> nodes.Expr:
        token = self._cursor.expect(Kind.NAME)
        name = token.value
        if name in {"same", "divisible"}:
            name += f" {self._cursor.expect(Kind.NAME).value}"
        if name == "defined":
            return _definedness(value, token)
        if name not in TESTS:
            raise TemplateFailed(f"There is no test “is {name[:40]}”.", line=token.line)
        found = operation(TESTS[name], value, line=token.line)
        if " " in name:
            self._cursor.expect(Kind.OPERATOR, "(")
            found.args.append(self._parenthesis(token))
        return found


def is_word(token: Token) -> bool:
    """A name, or an operator that reads like one: `{in: 1}`, `mail.is`."""
    return token.kind is Kind.NAME or (token.kind is Kind.OPERATOR and token.value.isidentifier())


def _literal(token: Token) -> Number:
    is_whole = token.value.isdigit() and len(token.value) < _DIGITS_OF_64_BITS
    found = int(token.value) if is_whole else float(token.value)
    if not math.isfinite(found):
        raise TemplateFailed("A number is too large.", line=token.line)
    return found


def _definedness(value: nodes.Expr, token: Token) -> nodes.Expr:
    if not isinstance(value, nodes.Filter) or value.name not in {"a variable", "."}:
        raise TemplateFailed("“is defined” asks about a variable or an entry.", line=token.line)
    return operation(f"{value.name} is defined", value.node, *value.args, line=token.line)
