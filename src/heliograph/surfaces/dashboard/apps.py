from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate
from typing_extensions import override


class DashboardConfig(AppConfig):
    name = "heliograph.surfaces.dashboard"
    label = "dashboard"

    @override
    def ready(self) -> None:
        """Who may do what is said by roles and abilities; rows of Django's own permissions say nothing."""
        post_migrate.disconnect(dispatch_uid=f"{create_permissions.__module__}.{create_permissions.__name__}")
        post_migrate.disconnect(create_contenttypes)


class UnfoldConfig(AppConfig):
    """Unfold's templates and files; its own configuration would load all of the admin in every process."""

    name = "unfold"
