from __future__ import annotations

from heliograph.errors import NotFound
from heliograph.site.models import Logo
from heliograph.site.theme import Shade


def logo(shade: Shade, *, digest: str | None) -> Logo:
    """The one that the settings name: another is of a page that was, or will be."""
    found = Logo.objects.filter(shade=shade, digest=digest).first() if digest else None
    if found is None:
        raise NotFound("There is no such logo.")
    return found
