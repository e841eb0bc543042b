"""WSGI application for other servers than `heliograph serve`: gunicorn, uWSGI (docs/configuration.md)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heliograph.project.settings")
django.setup()

from heliograph.project.other_servers import application  # noqa: E402 - what it imports needs Django's apps

__all__ = ["application"]
