from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from heliograph.project.bodies import in_hand
from heliograph.project.hands import Hands
from heliograph.project.proxies import through
from heliograph.publishing.front import Front
from heliograph.surfaces.rest.throttle import requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heliograph.project.settings")

django = get_wsgi_application()
front = Front(
    in_hand(
        Hands(django, without=settings.STATIC_URL),
        at_most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        readers=2,
    ),
    renders=django,
    folder=settings.DATA_FOLDER.published,
    hosts=settings.ALLOWED_HOSTS,
    origin=settings.ENVIRONMENT.url,
    counts=requests,
    session_cookie=settings.SESSION_COOKIE_NAME,
)
application = through(front, trusted=settings.ENVIRONMENT.trusted_proxies)
ready = through(front.ready, trusted=settings.ENVIRONMENT.trusted_proxies)
