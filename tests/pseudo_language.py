"""A language in which every text stands in brackets: what stands outside was never given to translators."""

import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from typing_extensions import override

from tools.messages import OF_DJANGO, PARTS, Identity, asked_for, identity_of, messages

CODE = "fil"
"""Django has no words of its own for it that would be mistaken for ours."""

_TOLD = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[A-Za-z]{2,}")
_HEARD = {
    *("alt", "aria-label", "placeholder", "title"),
    *("data-empty", "data-hint", "data-own", "data-sites", "data-tip", "data-words"),
}


def write_catalogue(locale: Path, *, of_libraries: Iterable[Message] = ()) -> None:
    """`of_libraries`: what they have catalogues of their own for."""
    catalogue = Catalog()
    for identity in (*OF_DJANGO, *_in_the_source()):
        catalogue.add(identity, _bracketed(identity))
    for one in of_libraries:
        identity = identity_of(one)
        catalogue.add(identity, _bracketed(identity), context=one.context)
    folder = locale / CODE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)


@cache
def _in_the_source() -> list[Identity]:
    """Reading all of it takes a second."""
    return [one for part in PARTS for one in messages(asked_for(part))]


def _bracketed(identity: Identity) -> Identity:
    return f"⟦{identity}⟧" if isinstance(identity, str) else tuple(f"⟦{one}⟧" for one in identity)


def untold(text: str) -> set[str]:
    """The words outside brackets."""
    before = ""
    while before != text:
        before, text = text, _TOLD.sub(" ", text)
    return set(_WORD.findall(text))


def said_by(html: str) -> str:
    """All that a visitor reads or hears of a page, and what its script says to them."""
    reader = _Reader()
    reader.feed(html)
    return "\n".join(["".join(reader.read), *reader.heard])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.heard: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.heard.extend(value for name, value in attrs if name in _HEARD and value)

    @override
    def handle_data(self, data: str) -> None:
        if self.cdata_elem != "style":
            self.read.append(data)
