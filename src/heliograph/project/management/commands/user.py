from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.accounts.models import User
from heliograph.accounts.roles import Role
from heliograph.accounts.users import UserDraft, create_user, set_user_password
from heliograph.actors import Actor, Door
from heliograph.errors import Invalid, NotFound
from heliograph.lib.mailboxes import of_mailbox
from heliograph.project.commands import DatabaseCommand, one_of_these

_CREATE, _PASSWORD = "create", "password"


class Command(DatabaseCommand):
    help = "Make users, and set their passwords."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        commands = one_of_these(parser, "create | password")
        create = commands.add_parser(_CREATE, help="make a user")
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
        password = commands.add_parser(_PASSWORD, help="set a user's password, and end their sessions")
        password.add_argument("email", metavar="EMAIL")
        for command in (create, password):
            command.add_argument(
                "--password-stdin",
                action="store_true",
                help="read the password from standard input; on a terminal it is asked for without this",
            )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if options["subcommand"] == _CREATE:
            self._create(options)
        else:
            self._set_password(options)

    def _create(self, options: dict[str, Any]) -> None:
        password = _password(is_on_stdin=options["password_stdin"])
        draft = UserDraft(
            email=options["email"], name=options["name"], role=options["role"], password=password
        )
        user = create_user(draft, actor=Actor.system(door=Door.COMMAND))
        self.say(f"Made the {user.role} {user.email}.")
        if password is None:
            self.say(f"They have no password yet. Set one with: heliograph user password {user.email}")

    def _set_password(self, options: dict[str, Any]) -> None:
        user = User.objects.filter(of_mailbox(options["email"])).exclude(email="").first()
        if user is None:
            raise NotFound(f"There is no user {options['email']}.")
        password = _password(is_on_stdin=options["password_stdin"])
        if password is None:
            raise Invalid({"password": ["Run this on a terminal, or give the password by --password-stdin."]})
        set_user_password(user.pk, password, actor=Actor.system(door=Door.COMMAND))
        self.say(f"The password of {user.email} is set. All their sessions have ended.")


def _password(*, is_on_stdin: bool) -> str | None:
    """Returns None where there is neither `--password-stdin` nor a terminal to ask on."""
    if is_on_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise Invalid({"password": ["The two passwords differ."]})
    return password
