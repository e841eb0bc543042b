"""The static site: everything that a guest can reach, as files that any web server or CDN serves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.contrib.staticfiles.finders import get_finders

from heliograph.lib import clock
from heliograph.publishing.destinations import LEDGER, Destination
from heliograph.publishing.renditions import Rendition, rendered
from heliograph.publishing.snapshot import addresses
from heliograph.publishing.static_site import File, file_of, headers_file, links_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from wsgiref.types import WSGIApplication

_OF_PAGES = "public/"
"""Static files of the dashboard are none of a guest's."""


class CannotPublish(Exception):  # noqa: N818 - it says what could not be made
    """What is published stays as it is."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """How many files were written, were removed, and are there now; Unix seconds until all of it holds."""

    written: int
    removed: int
    files: int
    until: float


def publish(destination: Destination, application: WSGIApplication, *, origin: str) -> Published:
    """Everything is made before anything is written. What is gone, goes first; then come details, then pages.

    Raises CannotPublish where something could not be made.
    """
    renditions = list(_renditions(application, origin))
    static = list(_static_files())
    links = links_between(renditions, static, origin=origin)
    files = [*(file_of(one, links) for one in renditions), *static]
    files.append(File(name="_headers", address="/_headers", content=headers_file(files)))
    hashes = {file.name: blake2b(file.content, digest_size=16).hexdigest() for file in files}
    before = destination.ledger()
    gone = sorted(before.keys() - hashes.keys())
    for name in gone:
        destination.remove(name)
    changed = [file for file in _pages_last(files) if before.get(file.name) != hashes[file.name]]
    for file in changed:
        destination.write(file.name, file.content)
    if hashes != before:
        destination.write(LEDGER, _written(hashes))
    # Pages alone: the API says "2 minutes ago", and nobody publishes each minute for that.
    until = min(one.until for one in renditions if not one.asked.origin)
    return Published(written=len(changed), removed=len(gone), files=len(files), until=until)


def _renditions(application: WSGIApplication, origin: str) -> Iterator[Rendition]:
    for asked in addresses(at=clock.now(), origin=origin):
        outcome = rendered(asked, application)
        if isinstance(outcome, Rendition):
            yield outcome
        elif outcome.is_failure:
            raise CannotPublish(f"{asked.path} could not be rendered ({outcome.status}).")


def _static_files() -> Iterator[File]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            if path.startswith(_OF_PAGES):
                with storage.open(path) as file:
                    yield File(name=f"static/{path}", address=f"/static/{path}", content=file.read())


def _pages_last(files: Iterable[File]) -> list[File]:
    """The shorter an address, the more leads from it to others, which are there then."""
    return sorted(
        files, key=lambda file: (not file.name.startswith("static/"), -file.name.count("/"), file.name)
    )


def _written(hashes: Mapping[str, str]) -> bytes:
    return json.dumps(hashes, indent=0, sort_keys=True).encode()
