from __future__ import annotations

from django.template import Library

from heliograph.surfaces.public.links import asked_language, link_to

register = Library()
register.simple_tag(link_to)
register.simple_tag(asked_language)
