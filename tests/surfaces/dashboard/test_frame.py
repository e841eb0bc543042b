"""Who comes in, what browsers are told, and that everybody else is left alone."""

import pytest
from django.test import Client

from heliograph.accounts.models import User
from heliograph.accounts.roles import Role
from tests.factories import PASSWORD, a_person

pytestmark = pytest.mark.django_db

SIGN_IN = "/dashboard/login/"


def sign_in(client: Client, person: User) -> int:
    return client.post(SIGN_IN, {"login": person.email, "password": PASSWORD}).status_code


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/status/component/"])
def test_a_stranger_is_asked_to_sign_in_first(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("role", Role)
def test_whoever_is_a_user_may_sign_in(client: Client, role: Role) -> None:
    assert sign_in(client, a_person(role)) == 302
    assert client.get("/dashboard/").status_code == 200


def test_whoever_is_shut_out_is_out_at_once(client: Client) -> None:
    person = a_person()
    sign_in(client, person)
    person.is_active = False
    person.save()

    assert client.get("/dashboard/").status_code == 302


@pytest.mark.parametrize("path", ["/", "/api/ping", "/subscribe", "/health", "/dashboards"])
def test_guests_get_no_cookie_and_their_pages_no_session(operator_at_desk: Client, path: str) -> None:
    response = operator_at_desk.get(path)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert not hasattr(response.wsgi_request, "session")


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/status/component/add/"])
def test_browsers_are_told_to_keep_to_our_own_and_to_frame_nothing(
    operator_at_desk: Client, path: str
) -> None:
    response = operator_at_desk.get(path)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert response["X-Frame-Options"] == "DENY"
    assert b"<style" not in response.content


def test_what_guards_a_form_is_written_anew_each_time(operator_at_desk: Client) -> None:
    """Beside what was asked for, compressed with it, it could be guessed letter by letter if it stayed."""
    page = "/dashboard/incidents/report"
    tokens = {str(operator_at_desk.get(page).context["csrf_token"]) for _ in range(3)}

    assert len(tokens) == 3


@pytest.mark.parametrize("path", [SIGN_IN, "/dashboard/password/", "/dashboard/set-up/x/"])
def test_the_pages_before_it_allow_no_more_than_the_public_ones(client: Client, path: str) -> None:
    response = client.get(path)

    assert "unsafe" not in response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
