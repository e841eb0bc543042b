"""Twig's tags, and the text and output between them, as Jinja2's nodes."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import nodes

from heliograph.lib.twig.cursor import Cursor
from heliograph.lib.twig.expressions import Expressions, operation, truth
from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.lexer import Kind, Token, tokens

# Python compiles at most twenty loops within each other.
_MOST_NESTED = 12
_MOST_BRANCHES = 100
_PASSING_ON = frozenset({"?:", "??", "default"})

Body = list[nodes.Node]


def parsed(source: str) -> nodes.Template:
    return nodes.Template(_Tags(Cursor(tokens(source))).body(), lineno=1)


class _Tags:
    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._expression = Expressions(cursor).expression
        self._filtered = Expressions(cursor).filtered
        self._open: list[Token] = []
        self._tags: dict[str, Callable[[int], Body]] = {
            "if": self._if,
            "for": self._for,
            "set": self._set,
            "with": self._with,
            "apply": self._apply,
        }

    def body(self, *ends: str) -> Body:
        """What stands before the first tag named in `ends`, whose name is the next to read."""
        body: Body = []
        while (token := self._cursor.advance()).kind is not Kind.END:
            if token.kind is Kind.TAG and self._cursor.current.value in ends:
                return body
            body += self._statement(token)
        if ends:
            opened, end = self._open[-1], f"{{% {ends[-1]} %}}"
            raise TemplateFailed(f"“{opened.value}” does not end with “{end}”.", line=opened.line)
        return body

    def _statement(self, token: Token) -> Body:
        match token.kind:
            case Kind.TAG:
                return self._tag()
            case Kind.PRINT:
                value = self._expression()
                self._cursor.expect(Kind.PRINT_END)
                return [_output(value, line=token.line)]
            case _:
                return [_output(nodes.Const(token.value), line=token.line)] if token.value else []

    def _tag(self) -> Body:
        name = self._cursor.expect(Kind.NAME)
        if name.value not in self._tags:
            raise TemplateFailed(f"The tag “{name.value[:40]}” is not known here.", line=name.line)
        self._open.append(name)
        if len(self._open) > _MOST_NESTED:
            raise TemplateFailed(f"More than {_MOST_NESTED} tags are nested.", line=name.line)
        body = self._tags[name.value](name.line)
        self._open.pop()
        return body

    def _tag_end(self) -> None:
        self._cursor.expect(Kind.TAG_END)

    def _last(self, end: str) -> Body:
        """The last body of a tag, with the tag that ends it."""
        self._tag_end()
        body = self.body(end)
        self._cursor.expect(Kind.NAME, end)
        self._tag_end()
        return body

    def _otherwise(self, end: str) -> Body:
        """What stands behind `else`, if anything does, with the tag that ends it."""
        if self._cursor.accept(Kind.NAME, "else"):
            return self._last(end)
        self._cursor.expect(Kind.NAME, end)
        self._tag_end()
        return []

    def _if(self, line: int) -> Body:
        found = self._branch(line)
        while self._cursor.accept(Kind.NAME, "elseif"):
            found.elif_.append(self._branch(line))
            if len(found.elif_) > _MOST_BRANCHES:
                raise TemplateFailed(f"An “if” has more than {_MOST_BRANCHES} branches.", line=line)
        found.else_ = self._otherwise("endif")
        return [found]

    def _branch(self, line: int) -> nodes.If:
        test = truth(self._expression())
        self._tag_end()
        return nodes.If(test, self.body("elseif", "else", "endif"), [], [], lineno=line)

    def _for(self, line: int) -> Body:
        """The loop's variables are set by the operation, so that Jinja2's own target stays unused."""
        names = self._names()
        if len(names) > 2:  # noqa: PLR2004 - a key and a value
            raise TemplateFailed("“for” takes one name, or two for key and value.", line=line)
        self._cursor.expect(Kind.OPERATOR, "in")
        key = nodes.Const(names[0] if len(names) > 1 else None)
        each = operation("{% for %}", self._expression(), key, nodes.Const(names[-1]), line=line)
        self._tag_end()
        body, otherwise = self.body("else", "endfor"), self._otherwise("endfor")
        return [nodes.For(nodes.Name("_", "store"), each, body, otherwise, None, False, lineno=line)]  # noqa: FBT003 - Jinja2's order

    def _names(self) -> list[str]:
        names = [self._cursor.expect(Kind.NAME).value]
        while self._cursor.accept_operator(","):
            names.append(self._cursor.expect(Kind.NAME).value)
        return names

    def _set(self, line: int) -> Body:
        names = self._names()
        if not self._cursor.accept_operator("="):
            name = nodes.Const(names[0])
            kept = operation("capture is set", None, name, line=line)
            return [_captured(self._last("endset"), kept, line=line)]
        values = [self._expression()]
        while self._cursor.accept_operator(","):
            values.append(self._expression())
        if len(names) != len(values):
            raise TemplateFailed("“set” needs as many values as names.", line=line)
        self._tag_end()
        called = [nodes.Const(name) for name in names]
        return [_statement(operation("{% set %}", nodes.List(values), nodes.List(called), line=line))]

    def _with(self, line: int) -> Body:
        variables: nodes.Expr = nodes.Dict([])
        if self._cursor.current.kind is not Kind.TAG_END:
            variables = self._expression()
        name = "{% with only %}" if self._cursor.accept(Kind.NAME, "only") else "{% with %}"
        enter = _statement(operation(name, variables, line=line))
        leave = _statement(operation("{% endwith %}", nodes.Const(None), line=line))
        return [enter, *self._last("endwith"), leave]

    def _apply(self, line: int) -> Body:
        result = self._filtered(operation("capture ends", None, line=line))
        return [_captured(self._last("endapply"), operation("{{ }}", result, line=line), line=line)]


def _output(value: nodes.Expr, *, line: int) -> nodes.Output:
    return nodes.Output([operation("{{ }}", _with_safe_literals(value), line=line)], lineno=line)


def _with_safe_literals(value: nodes.Expr) -> nodes.Expr:
    """Text of the template's author is not escaped, where it is printed as it stands."""
    match value:
        case nodes.Const(value=str()):
            return operation("raw", value, line=value.lineno)
        case nodes.CondExpr():
            value.expr1 = _with_safe_literals(value.expr1)
            value.expr2 = value.expr2 and _with_safe_literals(value.expr2)
        case nodes.Filter(name=name) if name in _PASSING_ON:
            value.node = value.node and _with_safe_literals(value.node)
            value.args = [_with_safe_literals(argument) for argument in value.args]
    return value


def _statement(value: nodes.Expr) -> nodes.ExprStmt:
    return nodes.ExprStmt(value, lineno=value.lineno)


def _captured(body: Body, result: nodes.Filter, *, line: int) -> nodes.FilterBlock:
    begin = _statement(operation("capture begins", nodes.Const(None), line=line))
    return nodes.FilterBlock([begin, *body], result, lineno=line)
