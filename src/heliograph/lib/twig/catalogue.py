"""Everything a template can do, by the names under which Jinja2 calls it.

Filters have Twig's names. Operators, tests and what tags need have names that no template can write as a
filter, since they hold a space or no letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import signature
from typing import Any

from heliograph.lib.twig import dates, filters, numbers, operators, values
from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.run import Run
from heliograph.lib.twig.values import Safe, Value

Operation = Callable[..., Any]
"""Takes values and returns one; only Jinja2, which knows no types, calls it."""

_FILTERS: Mapping[str, Operation] = {
    "abs": numbers.absolute,
    "capitalize": filters.capitalize,
    "default": filters.default,
    "e": filters.escaped,
    "escape": filters.escaped,
    "first": filters.first,
    "keys": filters.keys,
    "last": filters.last,
    "length": filters.length,
    "lower": filters.lower,
    "nl2br": filters.line_breaks,
    "raw": filters.raw,
    "reverse": filters.backwards,
    "round": numbers.rounded,
    "slice": filters.part,
    "striptags": filters.tags_stripped,
    "title": filters.title,
    "trim": filters.trimmed,
    "upper": filters.upper,
}
_FILTERS_OF_A_RUN: Mapping[str, Operation] = {
    "date": dates.date,
    "format": numbers.formatted,
    "join": filters.joined,
    "number_format": numbers.number_formatted,
    "replace": filters.replaced,
    "split": filters.pieces,
    "url_encode": filters.url_encoded,
}
FILTER_NAMES = frozenset(_FILTERS) | frozenset(_FILTERS_OF_A_RUN)

TESTS: Mapping[str, str] = {
    "divisible by": "is divisible by",
    "empty": "is empty",
    "even": "is even",
    "iterable": "is iterable",
    "none": "is null",
    "null": "is null",
    "odd": "is odd",
    "same as": "is same as",
}
"""Twig's name of a test and the operation's. `defined` is none: it asks about a name, not about a value."""


def _written(run: Run, value: Value) -> str:
    return run.write(filters.shown(value))


def _assign(run: Run, found: list[Value], names: list[str]) -> None:
    run.scope.update(zip(names, found, strict=True))


def _begin_capture(run: Run, _: Value) -> None:
    run.begin_capture()


def _captured(run: Run, value: Value) -> Safe:
    run.end_capture()
    return filters.raw(value)


def _captured_as(run: Run, value: Value, name: str) -> str:
    run.scope[name] = _captured(run, value)
    return ""


def _enter(run: Run, variables: Value) -> None:
    run.enter(_map(variables), inherited=run.scope)


def _enter_alone(run: Run, variables: Value) -> None:
    run.enter(_map(variables), inherited={})


def _map(variables: Value) -> dict[str, Value]:
    if not isinstance(variables, dict):
        raise TemplateFailed("“with” needs a map, such as {name: 'value'}.")
    return variables


def _leave(run: Run, _: Value) -> None:
    run.leave()


def _each(run: Run, value: Value, key_name: str | None, value_name: str) -> Iterator[None]:
    return run.each(value, key_name, value_name)


_OPERATIONS: Mapping[str, Operation] = {
    ".": operators.attribute,
    ". is defined": operators.has_attribute,
    "as text": values.text,
    "as truth": values.truth,
    "not ": operators.negation,
    "0-": operators.negative,
    "0+": operators.positive,
    "+": operators.add,
    "-": operators.subtract,
    "*": operators.multiply,
    "/": operators.divide,
    "//": operators.divide_down,
    "%": operators.remainder,
    "**": operators.power,
    "<": operators.less,
    ">": operators.greater,
    "<=": operators.at_most,
    ">=": operators.at_least,
    "<=>": operators.order,
    "xor ": operators.exclusive_or,
    "starts with": operators.starts,
    "ends with": operators.ends,
    "?:": operators.if_true,
    "??": operators.if_known,
    "is divisible by": operators.is_divisible,
    "is empty": values.is_empty,
    "is even": operators.is_even,
    "is iterable": operators.is_iterable,
    "is null": operators.is_null,
    "is odd": operators.is_odd,
}
_OPERATIONS_OF_A_RUN: Mapping[str, Operation] = {
    "a variable": operators.variable,
    "a variable is defined": operators.has_variable,
    "~": operators.concatenated,
    "..": operators.span,
    "==": operators.equal,
    "!=": operators.unequal,
    "in ": operators.contained,
    "not in": operators.uncontained,
    "is same as": operators.is_same,
    "{{ }}": _written,
    "{% set %}": _assign,
    "{% for %}": _each,
    "{% with %}": _enter,
    "{% with only %}": _enter_alone,
    "{% endwith %}": _leave,
    "capture begins": _begin_capture,
    "capture ends": _captured,
    "capture is set": _captured_as,
}


def _of_a_run(operation: Operation) -> Operation:
    def ignoring_the_run(_: Run, *arguments: object, **named: object) -> object:
        return operation(*arguments, **named)

    return ignoring_the_run


ALL: Mapping[str, Operation] = {
    **{name: _of_a_run(operation) for name, operation in {**_FILTERS, **_OPERATIONS}.items()},
    **_FILTERS_OF_A_RUN,
    **_OPERATIONS_OF_A_RUN,
}
"""Each takes the `Run` before the value."""


def takes(name: str, *, positional: int, named: Iterable[str]) -> bool:
    """Whether a filter can be called with so many arguments, and those by name, beside its value."""
    operation = _FILTERS.get(name) or _FILTERS_OF_A_RUN[name]
    before = 1 if name in _FILTERS else 2
    try:
        signature(operation).bind(*[None] * (before + positional), **dict.fromkeys(named))
    except TypeError:
        return False
    return True
