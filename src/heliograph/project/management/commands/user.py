from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.accounts.roles import Role
from heliograph.accounts.users import UserDraft, create_user
from heliograph.actors import Actor, Door
from heliograph.project.commands import DatabaseCommand, one_of_these


class Command(DatabaseCommand):
    help = "Make users."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        create = one_of_these(parser, "create").add_parser("create", help="make a user")
        create.add_argument("email", metavar="EMAIL")
        create.add_argument("--name", default="", metavar="NAME")
        create.add_argument(
            "--admin",
            action="store_const",
            dest="role",
            const=Role.ADMINISTRATOR,
            default=Role.OPERATOR,
            help="may do everything",
        )
        create.add_argument(
            "--password-stdin",
            action="store_const",
            dest="read_password",
            const=_first_line,
            default=_none,
            help="read the password from standard input; without one, the user cannot sign in yet",
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        password = options["read_password"]()
        draft = UserDraft(
            email=options["email"], name=options["name"], role=options["role"], password=password
        )
        user = create_user(draft, actor=Actor.system(door=Door.COMMAND))
        self.say(f"Made the {user.role} {user.email}.")


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _none() -> None:
    return None
