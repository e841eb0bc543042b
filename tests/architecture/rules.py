"""The rules that the import linter cannot say, as functions from a syntax tree to what breaks them."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.architecture.source import Function


@dataclass(frozen=True)
class Finding:
    line: int
    subject: str
    fault: str


Rule = Callable[[ast.Module], Iterator[Finding]]

# Django calls these with keywords alone: with a positional argument it is another's method, as in
# `names.update(others)` or `cache.delete(key)`.
_KEYWORD_WRITERS = {
    *("save", "create", "delete", "update", "get_or_create", "update_or_create"),
    *("asave", "acreate", "adelete", "aupdate", "aget_or_create", "aupdate_or_create"),
}
_WRITERS = {"bulk_create", "bulk_update", "abulk_create", "abulk_update"}
_DATABASE_DOORS = {"connection", "connections", "transaction"}


def writes(tree: ast.Module) -> Iterator[Finding]:
    """Calls that write through the ORM, and imports that open another way to the database."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if _is_write(node, name):
                yield Finding(node.lineno, ast.unparse(node.func), "writes")
            case ast.ImportFrom(module="django.db.transaction"):
                yield Finding(node.lineno, "transaction", "is imported")
            case ast.ImportFrom(module="django.db", names=names):
                doors = _DATABASE_DOORS & {alias.name for alias in names}
                yield from (Finding(node.lineno, door, "is imported") for door in sorted(doors))
            case ast.Import(names=names) if any(alias.name.startswith("django.db") for alias in names):
                yield Finding(node.lineno, "django.db", "is imported")


def _is_write(call: ast.Call, name: str) -> bool:
    has_positional = any(not isinstance(argument, ast.Starred) for argument in call.args)
    return name in _WRITERS or (name in _KEYWORD_WRITERS and not has_positional)


def verb_faults(tree: ast.Module) -> Iterator[Finding]:
    """What the public functions of a verb module lack of a verb's form."""
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield from (Finding(node.lineno, node.name, fault) for fault in _faults(node))


def _faults(verb: Function) -> Iterator[str]:
    decorators = [ast.unparse(decorator) for decorator in verb.decorator_list]
    if "transaction.atomic(durable=True)" not in decorators:
        yield "is not decorated @transaction.atomic(durable=True)"
    if "actor" not in [argument.arg for argument in verb.args.kwonlyargs]:
        yield "does not take *, actor"
    if not _first_statement(verb).startswith("actor.require("):
        yield "does not begin with actor.require(...)"


def _first_statement(verb: Function) -> str:
    body = verb.body[1:] if ast.get_docstring(verb) is not None else verb.body
    return ast.unparse(body[0]) if body else ""
