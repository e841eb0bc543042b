"""The database refuses to change what happened. Old events may go (retention), none may be rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

REFUSE = {
    "sqlite": """
        CREATE TRIGGER events_append_only BEFORE UPDATE ON events_event
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END
    """,
    "postgresql": """
        CREATE FUNCTION events_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'events are never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$;
        CREATE TRIGGER events_append_only BEFORE UPDATE ON events_event
        FOR EACH ROW EXECUTE FUNCTION events_refuse_change()
    """,
}
ALLOW = {
    "sqlite": "DROP TRIGGER events_append_only",
    "postgresql": "DROP TRIGGER events_append_only ON events_event; DROP FUNCTION events_refuse_change()",
}


def refuse_change(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(REFUSE[schema_editor.connection.vendor])


def allow_change(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(ALLOW[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("events", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(refuse_change, allow_change)]
