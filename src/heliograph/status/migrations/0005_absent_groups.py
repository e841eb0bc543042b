from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("status", "0004_by_publication"),
    ]

    operations = [
        migrations.AddField(
            model_name="component",
            name="absent_group",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
