"""python -m tools.sbom FILE: what Heliograph is built from, as a CycloneDX document.

It is read out of the lock, so that it names what is installed and served, with the hashes that are demanded.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from heliograph import __version__

LOCK = Path(__file__).parents[1] / "requirements/runtime.txt"

_PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)(?:\s*;[^\\]*)?\s*")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, kw_only=True)
class Part:
    name: str
    version: str
    hashes: tuple[str, ...]


def parts(lock: str) -> list[Part]:
    """Raises ValueError for a line that pins nothing, or without a hash."""
    return [_part(line) for line in lock.replace("\\\n", " ").splitlines() if line.strip()]


def _part(line: str) -> Part:
    pin, hashes = _PIN.match(line), tuple(_HASH.findall(line))
    if pin is None or not hashes:
        raise ValueError(f"The lock does not pin this by version and hash: {line[:80]}")
    return Part(name=pin["name"], version=pin["version"], hashes=hashes)


def document(found: list[Part]) -> dict[str, object]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "heliograph", "version": __version__}},
        "components": [
            {
                "type": "library",
                "name": one.name,
                "version": one.version,
                "purl": f"pkg:pypi/{one.name}@{one.version}",
                "hashes": [{"alg": "SHA-256", "content": content} for content in one.hashes],
            }
            for one in found
        ],
    }


def main(arguments: list[str]) -> None:
    (file,) = map(Path, arguments)
    file.parent.mkdir(parents=True, exist_ok=True)
    found = parts(LOCK.read_text(encoding="utf-8"))
    file.write_text(json.dumps(document(found), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
