"""The filters of text, lists and maps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.run import Run
from heliograph.lib.twig.values import Safe, Value, entries, is_empty, text, whole

_WORD = re.compile(r"[^\W\d_][\w'\u2019]*+")
# A tag that never ends reaches to the end of the text, which also keeps the search linear.
_HTML_TAG = re.compile(r"<[a-zA-Z/!?][^>]*+>?")
_NEWLINE = re.compile(r"\r\n|\n\r|\n|\r")
_MOST_TRIMMED = 100
_BLANKS = " \t\n\r\0\x0b"
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#039;"})


def capitalize(value: Value) -> str:
    return text(value).capitalize()


def lower(value: Value) -> str:
    return text(value).lower()


def upper(value: Value) -> str:
    return text(value).upper()


def title(value: Value) -> str:
    """An apostrophe does not begin a word, unlike in `str.title`."""
    return _WORD.sub(lambda word: word[0].capitalize(), text(value))


def default(value: Value, default: Value = "") -> Value:
    return default if is_empty(value) else value


def escaped(value: Value, strategy: Value = "html") -> Safe:
    if strategy == "url":
        return Safe(quote(text(value), safe=""))
    if strategy != "html":
        raise TemplateFailed("“escape” knows “html” and “url”.")
    return Safe(text(value).translate(_ENTITIES))


def raw(value: Value) -> Safe:
    return Safe(text(value))


def shown(value: Value) -> Safe:
    """What `{{ }}` prints."""
    return value if isinstance(value, Safe) else escaped(value)


def line_breaks(value: Value) -> Safe:
    return Safe(_NEWLINE.sub(lambda newline: f"<br />{newline[0]}", shown(value)))


def tags_stripped(value: Value) -> str:
    return _HTML_TAG.sub("", text(value))


def trimmed(value: Value, character_mask: Value = None, side: Value = "both") -> str:
    whole_text = text(value)
    characters = _BLANKS if character_mask is None else text(character_mask)
    if len(characters) > _MOST_TRIMMED:
        raise TemplateFailed(f"“trim” takes at most {_MOST_TRIMMED} different characters.")
    match side:
        case "both":
            return whole_text.strip(characters)
        case "left":
            return whole_text.lstrip(characters)
        case "right":
            return whole_text.rstrip(characters)
        case _:
            raise TemplateFailed("“trim” knows the sides “left”, “right” and “both”.")


def url_encoded(run: Run, value: Value) -> str:
    """Text by RFC 3986; of a map, a query."""
    if not isinstance(value, dict):
        return quote(text(value), safe="")
    pairs = (f"{quote(key, safe='')}={quote(text(entry), safe='')}" for key, entry in value.items())
    return run.joined(pairs, glue="&")


def first(value: Value) -> Value:
    found = _sequence(value)
    return found[0] if found else None


def last(value: Value) -> Value:
    found = _sequence(value)
    return found[-1] if found else None


def _sequence(value: Value) -> list[Value] | str:
    return entries(value) if isinstance(value, (list, dict)) else text(value)


def length(value: Value) -> int:
    return len(value) if isinstance(value, (list, dict)) else len(text(value))


def keys(value: Value) -> list[Value]:
    match value:
        case dict():
            return list(value)
        case list():
            return list(range(len(value)))
        case _:
            return []


def joined(run: Run, value: Value, glue: Value = "", last_glue: Value = None) -> str:
    if not isinstance(value, (list, dict)):
        return text(value)
    pieces = [text(entry) for entry in entries(value)]
    if last_glue is None or len(pieces) < 2:  # noqa: PLR2004 - one piece has no glue
        return run.joined(pieces, glue=text(glue))
    return run.joined([run.joined(pieces[:-1], glue=text(glue)), pieces[-1]], glue=text(last_glue))


def backwards(value: Value, preserve_keys: Value = None) -> Value:  # noqa: ARG001 - the keys of a map always stay
    match value:
        case list():
            return value[::-1]
        case dict():
            return dict(reversed(value.items()))
        case _:
            return text(value)[::-1]


def part(value: Value, start: Value, length: Value = None, preserve_keys: Value = None) -> Value:  # noqa: ARG001 - as above
    """As PHP's `array_slice`: a negative start or length counts from the end."""
    found = text(value) if not isinstance(value, (list, dict)) else value
    begin, end = _bounds(len(found), whole(start), None if length is None else whole(length))
    if isinstance(found, dict):
        return dict(list(found.items())[begin:end])
    return found[begin:end]


def _bounds(size: int, start: int, length: int | None) -> tuple[int, int]:
    begin = max(size + start, 0) if start < 0 else start
    if length is None:
        return begin, size
    return begin, begin + length if length >= 0 else max(size + length, 0)


def pieces(run: Run, value: Value, delimiter: Value, limit: Value = None) -> list[Value]:
    """As PHP's `explode`; an empty delimiter cuts into pieces of `limit` characters."""
    whole_text, separator = text(value), text(delimiter)
    most = None if limit is None else whole(limit)
    if not separator:
        step = max(most or 1, 1)
        run.spend(len(whole_text) // step)
        return [whole_text[index : index + step] for index in range(0, len(whole_text), step)]
    run.spend(whole_text.count(separator))
    if most is None:
        return [*whole_text.split(separator)]
    if most < 0:
        return [*whole_text.split(separator)[:most]]
    return [*whole_text.split(separator, max(most, 1) - 1)]


def replaced(run: Run, value: Value, pairs: Value) -> str:
    """As PHP's `strtr`: the longest key wins, and what was replaced is not looked at again."""
    if not isinstance(pairs, dict):
        raise TemplateFailed("“replace” needs a map, such as {'old': 'new'}.")
    words = {key: text(entry) for key, entry in pairs.items() if key}
    return run.joined(_replaced(run, text(value), words))


def _replaced(run: Run, whole_text: str, words: dict[str, str]) -> Iterator[str]:
    lengths = sorted({len(word) for word in words}, reverse=True)
    cost = 1 + sum(lengths) // 64
    position = 0
    while position < len(whole_text):
        run.spend(cost)
        candidates = (whole_text[position : position + length] for length in lengths)
        found = next((word for word in candidates if word in words), None)
        yield whole_text[position] if found is None else words[found]
        position += 1 if found is None else len(found)
