import uuid

from django.db import migrations, models

import heliograph.lib.clock


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0002_logo"),
    ]

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(default=heliograph.lib.clock.now)),
            ],
        ),
    ]
