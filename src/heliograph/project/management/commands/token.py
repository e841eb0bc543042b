from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.accounts.models import User
from heliograph.accounts.tokens import ALL_ABILITIES, TokenDraft, create_token
from heliograph.actors import Actor, Door
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.lib.mailboxes import of_mailbox
from heliograph.project.commands import DatabaseCommand, one_of_these

_MOST_DAYS = 36_500


class Command(DatabaseCommand):
    help = "Make API tokens."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        create = one_of_these(parser, "create").add_parser("create", help="make a token and print it, once")
        create.add_argument("email", metavar="EMAIL", help="whose token it is")
        create.add_argument("--name", required=True, metavar="NAME", help="what it is for")
        create.add_argument(
            "--ability",
            action="append",
            dest="abilities",
            metavar="ABILITY",
            help="such as incidents.manage; may be said again; without any, the token may do everything",
        )
        create.add_argument("--expires-in", type=_days, metavar="DAYS", help="without it, never")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        draft = TokenDraft(
            user=_user(options["email"]),
            name=options["name"],
            abilities=tuple(options["abilities"] or [ALL_ABILITIES]),
            expires_at=_after(options["expires_in"]),
        )
        self.say(create_token(draft, actor=Actor.system(door=Door.COMMAND)).text)


def _user(email: str) -> User:
    user = User.objects.filter(of_mailbox(email)).first()
    if user is None:
        raise NotFound(f"There is no user {email}. Make one with: heliograph user create {email}")
    return user


def _after(pause: timedelta | None) -> datetime | None:
    return None if pause is None else clock.now() + pause


def _days(text: str) -> timedelta:
    if not text.isdecimal() or not 0 < int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to {_MOST_DAYS}")
    return timedelta(days=int(text))
