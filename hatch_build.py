"""What a build makes of the source, an editable install included: the catalogues as programs read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path("src/heliograph/locale")
DASHBOARDS_LOCALE = Path("src/heliograph/surfaces/dashboard/locale")


class CompiledCatalogues(BuildHookInterface[Any]):
    # A build has no typing_extensions, where Python 3.11 would find `override`.
    def initialize(self, *_: object) -> None:  # type: ignore[explicit-override]
        for folder in (LOCALE, DASHBOARDS_LOCALE):
            compile_catalogues(Path(self.root) / folder)


def compile_catalogues(folder: Path) -> None:
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
