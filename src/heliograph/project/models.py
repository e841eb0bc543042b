from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override


class WorkerSeen(models.Model):
    """When a node's worker last said that it is alive."""

    node = models.CharField(max_length=255, primary_key=True)
    version = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return self.node


class ImportedTable(models.Model):
    """How far an import has read a table: what was met and is not here any more stays away.

    `origin` says which installation of another status page it was, here and below.
    """

    origin = models.CharField(max_length=64)
    table = models.CharField(max_length=64)
    last_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "table"], name="imported_table_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.table} up to {self.last_id}"


class ImportedId(models.Model):
    """An imported row whose id was taken here; all others kept theirs."""

    origin = models.CharField(max_length=64)
    table = models.CharField(max_length=64)
    source_id = models.BigIntegerField()
    own_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "table", "source_id"], name="imported_id_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.table}: {self.source_id} -> {self.own_id}"
