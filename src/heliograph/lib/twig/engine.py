"""Templates compiled by Jinja2 and run with a budget."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from functools import lru_cache
from traceback import walk_tb

from jinja2 import Template, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from heliograph.lib.twig import catalogue
from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.plain import plain_variables
from heliograph.lib.twig.run import MOST_TEXT, Run, size
from heliograph.lib.twig.tags import parsed

# Python's own limit is a hundred levels of blocks, and two hundred of brackets.
_MOST_DEPTH = 80
_RUN = "the run"
_LOOP = "loop"
_VARIABLE = "a variable"
_IS_DEFINED = "a variable is defined"
_ASKING = frozenset({_VARIABLE, _IS_DEFINED})
_COVERING = frozenset({"default", "??", "?:"})
_TESTING = frozenset({"as truth", _IS_DEFINED})
_SETTING = frozenset({"{% set %}", "{% for %}", "capture is set"})
_TOO_DEEP = "The template or one of its values is nested too deeply."


def render(source: str, variables: Mapping[str, object], *, zone: tzinfo = UTC) -> str:
    """Return HTML if `source` is HTML, with dates in the zone; at most 64 KiB, within half a second.

    Raises TemplateFailed.
    """
    run = Run(zone=zone)
    try:
        return _rendered(_compiled(source), variables, run=run)
    except RecursionError as error:
        raise TemplateFailed(_TOO_DEEP) from error


def _rendered(template: Template, variables: Mapping[str, object], *, run: Run) -> str:
    try:
        run.scope = plain_variables(variables, run=run)
        return "".join(template.root_render_func(template.new_context({_RUN: run})))
    except TemplateFailed as failure:
        raise failure.at(_line(template, failure)) from failure


def check(source: str) -> None:
    """Raises TemplateFailed for what is wrong with a template whatever its variables are."""
    _tree(source)


def variables(source: str) -> tuple[str, ...]:
    """The names that a template asks for and does not set itself, in their order. Raises TemplateFailed."""
    operations = list(_tree(source).find_all(nodes.Filter))
    asked = dict.fromkeys(name for one in operations if one.name in _ASKING for name in _names(one.node))
    own = {name for one in operations if one.name in _SETTING for named in one.args for name in _names(named)}
    return tuple(name for name in asked if name not in own | {_LOOP})


def required_variables(source: str) -> frozenset[str]:
    """Return the names without which the template has a gap. Raises TemplateFailed.

    A use with `default` or `??` has no gap, and a name that the template tests may be left empty.
    """
    operations = list(_tree(source).find_all(nodes.Filter))
    covered = {id(one) for each in operations if each.name in _COVERING for one in _within(each.node)}
    tested = {
        name
        for each in operations
        if each.name in _TESTING
        for one in _within(each)
        if one.name in _ASKING
        for name in _names(one.node)
    }
    used = [one for one in operations if one.name == _VARIABLE and id(one) not in covered]
    needed = {name for one in used for name in _names(one.node)}
    return frozenset(needed - tested) & frozenset(variables(source))


def _within(node: nodes.Node | None) -> list[nodes.Filter]:
    """The operations of an expression, itself included."""
    if node is None:
        return []
    return [*([node] if isinstance(node, nodes.Filter) else []), *node.find_all(nodes.Filter)]


def _names(node: nodes.Node | None) -> list[str]:
    match node:
        case nodes.Const(value=str() as name):
            return [name]
        case nodes.List(items=items):
            return [name for item in items for name in _names(item)]
        case _:
            return []


def _tree(source: str) -> nodes.Template:
    if size(source) > MOST_TEXT:
        raise TemplateFailed(f"The template is longer than {MOST_TEXT} bytes.")
    try:
        tree = parsed(source)
    except RecursionError as error:
        raise TemplateFailed(_TOO_DEEP) from error
    _measure(tree)
    return tree


def _measure(tree: nodes.Template) -> None:
    """Chains such as `a.b.c` and `a + b + c` nest in the tree, though not in the source."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _MOST_DEPTH:
            raise TemplateFailed(_TOO_DEEP, line=node.lineno)
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    return _environment.from_string(_tree(source))


def _line(template: Template, failure: TemplateFailed) -> int | None:
    root = template.root_render_func.__code__
    lines = [line for frame, line in walk_tb(failure.__traceback__) if frame.f_code is root]
    return template.get_corresponding_lineno(lines[0]) if lines else None


def _charged(operation: catalogue.Operation) -> catalogue.Operation:
    def charged(context: Context, *arguments: object, **named: object) -> object:
        run: Run = context.parent[_RUN]
        run.spend()
        made = operation(run, *arguments, **named)
        run.accept(made)
        return made

    return pass_context(charged)


def _sandbox() -> ImmutableSandboxedEnvironment:
    """Without names of its own, and without the optimizer, which would run a template when it is compiled."""
    environment = ImmutableSandboxedEnvironment(autoescape=False, optimized=False, cache_size=0)
    environment.globals = {}
    environment.tests = {}
    environment.filters = {name: _charged(operation) for name, operation in catalogue.ALL.items()}
    return environment


_environment = _sandbox()
