import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from heliograph.project.__main__ import COMMANDS
from heliograph.project.exits import Exit
from tests.project.installation import Installation, migrated_installation

_DOCS = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def olgas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One for all tests that change nothing that another looks at: to make it takes seconds."""
    with migrated_installation(tmp_path_factory.mktemp("olgas")) as made:
        assert made.run("user", "create", "olga@example.com", "--name", "Olga").status == Exit.DONE
        yield made


def _in_database(installation: Installation, expression: str) -> str:
    code = "import django; django.setup()\nfrom heliograph.accounts.models import *\n"
    return installation.run_python(f"{code}print({expression})").out.strip()


def test_a_user_is_made_with_the_password_from_standard_input(olgas: Installation) -> None:
    arguments = ("user", "create", "anna@example.com", "--admin", "--password-stdin")
    made = olgas.run(*arguments, stdin="a good password\n")
    anna = "User.objects.get(email='anna@example.com')"

    assert made.status == Exit.DONE
    assert "anna@example.com" in made.out
    found = _in_database(olgas, f"{anna}.role, {anna}.check_password('a good password')")
    assert found == "administrator True"
    assert _in_database(olgas, f"{anna}.password").startswith("argon2")


def test_a_user_without_a_password_cannot_sign_in(olgas: Installation) -> None:
    assert _in_database(olgas, "User.objects.get(email__startswith='olga').has_usable_password()") == "False"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("olga@example.com",), "email"),
        (("olga",), "email"),
        (("o@example.com", "--password-stdin"), "password"),
    ],
)
def test_a_user_that_cannot_be_is_refused_by_field(
    olgas: Installation, arguments: tuple[str, ...], field: str
) -> None:
    refused = olgas.run("user", "create", *arguments, stdin="short\n")

    assert refused.status == Exit.REFUSED
    assert refused.complaint.startswith(f"heliograph: {field}: ")


def test_a_new_token_stands_alone_on_a_line_and_is_kept_as_a_hash(olgas: Installation) -> None:
    arguments = ("--name", "deploys", "--ability", "incidents.manage", "--ability", "components.manage")
    made = olgas.run("token", "create", "Olga@example.com", *arguments, "--expires-in", "30")

    assert made.status == Exit.DONE
    assert re.fullmatch(r"\d+\|[A-Za-z0-9]{40}\n", made.out)
    secret = made.out.strip().partition("|")[2]
    kept = _in_database(olgas, "ApiToken.objects.values_list().get()")
    assert secret not in kept
    assert "'incidents.manage', 'components.manage'" in kept
    assert _in_database(olgas, "ApiToken.objects.get().expires_at is None") == "False"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("nobody@example.com", "--name", "a"), Exit.REFUSED),
        (("olga@example.com", "--name", "a", "--ability", "everything"), Exit.REFUSED),
        (("olga@example.com", "--name", " "), Exit.REFUSED),
        (("olga@example.com",), Exit.USAGE),
        (("olga@example.com", "--name", "a", "--expires-in", "0"), Exit.USAGE),
        (("olga@example.com", "--name", "a", "--expires-in", "99999999999"), Exit.USAGE),
    ],
)
def test_a_token_that_cannot_be_is_refused(
    olgas: Installation, arguments: tuple[str, ...], status: Exit
) -> None:
    refused = olgas.run("token", "create", *arguments)

    assert refused.status == status
    assert not refused.out


def test_a_setting_is_changed_and_shown(olgas: Installation) -> None:
    assert olgas.run("settings", "set", "name", '"Ünser page"').out == '"Ünser page"\n'
    assert olgas.run("settings", "get", "name").out == '"Ünser page"\n'
    assert 'name = "Ünser page"' in olgas.run("settings", "list").out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("get", "nothing"), Exit.REFUSED),
        (("set", "nothing", "1"), Exit.REFUSED),
        (("set", "incident_days", "900"), Exit.REFUSED),
        (("set", "incident_days", '"many"'), Exit.REFUSED),
        (("set", "name", "no json"), Exit.USAGE),
        ((), Exit.USAGE),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    olgas: Installation, arguments: tuple[str, ...], status: Exit
) -> None:
    assert olgas.run("settings", *arguments).status == status


def test_the_demo_fills_an_empty_installation_once(migrated: Installation) -> None:
    first, second = migrated.run("demo"), migrated.run("demo")

    assert first.status == Exit.DONE, first.err
    assert json.loads(migrated.run("settings", "get", "name").out) == "Heliograph Demo"
    assert second.status == Exit.REFUSED
    assert "not empty" in second.complaint


@pytest.mark.parametrize("chosen", [{"name": "Acme Status"}, {"about": "All of *Acme*."}])
def test_the_demo_keeps_what_the_owner_chose_and_prints_what_it_added(
    migrated: Installation, chosen: dict[str, str]
) -> None:
    for name, value in chosen.items():
        migrated.run("settings", "set", name, json.dumps(value))
    filled = migrated.run("demo")

    assert "Added: 3 groups, 12 components, 11 incidents, 2 maintenance, 2 metrics." in filled.out
    for name, value in chosen.items():
        assert json.loads(migrated.run("settings", "get", name).out) == value


def test_a_list_of_subscribers_in_another_encoding_is_refused_without_a_trace(
    migrated: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("Email;Language\njörg@example.com;de\n".encode("latin-1"))
    arguments = ("subscribers", "import", str(file), "--consent", "In the shop.")
    refused = migrated.run(*arguments)
    brought_in = migrated.run(*arguments, "--encoding", "latin-1")

    assert refused.status == Exit.REFUSED
    assert refused.complaint.startswith("heliograph: file: The file is in neither UTF-8 nor UTF-16.")
    assert brought_in.status == Exit.DONE, brought_in.err
    assert "1 are subscribed" in brought_in.out


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(installation: Installation) -> None:
    installation.data.mkdir(mode=0o755)
    found = installation.run("doctor")

    assert found.status == Exit.FOUND_WRONG
    assert f"chmod 700 {installation.data}" in found.out
    assert "heliograph migrate" in found.out


def test_the_doctor_finds_a_secret_key_that_others_can_read(installation: Installation) -> None:
    installation.run("doctor")
    (installation.data / "secret-key").chmod(0o640)

    assert f"chmod 600 {installation.data / 'secret-key'}" in installation.run("doctor").out


def test_the_doctor_misses_a_worker_and_a_user(migrated: Installation) -> None:
    found = migrated.run("doctor")

    assert found.status == Exit.FOUND_WRONG
    assert "No worker has ever been seen" in found.out
    assert "heliograph user create" in found.out


def test_the_doctor_is_content_when_all_is_well(olgas: Installation) -> None:
    with olgas.running("worker") as worker:
        worker.await_line("worker runs")
        said = {
            "HELIOGRAPH_URL": "https://status.example.com",
            "HELIOGRAPH_EMAIL_URL": "smtp://mail.example.com",
        }
        found = olgas.run("doctor", **said)

    assert {line.split()[0] for line in found.out.splitlines()} == {"ok"}
    assert found.status == Exit.DONE


def test_what_the_data_folder_holds_is_for_its_owner_alone(olgas: Installation) -> None:
    assert stat.S_IMODE(olgas.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((olgas.data / "secret-key").stat().st_mode) == 0o600


def test_the_documentation_lists_the_commands_that_there_are() -> None:
    assert re.findall(r"^\| `([a-z]+)` \|", _DOCS, flags=re.MULTILINE) == list(COMMANDS)


def test_the_documentation_lists_each_exit_status() -> None:
    documented = re.findall(r"^\| (\d+) \| `([A-Z_]+)` \|", _DOCS, flags=re.MULTILINE)

    assert documented == [(str(one.value), one.name) for one in Exit]
