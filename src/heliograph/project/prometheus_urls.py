"""What Prometheus reads, with what the composition root knows of workers."""

from __future__ import annotations

from django.urls import path

from heliograph.project.readiness import worker_seen
from heliograph.surfaces.prometheus.door import metrics

urlpatterns = [path("", metrics(worker_seen), name="prometheus")]
