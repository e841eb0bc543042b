"""Class 37: the URLs that the server answers are those of addresses.txt, and a framework adds none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from heliograph.accounts.roles import Role
from tests.surfaces.dashboard.people import signed_in

KEPT = Path(__file__).with_name("addresses.txt")

STOCK = (
    *("password_change/", "password_change/done/", "jsi18n/", "autocomplete/", "search/", "r/1/1/"),
    *("status/", "delivery/", "events/", "status/component/1/", "status/component/1/history/"),
    *("status/incident/add/", "events/event/add/", "events/event/1/delete/", "status/component/x/change/"),
    *("signup/", "email/", "password/reset/", "password/change/", "social/connections/", "nothing-here"),
    *("sessions/", "second-factor/trust/", "second-factor/webauthn/login/", "second-factor/webauthn/signup/"),
)


def patterns(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for one in resolver.url_patterns:
        address = before + str(one.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(one, URLPattern):
            yield address
        else:
            yield from patterns(one, address)


def test_class_37_every_url_is_in_the_list_that_is_kept() -> None:
    assert sorted(set(patterns(get_resolver()))) == KEPT.read_text().splitlines()


@pytest.mark.parametrize("address", STOCK)
def test_class_37_no_stock_view_exists(db: None, address: str) -> None:
    for client in (signed_in(Role.ADMINISTRATOR, "Ada"), Client()):
        assert client.get(f"/dashboard/{address}").status_code == 404
        assert client.post(f"/dashboard/{address}", {"old_password": "x"}).status_code in {404, 405}


def test_class_37_the_menu_of_the_account_leads_to_the_pages_of_the_product(db: None) -> None:
    administrator = signed_in(Role.ADMINISTRATOR, "Ada")
    for page in ("/dashboard/", "/dashboard/status/component/", "/dashboard/status/component/add/"):
        shown = administrator.get(page).content.decode()
        assert 'href="/dashboard/account/password/"' in shown
        assert 'href="/dashboard/account/"' in shown
        assert "password_change" not in shown
        assert "jsi18n" not in shown
