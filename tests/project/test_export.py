"""`heliograph export`: everything as JSON, of one moment and without secrets."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from heliograph.project.exits import Exit
from heliograph.project.export import TABLES, Table
from tests.project.installation import Installation

STAYS = {
    # Secrets, and what is worthless without them.
    *("accounts.ApiToken", "accounts.SetUpLink", "delivery.ChatChannel"),
    # What Heliograph does and remembers for itself.
    *("accounts.AnsweredRequest", "accounts.Invitation", "accounts.OwedMail", "site.Installation"),
    *("delivery.Announcement", "delivery.CoveredStatus", "delivery.Delivery", "delivery.Pace"),
    *("delivery.WebhookAttempt", "accounts.SignInNetwork"),
    *("events.ClockReading", "events.Untold"),
    *("project.ImportedId", "project.ImportedTable", "project.WorkerSeen"),
}


def exported(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def test_everything_that_an_owner_has_put_in_is_in_it(migrated: Installation, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    assert migrated.run("demo").status == Exit.DONE
    migrated.run("user", "create", "olga@example.com", "--password-stdin", stdin="a long password of hers")
    assert migrated.run("settings", "set", "name", json.dumps("Größe")).status == Exit.DONE

    made = migrated.run("export", str(file))

    assert (made.status, made.err) == (Exit.DONE, "")
    read = exported(file)
    assert [*read] == ["heliograph", "exported_at", *(table.name for table in TABLES)]
    said = dict(line.split(": ") for line in made.out.splitlines())
    assert said == {table.name: f"{len(read[table.name]):,}" for table in TABLES}
    filled = {name for name, rows in read.items() if rows}
    assert filled >= {"components", "incidents", "updates", "schedules", "metric_points", "users", "events"}
    assert {row["name"]: row["value"] for row in read["settings"]}["name"] == "Größe"
    assert {row["component_id"] for row in read["incident_impacts"]} <= {
        one["id"] for one in read["components"]
    }
    assert [one["email"] for one in read["users"]][-1] == "olga@example.com"
    assert "password" not in read["users"][-1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_a_file_it_goes_to_standard_output(migrated: Installation) -> None:
    migrated.run("user", "create", "olga@example.com")

    made = migrated.run("export")

    assert [one["email"] for one in json.loads(made.out)["users"]] == ["olga@example.com"]


def test_where_it_cannot_be_written_is_said(migrated: Installation, tmp_path: Path) -> None:
    refused = migrated.run("export", str(tmp_path / "missing" / "export.json"))

    assert refused.status == Exit.DESTINATION
    assert refused.complaint.endswith("export.json cannot be written: No such file or directory.")


def test_no_secret_of_a_webhook_leaves(migrated: Installation) -> None:
    made = migrated.run_python(
        "import django; django.setup()\n"
        "from heliograph.delivery.models import WebhookSubscription as Webhook\n"
        "Webhook.objects.create(url='https://olga:hidden@example.com/hook', secret='hidden')"
    )
    assert made.err == ""

    out = migrated.run("export").out

    (webhook,) = json.loads(out)["webhooks"]
    assert webhook["url"].endswith("@example.com/hook")
    assert "hidden" not in out


def test_of_every_table_somebody_has_decided_whether_it_leaves() -> None:
    ours = {model for model in apps.get_models() if model.__module__.startswith("heliograph.")}

    assert {_label(model) for model in ours} - {_label(table.model) for table in TABLES} == STAYS


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_column_is_kept_back_that_there_is_not(table: Table) -> None:
    columns = {one.attname for one in table.model._meta.concrete_fields}

    assert {*table.secret, *table.without_secrets} <= columns


def _label(model: type[Model]) -> str:
    return model._meta.label
