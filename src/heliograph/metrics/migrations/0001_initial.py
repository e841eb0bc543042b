import django.db.models.deletion
from django.db import migrations, models

import heliograph.lib.clock
import heliograph.metrics.vocabulary
import heliograph.status.vocabulary


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Metric",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("suffix", models.CharField(max_length=255)),
                ("description", models.TextField(null=True)),
                ("default_value", models.FloatField(null=True)),
                (
                    "calc_type",
                    models.PositiveSmallIntegerField(
                        default=heliograph.metrics.vocabulary.MetricCalculation["SUM"]
                    ),
                ),
                ("display_chart", models.BooleanField(default=True)),
                ("places", models.PositiveSmallIntegerField(default=2)),
                (
                    "default_view",
                    models.PositiveSmallIntegerField(
                        default=heliograph.metrics.vocabulary.MetricView["TODAY"]
                    ),
                ),
                ("threshold", models.PositiveSmallIntegerField(default=5)),
                ("order", models.PositiveIntegerField(default=0)),
                (
                    "visible",
                    models.PositiveSmallIntegerField(
                        default=heliograph.status.vocabulary.Visibility["EVERYONE"]
                    ),
                ),
                ("created_at", models.DateTimeField(default=heliograph.lib.clock.now)),
                ("updated_at", models.DateTimeField(default=heliograph.lib.clock.now)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="metrics_newest_first",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("calc_type__in", [0, 1])), name="metric_calc_type_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("default_view__in", [0, 1, 2, 3])),
                        name="metric_default_view_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visible__in", [0, 1, 2])), name="metric_visible_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("places__lte", 4)), name="metric_places_few"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MetricPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.FloatField()),
                ("counter", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=heliograph.lib.clock.now)),
                ("updated_at", models.DateTimeField(default=heliograph.lib.clock.now)),
                (
                    "metric",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="metrics.metric",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["metric", "created_at"], name="points_by_time"),
                    models.Index(fields=["metric", "id"], name="points_by_id"),
                ],
            },
        ),
    ]
