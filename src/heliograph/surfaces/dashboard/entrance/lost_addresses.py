"""Sign-in of users whose address was released to its owner: by that address and their own password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend
from typing_extensions import override

from heliograph.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


class LostAddressBackend(ModelBackend):
    """Asked after Django's own, which finds the owner of the address."""

    @override
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        email = str(credentials.get("email") or "")
        if not email or password is None:
            return None
        users = User.objects.filter(email="", lost_email__iexact=email, is_active=True)
        return next((user for user in users if user.check_password(password)), None)
