"""Class 23: who comes by a provider, or by a proxy that vouches for them."""

import html
import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from heliograph.accounts.models import Invitation, User
from heliograph.accounts.roles import Role
from heliograph.events.models import Event
from heliograph.lib.proxies import FROM_TRUSTED_PROXY
from tests import openid_provider
from tests.factories import a_person, a_user
from tests.openid_provider import CLIENT, SECRET, OpenIdProvider

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]

BEGIN = "/dashboard/single-sign-on/sso/"
CALLBACK = f"{BEGIN}callback/"


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[OpenIdProvider]:
    with openid_provider.running() as provider:
        app = {
            "provider_id": "sso",
            "name": "Example",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": provider.issuer},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        settings.ALLOW_NETWORKS = (ip_network("127.0.0.0/8"),)
        yield provider


def led_to(client: Client, **said: str) -> str:
    page = client.post(BEGIN, said).content.decode()
    found = re.search(r'content="0; ?url=([^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


def come_back(client: Client, provider: OpenIdProvider, **changes: str) -> int:
    brought = provider.authorise(led_to(client)) | changes
    return client.get(CALLBACK, brought).status_code


def is_in(client: Client) -> bool:
    return client.get("/dashboard/").status_code == 200


def test_a_user_with_the_verified_address_comes_in(client: Client, provider: OpenIdProvider) -> None:
    user = a_user(email="Ada@example.com", role=Role.VIEWER)

    assert come_back(client, provider) == 302

    assert is_in(client)
    assert [one.kind for one in Event.objects.order_by("pk")] == ["user_linked", "user_signed_in"]
    assert Event.objects.get(kind="user_signed_in").payload["row"] == {"methods": ["socialaccount"]}
    assert list(User.objects.all()) == [user]


def test_who_came_once_is_known_by_their_number(client: Client, provider: OpenIdProvider) -> None:
    a_user(email="ada@example.com")
    assert f'action="{BEGIN}"' in client.get("/dashboard/login/").content.decode()
    come_back(Client(), provider)
    provider.person |= {"email": "married@example.com", "email_verified": False}

    come_back(client, provider)

    assert is_in(client)


@pytest.mark.parametrize("verified", [False, "false", "true", 1, None])
def test_an_address_that_is_not_verified_links_nothing(
    client: Client, provider: OpenIdProvider, verified: object
) -> None:
    a_user(email="ada@example.com", role=Role.ADMINISTRATOR)
    provider.person["email_verified"] = verified

    assert come_back(client, provider) == 403

    assert not is_in(client)
    assert [one.kind for one in Event.objects.all()] == ["user_sign_in_failed"]


def test_whom_nobody_invited_stays_outside(client: Client, provider: OpenIdProvider) -> None:
    assert come_back(client, provider) == 403
    assert not User.objects.exists()


def test_who_is_invited_has_the_role_that_was_meant(client: Client, provider: OpenIdProvider) -> None:
    Invitation.objects.create(email="ada@example.com", role=Role.VIEWER)

    come_back(client, provider)

    assert User.objects.get().role == "viewer"
    assert not Invitation.objects.exists()


def test_where_the_owner_says_so_newcomers_have_a_role(
    client: Client, provider: OpenIdProvider, settings: LazySettings
) -> None:
    settings.SINGLE_SIGN_ON_ROLE = "operator"

    come_back(client, provider)

    assert User.objects.get().role == "operator"
    assert is_in(client)


def test_who_is_shut_out_stays_out(client: Client, provider: OpenIdProvider) -> None:
    a_user(email="ada@example.com", is_active=False)

    assert come_back(client, provider) == 403
    assert not is_in(client)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "another key"])
def test_a_token_that_anybody_could_have_made_is_none(
    client: Client, provider: OpenIdProvider, algorithm: str
) -> None:
    a_user(email="ada@example.com")
    provider.algorithm = algorithm

    assert come_back(client, provider) == 403
    assert not is_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"sub": "43"},
    ],
)
def test_a_token_for_another_or_by_another_is_refused(
    client: Client, provider: OpenIdProvider, claims: dict[str, object]
) -> None:
    a_user(email="ada@example.com")
    provider.claims = claims

    assert come_back(client, provider) == 403
    assert not is_in(client)


def test_a_provider_that_says_it_is_another_is_not_asked(client: Client, provider: OpenIdProvider) -> None:
    provider.issuer_said = "https://accounts.example"

    assert client.post(BEGIN).status_code == 403


def test_an_answer_to_another_browsers_question_is_refused(client: Client, provider: OpenIdProvider) -> None:
    a_user(email="ada@example.com")
    brought = provider.authorise(led_to(Client()))

    assert client.get(CALLBACK, brought).status_code == 403
    assert come_back(client, provider, state="guessed") == 403
    assert not is_in(client)


def test_a_code_that_was_intercepted_is_of_no_use(client: Client, provider: OpenIdProvider) -> None:
    """Without the verifier, which the provider compares with the challenge."""
    a_user(email="ada@example.com")
    stolen = provider.authorise(led_to(Client()))["code"]

    assert come_back(client, provider, code=stolen) == 403


def test_a_provider_inside_is_not_asked_unless_the_owner_allows_it(
    client: Client, provider: OpenIdProvider, settings: LazySettings
) -> None:
    settings.ALLOW_NETWORKS = ()

    assert client.post(BEGIN).status_code == 403


def test_it_takes_a_post_of_our_own_page_to_begin(provider: OpenIdProvider) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.get(BEGIN).status_code == 405
    assert client.post(BEGIN).status_code == 403


def test_without_a_provider_there_is_nothing(client: Client) -> None:
    assert client.post(BEGIN).status_code in {404, 405}
    assert client.get(CALLBACK).status_code == 404


ADA, EVE, SHUT = "ada@example.com", "eve@example.com", "shut@example.com"


@pytest.fixture
def header(settings: LazySettings) -> str:
    name = settings.AUTH_HEADER = "HTTP_X_FORWARDED_USER"
    return name


def arrives(client: Client, header: str, said: str, *, by: Mapping[str, Any]) -> str:
    """Whom the dashboard takes them for."""
    environ: dict[str, Any] = {header: said, **by}
    response = client.get("/dashboard/", **environ)
    return str(getattr(response.wsgi_request.user, "email", "")) if response.status_code == 200 else ""


TRUSTED: Mapping[str, Any] = {FROM_TRUSTED_PROXY: True}
NOT_TRUSTED: Mapping[str, Any] = {}


def test_a_trusted_proxy_vouches(client: Client, header: str) -> None:
    a_person(email=ADA)

    assert arrives(client, header, "ADA@example.com", by=TRUSTED) == ADA
    assert arrives(client, header, ADA, by=TRUSTED) == ADA

    assert Event.objects.get().payload["row"] == {"methods": ["proxy"]}


def test_nobody_else_vouches(client: Client, header: str, settings: LazySettings) -> None:
    a_person(email=ADA)

    assert not arrives(client, header, ADA, by=NOT_TRUSTED)
    settings.AUTH_HEADER = None
    assert not arrives(client, header, ADA, by=TRUSTED)


@pytest.mark.parametrize("said", [EVE, f"{ADA}, {EVE}", "", SHUT])
def test_who_is_no_user_is_nobody(client: Client, header: str, said: str) -> None:
    a_person(email=ADA)
    a_person(email=SHUT, is_active=False)

    assert not arrives(client, header, said, by=TRUSTED)


def test_a_session_by_proxy_ends_when_the_proxy_is_silent(client: Client, header: str) -> None:
    a_person(email=ADA)
    a_person(email=EVE)
    arrives(client, header, ADA, by=TRUSTED)

    assert arrives(client, header, EVE, by=TRUSTED) == EVE
    assert not arrives(client, header, "", by=TRUSTED)
