"""python -m tools.messages: brings the catalogues up to date with the source, and compiles them.

`python -m tools.messages check` changes nothing, and fails where a catalogue is not what the source asks for.
"""

from __future__ import annotations

import re
import sys
from calendar import day_name, month_name
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import django
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po, write_po
from django.template import Engine
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

import hatch_build
from hatch_build import compile_catalogues

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/heliograph"


@dataclass(frozen=True)
class Part:
    """What is said in one place, and where its words in other languages are."""

    source: Path
    locale: Path
    without: tuple[Path, ...] = ()

    def files(self, pattern: str) -> Iterator[Path]:
        found = sorted(self.source.rglob(pattern))
        return (file for file in found if not any(file.is_relative_to(other) for other in self.without))


_DASHBOARD = SOURCE / "surfaces/dashboard"
DASHBOARD = Part(source=_DASHBOARD, locale=ROOT / hatch_build.DASHBOARDS_LOCALE)
"""What operators read. It may be there in fewer languages than what visitors read."""

VISITORS = Part(source=SOURCE, locale=ROOT / hatch_build.LOCALE, without=(_DASHBOARD,))
PARTS = (VISITORS, DASHBOARD)

VARIANTS = frozenset({"de_AT", "de_CH", "en_GB"})
"""They have only what they say otherwise than their language does."""

OF_DJANGO = frozenset({*month_name[1:], *day_name})
"""Words that Django has translated; a catalogue may have them too, where Django's are missing or others."""

_IN_FILTERS = re.compile(r'_\("([^"]+)"\)')
_KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2)}

_TWO = "nplurals=2; plural=(n != 1);"
_NONE_LIKE_ONE = "nplurals=2; plural=(n > 1);"
_ONE = "nplurals=1; plural=0;"
_SIX = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
_PLURALS = {
    "ar": _SIX,
    "fil": _NONE_LIKE_ONE,
    "fr": _NONE_LIKE_ONE,
    "ko": _ONE,
    "pt_BR": _NONE_LIKE_ONE,
    "zh_Hans": _ONE,
    "zh_Hant": _ONE,
}
"""Of all other languages: _TWO."""

_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""

Identity = str | tuple[str, ...]
"""Of a message: what the source says, or its singular and plural."""


def asked_for(part: Part = VISITORS) -> Catalog:
    """All that the source asks for, with the files that do.

    What visitors read as well the dashboard finds among their words: it is said once.
    """
    catalogue = _said_in(part)
    if part is not VISITORS:
        for identity in messages(_said_in(VISITORS)):
            catalogue.delete(_key(identity))
    return catalogue


def _key(identity: Identity) -> str:
    """By which a catalogue finds a message."""
    return identity if isinstance(identity, str) else identity[0]


def _said_in(part: Part) -> Catalog:
    catalogue = Catalog()
    for file in part.files("*.py"):
        for _, identity, _, _ in extract_from_file("python", str(file), keywords=_KEYWORDS):
            catalogue.add(identity, locations=_in(file))
    for file in part.files("templates/**/*.*"):
        for identity in _of_template(file.read_text(encoding="utf-8")):
            catalogue.add(identity, locations=_in(file))
    return catalogue


def _in(file: Path) -> list[tuple[str, int]]:
    return [(file.relative_to(ROOT).as_posix(), 1)]


def _of_template(text: str) -> Iterator[Identity]:
    template = Engine.get_default().from_string(text)
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            yield str(node.filter_expression.var.literal).replace("%", "%%")
        if isinstance(node, BlockTranslateNode):
            singular, _ = node.render_token_list(node.singular)
            plural, _ = node.render_token_list(node.plural or [])
            yield (singular, plural) if plural else singular
    yield from _IN_FILTERS.findall(text)


def catalogues(part: Part = VISITORS) -> dict[str, Catalog]:
    """By the name of their folder."""
    return {path.parts[-3]: _read(path) for path in sorted(part.locale.glob("*/LC_MESSAGES/django.po"))}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(catalogue: Catalog) -> dict[Identity, Message]:
    return {identity_of(message): message for message in catalogue if message.id}


def identity_of(message: Message) -> Identity:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def faults(part: Part) -> Iterator[str]:
    wanted = messages(asked_for(part)).keys()
    for name, catalogue in catalogues(part).items():
        present = messages(catalogue).keys()
        yield from (f"{name} lacks {one!r}" for one in wanted - present if name not in VARIANTS)
        yield from (f"{name} has {one!r}, which nothing says" for one in present - wanted - OF_DJANGO)


def update(part: Part) -> None:
    source = asked_for(part)
    for name, catalogue in catalogues(part).items():
        path = part.locale / name / "LC_MESSAGES" / "django.po"
        path.write_text(_text(_updated(name, catalogue, source), name), encoding="utf-8")


def _updated(name: str, catalogue: Catalog, source: Catalog) -> Catalog:
    present, wanted, fresh = messages(catalogue), messages(source), Catalog()
    fresh.mime_headers = [("Plural-Forms", _PLURALS.get(name, _TWO))]
    for identity, message in wanted.items():
        if identity in present or name not in VARIANTS:
            said = present[identity].string if identity in present else ""
            fresh.add(identity, said, locations=message.locations)
    for identity in present.keys() & OF_DJANGO:
        fresh.add(identity, present[identity].string)
    return fresh


def _text(catalogue: Catalog, name: str) -> str:
    """In an order that does not change, and without the times and versions that gettext's own tools write."""
    body = BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, include_lineno=False, sort_output=True)
    header = _HEADER.format(language=name, plurals=_PLURALS.get(name, _TWO))
    return header + body.getvalue().decode()


def main(arguments: list[str]) -> str | None:
    """What is wrong, as the program ends with it."""
    django.setup()
    if arguments == ["check"]:
        found = [fault for part in PARTS for fault in faults(part)]
        return "\n".join([*sorted(found), "`make messages` brings them up to date."]) if found else None
    for part in PARTS:
        update(part)
        compile_catalogues(part.locale)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
