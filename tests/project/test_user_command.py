"""`heliograph user` as an owner runs it: on a terminal, and by a script."""

import pytest

from heliograph.project.exits import Exit
from tests.project.installation import Installation
from tests.project.terminal import on_terminal

ADA, PASSWORD, OTHER = "ada@example.com", "correct horse battery staple", "quite another one"
ASKED = "Password: "
AGAIN = "The same again: "


def in_database(installation: Installation, expression: str) -> str:
    code = "import django; django.setup()\nfrom heliograph.accounts.models import *\n"
    code += "from heliograph.accounts import set_up\nfrom heliograph.events.models import Event\n"
    return installation.run_python(f"{code}print({expression})").out.strip()


def has_password(installation: Installation, password: str) -> bool:
    return in_database(installation, f"User.objects.get().check_password({password!r})") == "True"


def test_a_terminal_asks_for_the_password_twice_and_does_not_show_it(migrated: Installation) -> None:
    create = ("user", "create", ADA, "--admin")
    status, shown = on_terminal(migrated, *create, answers=[(ASKED, PASSWORD), (AGAIN, OTHER)])
    assert (status, "The two passwords differ." in shown) == (Exit.REFUSED, True)

    status, shown = on_terminal(migrated, *create, answers=[(ASKED, PASSWORD), (AGAIN, PASSWORD)])

    assert status == Exit.DONE
    assert f"Made the administrator {ADA}." in shown
    assert PASSWORD not in shown
    assert has_password(migrated, PASSWORD)
    assert in_database(migrated, "User.objects.get().email_verified_at is None") == "False"


def test_a_password_is_set_on_a_terminal_and_ends_the_sessions(migrated: Installation) -> None:
    made = migrated.run("user", "create", ADA, "--admin")
    assert f"heliograph user password {ADA}" in made.out
    assert in_database(migrated, "set_up.is_claimed()") == "False"
    before = in_database(migrated, "User.objects.get().get_session_auth_hash()")

    command = ("user", "password", ADA.upper())
    status, shown = on_terminal(migrated, *command, answers=[(ASKED, PASSWORD), (AGAIN, PASSWORD)])

    assert (status, PASSWORD in shown) == (Exit.DONE, False)
    assert has_password(migrated, PASSWORD)
    assert in_database(migrated, "set_up.is_claimed()") == "True"
    assert in_database(migrated, "User.objects.get().get_session_auth_hash()") != before
    assert in_database(migrated, "Event.objects.last().kind, Event.objects.last().door") == (
        "user_password_changed command"
    )
    assert in_database(migrated, "OwedMail.objects.get().kind") == "password_changed"


def test_a_script_gives_the_password_by_standard_input(migrated: Installation) -> None:
    create = migrated.run("user", "create", ADA, "--password-stdin", stdin=f"{OTHER}\n")
    changed = migrated.run("user", "password", ADA, "--password-stdin", stdin=f"{PASSWORD}\n")

    assert (create.status, changed.status) == (Exit.DONE, Exit.DONE)
    assert has_password(migrated, PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ((ADA, "--password-stdin"), "password: "),
        ((ADA,), "password: Run this on a terminal"),
        (("nobody@example.com", "--password-stdin"), "There is no user nobody@example.com."),
    ],
)
def test_a_password_that_cannot_be_set_is_refused(
    migrated: Installation, arguments: tuple[str, ...], field: str
) -> None:
    migrated.run("user", "create", ADA)

    refused = migrated.run("user", "password", *arguments, stdin="short\n")

    assert refused.status == Exit.REFUSED
    assert refused.complaint.startswith(f"heliograph: {field}")
