from __future__ import annotations

from django.urls import path

from heliograph.surfaces.mcp.door import endpoint

app_name = "mcp"
urlpatterns = [path("mcp", endpoint, name="endpoint")]
