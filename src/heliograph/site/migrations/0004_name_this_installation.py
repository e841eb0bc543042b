"""Each installation is named by chance, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

THE_ONLY = 1


def name_it(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("site", "Installation").objects.get_or_create(pk=THE_ONLY)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("site", "0003_installation")]
    operations: ClassVar = [migrations.RunPython(name_it, migrations.RunPython.noop)]
