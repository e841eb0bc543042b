"""What stops a start: one line that says what, an exit status of its own, and nothing half done."""

import json
from pathlib import Path

import pytest

from heliograph import __version__
from heliograph.project import folder
from heliograph.project.exits import Exit
from heliograph.project.folder import DataFolder
from tests.project.installation import Installation

_FROM_THE_FUTURE = """
import django
django.setup()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connection).record_applied("status", "9999_from_the_future")
"""


@pytest.mark.parametrize("command", ["serve", "doctor"])
@pytest.mark.parametrize(
    ("variable", "text"),
    [("HELIOGRAPH_DATABASE", "x"), ("HELIOGRAPH_LOG_FORMAT", "xml"), ("DATABASE_URL", "mysql://db/page")],
)
def test_a_wrong_environment(installation: Installation, command: str, variable: str, text: str) -> None:
    refused = installation.run(command, **{variable: text})

    assert refused.status == Exit.ENVIRONMENT
    assert variable in refused.complaint
    assert not installation.data.exists()


def test_a_data_folder_that_cannot_be_made(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    refused = installation.run("serve", HELIOGRAPH_DATA=str(file / "data"))

    assert refused.status == Exit.DATA_FOLDER
    assert str(file / "data") in refused.complaint


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_data_folder_that_another_version_uses(installation: Installation, command: str) -> None:
    with folder.hold(folder.made(installation.data), version="0.0.1"):
        refused = installation.run(command)

    assert refused.status == Exit.OTHER_VERSION
    assert "0.0.1" in refused.complaint
    assert __version__ in refused.complaint


@pytest.mark.parametrize("command", [("worker",), ("settings", "list")])
def test_a_database_that_a_newer_version_changed(
    installation: Installation, command: tuple[str, ...]
) -> None:
    assert installation.run("migrate").status == Exit.DONE
    installation.run_python(_FROM_THE_FUTURE)
    refused = installation.run(*command)

    assert refused.status == Exit.OTHER_VERSION
    assert "status.9999_from_the_future" in refused.complaint


@pytest.mark.parametrize("command", [("serve",), ("migrate",), ("settings", "list")])
def test_a_database_that_cannot_be_reached(installation: Installation, command: tuple[str, ...]) -> None:
    nowhere = "postgresql://olga:hunter2@127.0.0.1:1/page"
    refused = installation.run(*command, DATABASE_URL=nowhere)

    assert refused.status == Exit.DATABASE
    assert "DATABASE_URL" in refused.complaint
    assert "hunter2" not in refused.err


def test_a_database_that_is_not_up_to_date(installation: Installation) -> None:
    refused = installation.run("user", "create", "olga@example.com")

    assert refused.status == Exit.DATABASE
    assert "heliograph migrate" in refused.complaint


@pytest.mark.parametrize("address", ["8000", "127.0.0.1:", "::1:8000", "localhost:port"])
def test_an_address_that_is_none(installation: Installation, address: str) -> None:
    refused = installation.run("serve", "--bind", address)

    assert refused.status == Exit.USAGE
    assert repr(address) in refused.err


def test_a_command_that_there_is_not(installation: Installation) -> None:
    refused = installation.run("server")

    assert refused.status == Exit.USAGE
    assert "'server'" in refused.err


@pytest.mark.parametrize("text", ["", "--help", "help"])
def test_who_asks_for_help_is_shown_the_commands(installation: Installation, text: str) -> None:
    shown = installation.run(*text.split())

    assert shown.status == Exit.DONE
    assert "serve" in shown.out


def test_many_that_start_at_once_make_one_installation(installation: Installation) -> None:
    with installation.running("worker") as one, installation.running("worker") as other:
        one.await_line("worker runs")
        other.await_line("worker runs")
    assert installation.run("doctor").out.count("up to date") == 1
    assert len(DataFolder(installation.data).secret_key.read_text()) == 64


def test_a_failure_of_ours_is_one_line_in_json(installation: Installation) -> None:
    """Whoever collects the log gets each record whole."""
    failed = installation.run_python(
        "import django, logging; django.setup()\n"
        "try: 1 / 0\n"
        "except ZeroDivisionError: logging.getLogger('heliograph').exception('It failed')\n",
        HELIOGRAPH_LOG_FORMAT="json",
    )
    line = json.loads(failed.complaint)

    assert line["message"] == "It failed"
    assert "ZeroDivisionError" in line["trace"]
