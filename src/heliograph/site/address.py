"""Addresses that leave the house: in mails, feeds and calendars."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings as project

DASHBOARD = "/dashboard/"
"""Where operators come in. Sessions are known there alone: no page can tell who is signed in."""


def absolute(path: str) -> str:
    """Below the configured address: what a request claims to be its host is never believed."""
    return f"{project.ENVIRONMENT.url}{path}"


def host() -> str:
    return urlsplit(project.ENVIRONMENT.url).hostname or ""
