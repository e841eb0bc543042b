"""The addresses below /dashboard for who is not in yet, by the names that the library knows them by."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa import urls as mfa
from django.urls import include, path

from heliograph.surfaces.dashboard.entrance import links, set_up, single_sign_on

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", include(mfa.urlpatterns)),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("single-sign-on/<str:provider_id>/", single_sign_on.begin, name="openid_connect_login"),
    path(
        "single-sign-on/<str:provider_id>/callback/", single_sign_on.callback, name="openid_connect_callback"
    ),
    path("password/", links.forgotten, name="account_reset_password"),
    path("password/<str:key>/", links.new_password, name="new_password"),
    path("address/<str:key>/", links.new_address, name="confirm_address"),
    path("invitation/<str:key>/", links.invitation, name="invitation"),
    path("set-up/<str:secret>/", set_up.first_page, name="set_up"),
]
