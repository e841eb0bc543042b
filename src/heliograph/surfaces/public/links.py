"""Addresses of our own pages. Those on a page that was asked for in a language ask for it too."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGE = "lang"

_asked: ContextVar[str] = ContextVar("asked", default="")


@contextmanager
def asking_for(tag: str) -> Iterator[None]:
    """Inside, every link asks for the language; for none, where the tag is empty."""
    before = _asked.set(tag)
    try:
        yield
    finally:
        _asked.reset(before)


def asked_language() -> str:
    return _asked.get()


@lru_cache(maxsize=4_096)
def _address(name: str, args: tuple[object, ...]) -> str:
    """A page has a hundred, most of them those of the page before, and Django takes its time."""
    return reverse(f"public:{name}", args=args)


def link_to(name: str, *args: object, **query: str) -> str:
    """`name` without its namespace."""
    address, tag = _address(name, args), _asked.get()
    said = query | {LANGUAGE: tag} if tag else query
    return f"{address}?{urlencode(said)}" if said else address
