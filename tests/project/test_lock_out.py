"""Class 42: wrong passwords from elsewhere lock nobody out. A real server, behind a proxy that it trusts."""

from dataclasses import replace

import pytest
import requests

from tests.project.installation import Installation, Running

pytestmark = pytest.mark.loopback

ADA, PASSWORD = "ada@example.com", "correct horse battery staple"
HOME, ELSEWHERE = "198.51.100.7", "192.0.2.77"


def signs_in(server: Running, browser: requests.Session, password: str, *, address: str) -> int:
    """As the proxy passes it on: 302 is in, 200 is the form again."""
    login = f"http://127.0.0.1:{server.port}/dashboard/login/"
    headers = {"X-Forwarded-For": address}
    browser.get(login, headers=headers, timeout=30)
    form = {"login": ADA, "password": password, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    return browser.post(login, form, headers=headers, timeout=30, allow_redirects=False).status_code


def test_class_42_an_administrator_is_not_locked_out_from_elsewhere(migrated: Installation) -> None:
    proxied = {**migrated.environment, "HELIOGRAPH_TRUSTED_PROXIES": "127.0.0.1"}
    installation = replace(migrated, environment=proxied)
    made = installation.run("user", "create", ADA, "--admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert made.status == 0, made.err
    with installation.serving("--web-only") as server:
        laptop = requests.Session()
        assert signs_in(server, laptop, PASSWORD, address=HOME) == 302
        del laptop.cookies["sessionid"]

        attacker = requests.Session()
        for network in range(1, 6):
            for _ in range(10):
                assert signs_in(server, attacker, "a guess", address=f"203.0.{network}.9") == 200

        assert signs_in(server, requests.Session(), PASSWORD, address="203.0.6.9") == 200
        assert signs_in(server, requests.Session(), PASSWORD, address=HOME) == 302
        assert signs_in(server, laptop, PASSWORD, address=ELSEWHERE) == 302
