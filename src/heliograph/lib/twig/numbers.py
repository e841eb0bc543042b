"""The filters of numbers, and `format`, which is C's and PHP's sprintf."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from itertools import count

from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.run import Run
from heliograph.lib.twig.values import Number, Value, fitted, number, text, whole

_MOST_PLACES = 50
_ROUNDINGS = {"common": ROUND_HALF_UP, "ceil": ROUND_CEILING, "floor": ROUND_FLOOR}
# Holds every digit of the largest floating-point number and of its places.
_EXACT = Context(prec=400)
_PIECE = re.compile(
    r"""
    [^%]++
  | %% | % (?: (?P<position>[0-9]{1,4})\$ )?
        (?P<flags> (?: [-+0\x20] | '. )*+ ) (?P<width>[0-9]{1,4}+)? (?: \.(?P<places>[0-9]{1,4}+) )?
        (?P<kind> [a-zA-Z] )
  | (?P<wrong> % )
    """,
    re.VERBOSE | re.DOTALL,
)


def absolute(value: Value) -> Number:
    return fitted(abs(number(value)))


def rounded(value: Value, precision: Value = 0, method: Value = "common") -> Number:
    rounding = _ROUNDINGS.get(text(method))
    if rounding is None:
        raise TemplateFailed("“round” knows the methods “common”, “ceil” and “floor”.")
    exact = number(value)
    if not math.isfinite(exact):
        return exact
    result = _quantized(exact, _places(precision), rounding)
    return fitted(int(result)) if isinstance(exact, int) else float(result)


def number_formatted(
    run: Run, value: Value, decimal: Value = 0, decimal_point: Value = ".", thousand_sep: Value = ","
) -> str:
    exact = number(value)
    if not math.isfinite(exact):
        return str(exact)
    places = max(_places(decimal), 0)
    result = _quantized(exact, places, ROUND_HALF_UP)
    integer, _, fraction = f"{abs(result):,f}".partition(".")
    point = text(decimal_point) if fraction else ""
    sign = "-" if result < 0 else ""
    grouped = run.joined(integer.split(","), glue=text(thousand_sep))
    return run.joined([sign, grouped, point, fraction])


def _places(precision: Value) -> int:
    places = whole(precision)
    if abs(places) > _MOST_PLACES:
        raise TemplateFailed(f"A number is rounded to at most {_MOST_PLACES} places.")
    return places


def _quantized(value: Number, places: int, rounding: str) -> Decimal:
    """Of the number as it is printed, so that 1.005 is 1.01, as in PHP."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), rounding=rounding, context=_EXACT)


def formatted(run: Run, value: Value, *arguments: Value) -> str:
    return run.joined(_formatted(run, text(value), arguments))


def _formatted(run: Run, pattern: str, arguments: tuple[Value, ...]) -> Iterator[str]:
    following = count(1)
    for piece in _PIECE.finditer(pattern):
        run.spend()
        if piece["wrong"]:
            raise TemplateFailed("“format” does not understand a “%”; a plain one is written “%%”.")
        if piece["kind"] is None:
            yield piece[0].replace("%%", "%")
        else:
            yield _placed(piece, _argument(int(piece["position"] or next(following)), arguments))


def _argument(position: int, arguments: tuple[Value, ...]) -> Value:
    if not 0 < position <= len(arguments):
        raise TemplateFailed("“format” has fewer values than its text asks for.")
    return arguments[position - 1]


def _placed(piece: re.Match[str], value: Value) -> str:
    shown = _shown(piece, value)
    flags, width = piece["flags"], int(piece["width"] or 0)
    padding = _padding(flags)
    if "-" in flags:
        return shown.ljust(width, " " if padding == "0" else padding)
    if padding == "0" and shown[:1] in {"-", "+"}:
        return shown[0] + shown[1:].rjust(width - 1, padding)
    return shown.rjust(width, padding)


def _padding(flags: str) -> str:
    _, quote, rest = flags.partition("'")
    if quote:
        return rest[0]
    return "0" if "0" in flags else " "


def _shown(piece: re.Match[str], value: Value) -> str:
    places = None if piece["places"] is None else int(piece["places"])
    match piece["kind"]:
        case "s":
            return text(value)[:places]
        case "d" | "i":
            return _signed(piece, f"{whole(value)}")
        case "u":
            return f"{whole(value) % 2**64}"
        case "f" | "F" | "e" | "E" | "g" | "G" as kind:
            return _signed(piece, _floating(number(value), 6 if places is None else places, kind))
        case "x" | "X" | "o" | "b" as kind:
            return f"{whole(value) % 2**64:{kind}}"
        case "c" if 0 <= whole(value) < 128:  # noqa: PLR2004 - ASCII
            return chr(whole(value))
        case kind:
            raise TemplateFailed(f"“format” does not know “%{kind}”.")


def _signed(piece: re.Match[str], shown: str) -> str:
    return f"+{shown}" if "+" in piece["flags"] and not shown.startswith("-") else shown


def _floating(value: Number, places: int, kind: str) -> str:
    if places > _MOST_PLACES:
        raise TemplateFailed(f"“format” shows at most {_MOST_PLACES} places.")
    if kind in "fF" and math.isfinite(value):
        return f"{_quantized(value, places, ROUND_HALF_UP):f}"
    return f"{float(value):.{places}{kind}}"
