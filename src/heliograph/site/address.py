"""Addresses that leave the house: in mails, feeds and calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings as project

if TYPE_CHECKING:
    from django.http import HttpRequest

DASHBOARD = "/dashboard/"
"""Where operators come in. Sessions are known there alone: no page can tell who is signed in."""


def absolute(path: str) -> str:
    """Below the configured address: what a request claims to be its host is never believed."""
    return f"{project.ENVIRONMENT.url}{path}"


def absolute_for(request: HttpRequest, path: str) -> str:
    """Below the configured address; while none is configured, below the one that the client used."""
    return absolute(path) if project.ENVIRONMENT.is_url_set else request.build_absolute_uri(path)


def host() -> str:
    return urlsplit(project.ENVIRONMENT.url).hostname or ""
