"""Composition of what answers requests: the page cache in front of Django, behind the trusted proxies."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from heliograph.project.bodies import limit_bodies
from heliograph.project.proxies import through
from heliograph.project.rsgi import RsgiApplication
from heliograph.publishing.front import Front
from heliograph.surfaces.rest.throttle import requests

_MAX_BODY_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

django = get_wsgi_application()
front = Front(
    limit_bodies(django, max_bytes=_MAX_BODY_BYTES),
    renders=django,
    folder=settings.DATA_FOLDER.published,
    hosts=settings.ALLOWED_HOSTS,
    origin=settings.ENVIRONMENT.url,
    counts=requests,
)


def rsgi_application() -> RsgiApplication:
    """For `heliograph serve`."""
    return RsgiApplication(
        django,
        front=front,
        ready=through(front.ready, trusted=settings.ENVIRONMENT.trusted_proxies),
        static_path=settings.STATIC_URL,
        max_body_bytes=_MAX_BODY_BYTES,
    )
