"""What the operators and tests of an expression do."""

from __future__ import annotations

import math
from itertools import repeat

from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.run import Run
from heliograph.lib.twig.values import (
    Number,
    Value,
    entries,
    fitted,
    is_numeric,
    number,
    text,
    truth,
    whole,
)

_MOST_IN_RANGE = 10_000
_EXACT = 2**53


def attribute(value: Value, key: Value) -> Value:
    match value:
        case dict():
            return value.get(text(key))
        case list() if is_numeric(key) and 0 <= (index := whole(key)) < len(value):
            return value[index]
        case _:
            return None


def has_attribute(value: Value, key: Value) -> bool:
    match value:
        case dict():
            return text(key) in value
        case list():
            return is_numeric(key) and 0 <= whole(key) < len(value)
        case _:
            return False


def variable(run: Run, name: str) -> Value:
    return run.scope.get(name)


def has_variable(run: Run, name: str) -> bool:
    return name in run.scope


def add(left: Value, right: Value) -> Number:
    return fitted(number(left) + number(right))


def subtract(left: Value, right: Value) -> Number:
    return fitted(number(left) - number(right))


def multiply(left: Value, right: Value) -> Number:
    return fitted(number(left) * number(right))


def divide(left: Value, right: Value) -> Number:
    """Of whole numbers a whole one where nothing remains."""
    dividend, divisor = number(left), _divisor(number(right))
    if isinstance(dividend, int) and isinstance(divisor, int) and dividend % divisor == 0:
        return fitted(dividend // divisor)
    return dividend / divisor


def divide_down(left: Value, right: Value) -> Number:
    quotient = number(left) / _divisor(number(right))
    return fitted(math.floor(quotient)) if math.isfinite(quotient) else quotient


def remainder(left: Value, right: Value) -> Number:
    """Whole, with the sign of the dividend."""
    dividend, divisor = whole(left), int(_divisor(whole(right)))
    return fitted(int(math.copysign(1, dividend)) * (abs(dividend) % abs(divisor)))


def power(left: Value, right: Value) -> Number:
    base, exponent = number(left), number(right)
    try:
        result = math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:  # 0 to a negative power, or a root of a negative number
        return math.nan
    are_whole = isinstance(base, int) and isinstance(exponent, int) and exponent >= 0
    return int(result) if are_whole and abs(result) < _EXACT else result


def _divisor(divisor: Number) -> Number:
    if divisor == 0:
        raise TemplateFailed("A division by zero.")
    return divisor


def negative(value: Value) -> Number:
    return fitted(-number(value))


def positive(value: Value) -> Number:
    return number(value)


def negation(value: Value) -> bool:
    return not truth(value)


def exclusive_or(left: Value, right: Value) -> bool:
    return truth(left) != truth(right)


def concatenated(run: Run, *parts: Value) -> str:
    return run.joined(text(part) for part in parts)


def span(run: Run, first: Value, last: Value) -> list[Value]:
    """`1..5`, and downwards `5..1`."""
    start, end = whole(first), whole(last)
    if abs(end - start) >= _MOST_IN_RANGE:
        raise TemplateFailed(f"A range has more than {_MOST_IN_RANGE} numbers.")
    run.spend(abs(end - start) // 8)
    return list(range(start, end + 1) if start <= end else range(start, end - 1, -1))


def order(left: Value, right: Value) -> int:
    """-1, 0 or 1 by PHP 8's loose comparison of anything but lists and maps."""
    if left is None and isinstance(right, str):
        left = ""
    elif right is None and isinstance(left, str):
        right = ""
    match left, right:
        case (None | bool(), _) | (_, None | bool()):
            return _sign(truth(left), truth(right))
        case _ if is_numeric(left) and is_numeric(right):
            return _sign(number(left), number(right))
        case _:
            return _sign(text(left), text(right))


def _sign(left: str | Number, right: str | Number) -> int:
    return (left > right) - (left < right)  # type: ignore[operator] # callers give two of a kind


def equal(run: Run, left: Value, right: Value) -> bool:
    run.spend()
    match left, right:
        case list(), list():
            return len(left) == len(right) and all(map(equal, repeat(run), left, right))
        case dict(), dict():
            return left.keys() == right.keys() and all(equal(run, left[key], right[key]) for key in left)
        case (None | bool(), _) | (_, None | bool()):
            return order(left, right) == 0
        case (list() | dict(), _) | (_, list() | dict()):
            return False
        case _:
            return order(left, right) == 0


def unequal(run: Run, left: Value, right: Value) -> bool:
    return not equal(run, left, right)


def less(left: Value, right: Value) -> bool:
    return order(left, right) < 0


def greater(left: Value, right: Value) -> bool:
    return order(left, right) > 0


def at_most(left: Value, right: Value) -> bool:
    return order(left, right) <= 0


def at_least(left: Value, right: Value) -> bool:
    return order(left, right) >= 0


def contained(run: Run, value: Value, container: Value) -> bool:
    if isinstance(container, (list, dict)):
        return any(equal(run, value, entry) for entry in entries(container))
    return not isinstance(value, (list, dict)) and text(value) in text(container)


def uncontained(run: Run, value: Value, container: Value) -> bool:
    return not contained(run, value, container)


def starts(value: Value, start: Value) -> bool:
    return text(value).startswith(text(start))


def ends(value: Value, end: Value) -> bool:
    return text(value).endswith(text(end))


def if_true(value: Value, otherwise: Value) -> Value:
    return value if truth(value) else otherwise


def if_known(value: Value, otherwise: Value) -> Value:
    return otherwise if value is None else value


def is_null(value: Value) -> bool:
    return value is None


def is_even(value: Value) -> bool:
    return whole(value) % 2 == 0


def is_odd(value: Value) -> bool:
    return whole(value) % 2 == 1


def is_iterable(value: Value) -> bool:
    return isinstance(value, (list, dict))


def is_same(run: Run, value: Value, other: Value) -> bool:
    """Of one type and equal, as PHP's `===`."""
    run.spend()
    match value, other:
        case list(), list():
            return len(value) == len(other) and all(map(is_same, repeat(run), value, other))
        case dict(), dict():
            return list(value) == list(other) and all(is_same(run, value[key], other[key]) for key in value)
        case str(), str():
            return value == other
        case _:
            return type(value) is type(other) and value == other


def is_divisible(value: Value, divisor: Value) -> bool:
    return remainder(value, divisor) == 0
