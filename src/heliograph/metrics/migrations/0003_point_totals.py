"""Points get the sum of their values: until now a point stood for `counter` times its first value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models
from django.db.models import Case, F, FloatField, When
from django.db.models.functions import Cast

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

_LARGEST = 1e280
"""PostgreSQL refuses a product that overflows: values beyond it, which no chart shows, stay as they are."""


def fill_totals(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In one statement: PostgreSQL makes no index after a second update of rows with a foreign key."""
    sums = When(value__range=(-_LARGEST, _LARGEST), then=F("value") * Cast("counter", FloatField()))
    apps.get_model("metrics", "MetricPoint").objects.update(total=Case(sums, default=F("value")))


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0002_points_by_time_with_values"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="metricpoint",
            name="points_by_time",
        ),
        migrations.AddField(
            model_name="metricpoint",
            name="total",
            field=models.FloatField(db_default=0.0),
        ),
        migrations.RunPython(fill_totals, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="metricpoint",
            index=models.Index(fields=["metric", "created_at", "total", "counter"], name="points_by_time"),
        ),
    ]
