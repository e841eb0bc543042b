from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("subscribers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="link_asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="link_sent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="subscriber",
            index=models.Index(
                condition=models.Q(("link_asked_at", None), _negated=True),
                fields=["link_asked_at"],
                name="links_owed",
            ),
        ),
    ]
