"""What has to answer before traffic is sent here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max

from heliograph.lib import clock
from heliograph.project.models import WorkerSeen

WORKER_MISSED_AFTER = timedelta(minutes=1)


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def worker_seen() -> datetime | None:
    """When one of all nodes' workers last said that it lives; None: none ever has."""
    seen: datetime | None = WorkerSeen.objects.aggregate(last=Max("seen_at"))["last"]
    return seen


def worker_answers() -> bool:
    """One of all nodes' workers is enough."""
    seen = worker_seen()
    return seen is not None and clock.now() - seen <= WORKER_MISSED_AFTER


CHECKS = {"database": database_answers, "worker": worker_answers}
