import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import heliograph.lib.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("status", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.CharField(max_length=255)),
                ("is_global", models.BooleanField(default=True)),
                ("verified_at", models.DateTimeField(null=True)),
                ("meta", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=heliograph.lib.clock.now)),
                ("updated_at", models.DateTimeField(default=heliograph.lib.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="status.component",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="subscribers.subscriber",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="subscriber",
            name="components",
            field=models.ManyToManyField(
                related_name="subscribers", through="subscribers.Subscription", to="status.component"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(fields=("subscriber", "component"), name="subscription_once"),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="subscriber_email_once"
            ),
        ),
    ]
