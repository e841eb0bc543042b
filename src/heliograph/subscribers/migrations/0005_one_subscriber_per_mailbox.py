"""Adds the normalized address, and merges subscribers whose addresses name one mailbox.

Of several the one that is verified stays, else the oldest; it gains what the others subscribed to.
"""

import logging
from collections import defaultdict

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from heliograph.lib.mailboxes import mailbox_of

log = logging.getLogger(__name__)

_CHUNK = 1_000


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    subscribers = apps.get_model("subscribers", "Subscriber").objects
    by_mailbox = defaultdict(list)
    for pk, email, verified_at in subscribers.order_by("pk").values_list("pk", "email", "verified_at"):
        by_mailbox[mailbox_of(email)].append((verified_at is None, pk))
    for found in by_mailbox.values():
        (_, kept), *others = sorted(found)
        for _, other in others:
            _merge(apps, kept, other)
    rows = [subscribers.model(pk=min(found)[1], mailbox=mailbox) for mailbox, found in by_mailbox.items()]
    subscribers.bulk_update(rows, ["mailbox"], batch_size=_CHUNK)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table while checks are pending


def _merge(apps: StateApps, kept_id: int, other_id: int) -> None:
    subscribers = apps.get_model("subscribers", "Subscriber").objects
    kept, other = subscribers.get(pk=kept_id), subscribers.get(pk=other_id)
    # An unconfirmed subscription may be another person's doing: it adds nothing to a confirmed one.
    if other.verified_at is not None or kept.verified_at is None:
        _move(apps, kept_id, other_id)
        kept.is_global = kept.is_global or other.is_global
        kept.locale = kept.locale or other.locale
        kept.meta = {**other.meta, **kept.meta}
        kept.stopped_at = kept.stopped_at or other.stopped_at
        kept.stopped_because = kept.stopped_because or other.stopped_because
        if kept.verified_at is not None:
            kept.stopped_at, kept.stopped_because = None, ""
        kept.save()
    other.delete()
    log.warning("Subscriber %s has the same mailbox as %s and was merged into it.", other_id, kept_id)


def _move(apps: StateApps, kept_id: int, other_id: int) -> None:
    for model, columns in (
        ("Subscription", ("component_id",)),
        ("GroupSubscription", ("group_id",)),
        ("Following", ("incident_id", "schedule_id")),
    ):
        rows = apps.get_model("subscribers", model).objects
        known = set(rows.filter(subscriber_id=kept_id).values_list(*columns))
        for row in rows.filter(subscriber_id=other_id):
            if tuple(getattr(row, column) for column in columns) not in known:
                row.subscriber_id = kept_id
                row.save()


class Migration(migrations.Migration):
    dependencies = [("subscribers", "0004_groups_and_tries")]

    operations = [
        migrations.AddField(
            model_name="subscriber", name="mailbox", field=models.CharField(max_length=1_000, null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.UniqueConstraint(fields=("mailbox",), name="subscriber_mailbox_once"),
        ),
    ]
