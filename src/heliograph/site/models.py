from __future__ import annotations

import uuid

from django.db import models
from typing_extensions import override

from heliograph.lib import clock


class Setting(models.Model):
    """A setting that differs from its default."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField(null=True)
    updated_at = models.DateTimeField(default=clock.now)

    @override
    def __str__(self) -> str:
        return self.name


class Logo(models.Model):
    """`digest` is the content's; the setting named like the shade holds it while the logo is shown."""

    shade = models.CharField(max_length=16, primary_key=True)
    content = models.BinaryField()
    content_type = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)

    @override
    def __str__(self) -> str:
        return f"{self.shade} {self.digest}"


class Installation(models.Model):
    """The one that this is: what its ids in other people's systems are made of never changes."""

    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=clock.now)

    @override
    def __str__(self) -> str:
        return str(self.guid)
