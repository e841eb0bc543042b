from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.actors import Actor, Door
from heliograph.errors import Invalid
from heliograph.lib.pictures import MAX_BYTES
from heliograph.project.commands import DatabaseCommand, one_of_these
from heliograph.site.drafts import logo_draft
from heliograph.site.images import change_logo
from heliograph.site.settings import change_setting
from heliograph.site.theme import Shade

_OWNER = Actor.system(door=Door.COMMAND)


class Command(DatabaseCommand):
    help = "Change the page's logo."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        said = one_of_these(parser, "set|remove")
        change = said.add_parser("set", help="show this picture")
        change.set_defaults(do=self._set)
        remove = said.add_parser("remove", help="show none")
        remove.set_defaults(do=self._remove)
        for one in (change, remove):
            one.add_argument("shade", choices=[shade.name.lower() for shade in Shade], metavar="light|dark")
        change.add_argument("file", type=Path, metavar="FILE", help="a PNG, JPEG or WebP image")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        options["do"](Shade[options["shade"].upper()], options)

    def _set(self, shade: Shade, options: dict[str, Any]) -> None:
        change_logo(logo_draft(shade, _content(options["file"])), actor=_OWNER)
        self.say(f"Changed the {options['shade']} logo.")

    def _remove(self, shade: Shade, options: dict[str, Any]) -> None:
        change_setting(shade.value, None, actor=_OWNER)
        self.say(f"Took down the {options['shade']} logo.")


def _content(path: Path) -> bytes:
    """No more of it than shows that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise Invalid({"logo": [f"{path} cannot be read: {fault.strerror}."]}) from fault
