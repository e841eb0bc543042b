"""Different requests for every cached address, made from the table of addresses."""

import itertools
import re
import string
from collections.abc import Iterator
from random import Random
from urllib.parse import urlencode

from hypothesis import find, settings
from hypothesis.strategies import from_regex

from heliograph.publishing.addresses import ADDRESSES, Address

_OF_LISTS = ("filter[name]", "fields[components]")
_PATHS_OF_AN_ADDRESS = 3
_QUICK = settings(database=None, deadline=None, max_examples=50)


def different_requests(address: Address, number: int) -> Iterator[str]:
    """Different paths where the address has many; values that exist, values that do not, and other names."""
    random, paths = Random(address.pattern.pattern), _paths(address)  # noqa: S311 - the same on each run
    for turn in range(number):
        path = paths[turn % len(paths)]
        if turn % 2:
            path = re.sub(r"(?<=/)1(?=[/.]|$)", str(turn), path)
        query = {name: _value(name, turn, random) for name in (*address.parameters, *_OF_LISTS)}
        kept = [name for name in query if random.random() < 0.5]  # noqa: PLR2004 - half of them
        yield f"{path}?{urlencode({name: query[name] for name in kept} | {f'x{turn}': ''})}"


def _paths(address: Address) -> list[str]:
    paths: list[str] = []
    pattern = from_regex(re.compile(address.pattern.pattern, re.ASCII), fullmatch=True)
    for _ in range(_PATHS_OF_AN_ADDRESS):
        try:
            paths.append(find(pattern, lambda path: path not in paths, settings=_QUICK))
        except Exception:  # noqa: BLE001 - there is no further one
            break
    return paths


def _value(name: str, turn: int, random: Random) -> str:
    known = {
        "month": f"{2000 + turn % 60}-{turn % 13:02}",
        "page": str(turn % 70),
        "per_page": str(turn % 120),
        "lang": random.choice(["de", "fr", "ja", "tlh"]),
        "style": random.choice(["flat", "social", "zz1"]),
        "range": random.choice(["hour", "week", "year"]),
        "from": f"20{turn % 100:02}-01-{turn % 28 + 1:02}",
    }
    text = "".join(random.choices(string.ascii_letters, k=8))
    return known[name] if name in known and turn % 3 else text


def all_different_requests(number_each: int) -> Iterator[str]:
    return itertools.chain.from_iterable(different_requests(one, number_each) for one in ADDRESSES)
