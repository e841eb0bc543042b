"""How operators come in, with what the set-up takes from the composition root."""

from __future__ import annotations

from django.urls import path

from heliograph.project.demo import fill
from heliograph.surfaces.dashboard.entrance import urls
from heliograph.surfaces.dashboard.entrance.set_up import welcome

urlpatterns = [*urls.urlpatterns, path("welcome/", welcome(fill), name="welcome")]
