from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.actors import Actor, Door
from heliograph.errors import NotFound
from heliograph.project.commands import DatabaseCommand, one_of_these
from heliograph.site.settings import NAMES, change_setting, load


class Command(DatabaseCommand):
    help = "Show and change the page's settings."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        said = one_of_these(parser, "list|get|set")
        said.add_parser("list", help="every setting and what it is").set_defaults(do=self._list)
        get = said.add_parser("get", help="print one, as JSON")
        get.add_argument("key", metavar="KEY")
        get.set_defaults(do=self._get)
        change = said.add_parser("set", help="change one")
        change.add_argument("key", metavar="KEY")
        change.add_argument("value", metavar="JSON", type=_json, help="true, 25, null, '\"a text\"'")
        change.set_defaults(do=self._set)

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        options["do"](options)

    def _list(self, _options: dict[str, Any]) -> None:
        settings = load()
        for name in NAMES:
            self.say(f"{name} = {json.dumps(getattr(settings, name), ensure_ascii=False)}")

    def _get(self, options: dict[str, Any]) -> None:
        name = options["key"]
        if name not in NAMES:
            raise NotFound(f"There is no setting {name!r}. Show all with: heliograph settings list")
        self.say(json.dumps(getattr(load(), name), ensure_ascii=False))

    def _set(self, options: dict[str, Any]) -> None:
        change_setting(options["key"], options["value"], actor=Actor.system(door=Door.COMMAND))
        self._get(options)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no JSON; a text is written '\"text\"'") from error
