"""Numbers as short codes that say nothing of the number, and lead back to it.

A code is a kind and a number, encrypted by a small Feistel network: two numbers never share a code, nothing
has to be stored beside a row, and another key makes another code. It hides how many there are; it is no
secret, and nothing may be allowed because somebody knows one.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from hashlib import blake2b

LENGTH = 12
KINDS = 16
LARGEST = (1 << 58) - 1
"""The largest number that has a code."""

_HALF = 31
"""Bits. Both halves together fit twelve characters of thirty-six."""

_MASK = (1 << _HALF) - 1
_ROUNDS = 6
_ALPHABET = string.digits + string.ascii_lowercase


@dataclass(frozen=True, kw_only=True)
class Codes:
    key: bytes

    def of(self, kind: int, number: int) -> str:
        """Twelve characters of `0-9a-z`."""
        plain = number * KINDS + kind
        left, right = plain >> _HALF, plain & _MASK
        for turn in range(_ROUNDS):
            left, right = right, left ^ self._scrambled(turn, right)
        return _written(left << _HALF | right)

    def read(self, code: str) -> tuple[int, int] | None:
        """Kind and number; None for what is no code. A code that was never given out has some, too."""
        value = _value(code)
        if value is None:
            return None
        left, right = value >> _HALF, value & _MASK
        for turn in reversed(range(_ROUNDS)):
            left, right = right ^ self._scrambled(turn, left), left
        number, kind = divmod(left << _HALF | right, KINDS)
        return kind, number

    def _scrambled(self, turn: int, half: int) -> int:
        said = bytes([turn]) + half.to_bytes(4)
        return int.from_bytes(blake2b(said, key=self.key, digest_size=4).digest()) & _MASK


def _written(value: int) -> str:
    characters = []
    for _ in range(LENGTH):
        value, digit = divmod(value, len(_ALPHABET))
        characters.append(_ALPHABET[digit])
    return "".join(reversed(characters))


def _value(code: str) -> int | None:
    if len(code) != LENGTH or not set(code) <= set(_ALPHABET):
        return None
    value = int(code, 36)
    return value if value >> 2 * _HALF == 0 else None
