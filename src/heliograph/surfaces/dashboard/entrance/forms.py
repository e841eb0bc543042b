"""The library's forms, with tries counted for all processes together, and those that failed recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError
from typing_extensions import override

from heliograph.accounts.sign_ins import record_failed_sign_in
from heliograph.surfaces.dashboard.entrance.callers import somebody
from heliograph.surfaces.dashboard.entrance.throttle import Attempt, take_turn
from heliograph.surfaces.dashboard.refusals import TooOften

if TYPE_CHECKING:
    from heliograph.accounts.models import User


class CodeForm(AuthenticateForm):
    user: User

    @override
    def clean_code(self) -> str:
        attempt = _take_turn(self.user)
        try:
            code = str(super().clean_code())
        except ValidationError:
            record_failed_sign_in(self.user.email, "code", actor=somebody(context.request))
            raise
        attempt.succeeded()
        return code


class CodeAgainForm(ReauthenticateForm):
    user: User

    @override
    def clean_code(self) -> str:
        attempt = _take_turn(self.user)
        code = str(super().clean_code())
        attempt.succeeded()
        return code


def _take_turn(user: User) -> Attempt:
    try:
        return take_turn(context.request, "code", account=user.email)
    except TooOften as refused:
        raise get_adapter().validation_error("too_many_login_attempts") from refused
