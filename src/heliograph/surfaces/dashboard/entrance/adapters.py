"""What django-allauth asks us, and tells us."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings as project
from typing_extensions import override

from heliograph.accounts.own_account import change_second_factor
from heliograph.accounts.sign_ins import record_failed_sign_in, record_sign_in, record_sign_out
from heliograph.lib import clock
from heliograph.site import settings
from heliograph.surfaces.dashboard.entrance.callers import address_of, signed_in, somebody
from heliograph.surfaces.dashboard.entrance.sessions import BEGUN_AT, keep_session
from heliograph.surfaces.dashboard.entrance.throttle import take_turn
from heliograph.surfaces.dashboard.refusals import TooOften

if TYPE_CHECKING:
    from django.http import HttpRequest

    from heliograph.accounts.models import User

_SECOND_FACTOR_MAIL = "mfa/email/"


class SignIn(DefaultAccountAdapter):
    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Users are invited."""
        return False

    @override
    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "127.0.0.1"  # a local socket has none, and its column must have one

    @override
    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        try:
            attempt = take_turn(request, "password", account=str(credentials.get("email", "")))
        except TooOften as refused:
            raise self.validation_error("too_many_login_attempts") from refused
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            attempt.succeeded()
        return user

    @override
    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_failed_sign_in(str(credentials.get("email", "")), "password", actor=somebody(request))

    @override
    def reauthenticate(self, user: User, password: str) -> bool:
        return bool(self.authenticate(context.request, email=user.email, password=password) == user)

    @override
    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session[BEGUN_AT] = clock.now().timestamp()
        methods = tuple(dict.fromkeys(_name_of(one) for one in get_authentication_records(request, user)))
        record_sign_in(methods, actor=signed_in(request, user))

    @override
    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            record_sign_out(actor=signed_in(request, request.user))
        super().logout(request)

    @override
    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say themselves how things stand."""

    @override
    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """The one place where the library tells of every change of a second factor."""
        if template_prefix.startswith(_SECOND_FACTOR_MAIL):
            what = template_prefix.removeprefix(_SECOND_FACTOR_MAIL)
            request = self.request or context.request
            keep_session(request, change_second_factor(what, actor=signed_in(request, user)))


def _name_of(record: dict[str, Any]) -> str:
    return str(record.get("type") or record["method"])


class SecondFactor(DefaultMFAAdapter):
    """What makes codes is kept encrypted: who reads the database alone cannot make them."""

    @override
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    @override
    def get_totp_issuer(self) -> str:
        return settings.load().name

    @override
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A key is made for the host that the browser came to; Django lets in no host that is not ours."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.load().name}


def _cipher() -> Fernet:
    key = sha256(f"heliograph.second-factor|{project.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
