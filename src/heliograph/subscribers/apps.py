from __future__ import annotations

from django.apps import AppConfig


class SubscribersConfig(AppConfig):
    name = "heliograph.subscribers"
    label = "subscribers"
