from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class SubscribersConfig(AppConfig):
    name = "heliograph.subscribers"
    label = "subscribers"

    @override
    def ready(self) -> None:
        """By now there are models to listen to."""
        import_module(f"{self.name}.ended_groups")
