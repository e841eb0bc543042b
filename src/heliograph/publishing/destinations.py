"""Where a static site is written to: a folder, or a storage such as S3."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.utils.module_loading import import_string
from typing_extensions import override

from heliograph.errors import Invalid
from heliograph.lib.files import replacing
from heliograph.site.publication import STORAGES

LEDGER = "_heliograph.json"
"""What of the site is ours, by name, with the hash of each file: what stands beside it is never touched."""

_STORAGES = {"s3": "storages.backends.s3.S3Storage"}


class Destination(Protocol):
    def ledger(self) -> Mapping[str, str]:
        """The hash of each file by its name, as it was written last; empty where nothing was."""

    def write(self, name: str, content: bytes) -> None:
        """Whole: no reader ever finds half of a file."""

    def remove(self, name: str) -> None: ...


def destination_of(address: str) -> Destination:
    """Raises Invalid for one that nobody can write to."""
    parts = urlsplit(address)
    if parts.scheme in _STORAGES and parts.netloc:
        return Storage(_storage(parts.scheme, parts.netloc, parts.path.strip("/")))
    if "://" in address:
        known = ", ".join(f"{one}://" for one in STORAGES)
        raise Invalid({"publish_to": [f"{address!r} is neither a folder nor one of: {known}."]})
    folder = Folder(Path(address).expanduser().absolute())
    if not folder.is_ours:
        raise Invalid(
            {"publish_to": [f"{folder.path} is not empty, and what is in it was not published by us."]}
        )
    return folder


@dataclass(frozen=True)
class Folder(Destination):
    path: Path

    @property
    def is_ours(self) -> bool:
        """A name that was mistyped, or chosen by somebody who should not, costs no file that is there."""
        return (self.path / LEDGER).exists() or not self.path.exists() or not any(self.path.iterdir())

    @override
    def ledger(self) -> Mapping[str, str]:
        file = self.path / LEDGER
        return _read(file.read_bytes()) if file.exists() else {}

    @override
    def write(self, name: str, content: bytes) -> None:
        file = self.path / name
        _make_readable(file.parent)
        if file.is_symlink():
            file.unlink()  # whoever put it there does not choose what we write
        with replacing(file, mode=0o644) as opened:  # a web server of another user reads it
            opened.write(content)

    @override
    def remove(self, name: str) -> None:
        file = self.path / name
        file.unlink(missing_ok=True)
        for folder in file.parents:
            if folder == self.path or any(folder.iterdir()):
                break
            folder.rmdir()


def _make_readable(folder: Path) -> None:
    """Makes the folder and its parents for the web server of another user to read, whatever the umask is."""
    for one in reversed([folder, *folder.parents]):
        if not one.exists():
            one.mkdir(exist_ok=True)
            one.chmod(0o755)


@dataclass(frozen=True)
class Storage(Destination):
    """One of django-storages. `backend` overwrites what has the same name."""

    backend: Any

    @override
    def ledger(self) -> Mapping[str, str]:
        with _failing_alike():
            if not self.backend.exists(LEDGER):
                return {}
            with self.backend.open(LEDGER) as file:
                return _read(file.read())

    @override
    def write(self, name: str, content: bytes) -> None:
        with _failing_alike():
            self.backend.save(name, ContentFile(content, name=name))

    @override
    def remove(self, name: str) -> None:
        with _failing_alike():
            self.backend.delete(name)


@contextmanager
def _failing_alike() -> Iterator[None]:
    """Each provider has errors of its own; to us it is one more place that cannot be written."""
    try:
        yield
    except Exception as error:
        raise OSError(str(error)) from error


def _storage(scheme: str, bucket: str, prefix: str) -> Any:  # noqa: ANN401 - it ships no types
    """Keys, region and endpoint come from where the provider's own tools look for them."""
    try:
        backend = import_string(_STORAGES[scheme])
    except ImportError as missing:
        message = (
            f"{scheme}:// needs more than is installed. Install it with: pip install heliograph[{scheme}]"
        )
        raise Invalid({"publish_to": [message]}) from missing
    return backend(
        bucket_name=bucket,
        location=prefix,
        file_overwrite=True,
        default_acl=None,
        querystring_auth=False,
        object_parameters={"CacheControl": "public, max-age=0, s-maxage=2"},
    )


def _read(content: bytes) -> Mapping[str, str]:
    """A ledger that cannot be read is none: everything is written anew."""
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return {str(name): str(digest) for name, digest in said.items()} if isinstance(said, dict) else {}
