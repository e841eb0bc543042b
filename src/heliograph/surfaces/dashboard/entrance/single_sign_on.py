"""Signing in by OpenID Connect: the library's flow, with what it leaves out checked as well.

It relies on the connection to the provider; we check the token's signature too, and its algorithm, that it
answers the question that this browser asked (nonce), that it is from the provider whom the owner named, and
that it is about the same person as what the provider tells besides.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings as project
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from typing_extensions import override

from heliograph.accounts.roles import Role
from heliograph.accounts.sign_ins import record_failed_sign_in
from heliograph.accounts.single_sign_on import Identity, Newcomers, recognise_user
from heliograph.errors import Forbidden
from heliograph.lib.outbound import requests_session
from heliograph.site.address import absolute
from heliograph.surfaces.dashboard.entrance.callers import somebody
from heliograph.surfaces.dashboard.entrance.links import too_often
from heliograph.surfaces.dashboard.entrance.throttle import take_turn
from heliograph.surfaces.dashboard.refusals import TooOften

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin, SocialToken
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_NONCE = "single_sign_on_nonce"
_ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
"""Those with a public key: neither none at all nor one that whoever knows the public key could use."""


class Provider(OpenIDConnectProvider):
    """What an address says about scopes or parameters is not heeded."""

    @override
    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        request.session[_NONCE] = nonce = secrets.token_urlsafe(24)
        return {"nonce": nonce}

    @override
    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    @override
    def get_oauth2_adapter(self, request: HttpRequest) -> OpenId:
        return OpenId(request, self.app.provider_id)


class OpenId(OpenIDConnectOAuth2Adapter):
    @override
    def get_provider(self) -> Provider:
        """By the settings alone: the library's register of providers would load all of it at each start."""
        return Provider(self.request, app=get_adapter().get_app(self.request, provider=self.provider_id))

    @override
    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Below the public address, whatever name a request claims to have come to."""
        return absolute(reverse("openid_connect_callback", args=[self.provider_id]))

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        issuer = self.get_provider().app.settings["server_url"]
        if str(config.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
            raise OAuth2Error("The provider says that it is another one.")
        return config

    @override
    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        try:
            claims = self._decode_id_token(app, kwargs["response"]["id_token"])
            told = self._fetch_user_info(token.token)
            if told["sub"] != claims["sub"]:
                raise OAuth2Error("The provider tells of somebody else.")
        except (KeyError, TypeError, ValueError) as wrong:
            raise OAuth2Error("The provider's answer lacks something.") from wrong
        # An address counts only where this very provider has verified it, and says so in so many words.
        data = {**told, "email_verified": told.get("email_verified") is True}
        return self.get_provider().sociallogin_from_response(request, {"userinfo": data})

    @override
    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        nonce = self.request.session.pop(_NONCE, None)
        try:
            header = jwt.get_unverified_header(id_token)
        except jwt.PyJWTError as wrong:
            raise OAuth2Error("The token is none.") from wrong
        if header.get("alg") not in _ALGORITHMS:
            raise OAuth2Error("The token is not signed in a way that counts.")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if nonce is None or not secrets.compare_digest(str(claims.get("nonce")), nonce):
            raise OAuth2Error("The token answers another question.")
        return claims


class SingleSignOn(DefaultSocialAccountAdapter):
    @override
    def get_requests_session(self) -> Any:
        return requests_session()

    @override
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    @override
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        account = sociallogin.account
        verified = [one.email for one in sociallogin.email_addresses if one.verified]
        name = str(account.extra_data.get("userinfo", {}).get("name") or "")
        identity = Identity(
            provider=account.provider, uid=account.uid, email=verified[0] if verified else "", name=name
        )
        try:
            recognised = recognise_user(identity, _newcomers(), actor=somebody(request))
        except Forbidden as refused:
            raise ImmediateHttpResponse(_refused(request, refused.message)) from refused
        sociallogin.user, sociallogin.account = recognised.user, recognised.account

    @override
    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(_refused(request, ""))


def _newcomers() -> Newcomers:
    role = project.SINGLE_SIGN_ON_ROLE
    return Newcomers(role=Role(role) if role else None)


def _refused(request: HttpRequest, reason: str) -> HttpResponseBase:
    record_failed_sign_in("", "single sign-on", actor=somebody(request))
    return render(request, "entrance/single_sign_on_failed.html", {"reason": reason}, status=403)


@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """A page that leads on: our own policy lets no form lead to another host by itself."""
    try:
        take_turn(request, "single sign-on")
        provider = OpenId(request, provider_id).get_provider()
        next_url = request.POST.get("next")
        asked = provider.get_auth_params_from_request(request, "")
        leads = provider.redirect(request, AuthProcess.LOGIN, next_url=next_url, auth_params=asked)
    except TooOften as refused:
        return too_often(request, refused)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    except (OSError, ValueError, KeyError, OAuth2Error):
        return _refused(request, "")
    return render(request, "entrance/leaving.html", {"address": leads["Location"], "name": provider.name})


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    try:
        take_turn(request, "single sign-on")
        response: HttpResponseBase = OAuth2CallbackView.adapter_view(OpenId(request, provider_id))(request)
    except TooOften as refused:
        return too_often(request, refused)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    except (OSError, ValueError, KeyError):  # what the far side said is no answer
        return _refused(request, "")
    return response
