"""Who else may vouch for somebody."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.conf import settings as project

register = template.Library()


@register.simple_tag
def single_sign_on() -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", project.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])
