"""Class 42: what counts against whom, password by password and code by code."""

from datetime import timedelta

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from heliograph.accounts.models import SignInNetwork, User
from heliograph.lib import clock
from tests.factories import PASSWORD, a_person
from tests.surfaces.dashboard.test_second_factor import CODE, code_of, set_up

pytestmark = pytest.mark.django_db

SIGN_IN = "/dashboard/login/"
HOME, ELSEWHERE = "198.51.100.7", "192.0.2.77"
HOME_6, NEIGHBOUR_6, ELSEWHERE_6 = "2001:db8:1::1", "2001:db8:1:ffff::1", "2001:db8:2::1"


def sign_in(client: Client, person: User, password: str = PASSWORD, *, address: str = HOME) -> int:
    form = {"login": person.email, "password": password}
    return client.post(SIGN_IN, form, REMOTE_ADDR=address).status_code


def signed_out(client: Client) -> Client:
    """The browser after its session, with the cookies that stay."""
    del client.cookies["sessionid"]
    return client


def guesses(person: User, number: int, *, address: str, client: Client | None = None) -> None:
    for _ in range(number):
        sign_in(client or Client(), person, "a guess", address=address)


def test_class_42_right_passwords_do_not_count() -> None:
    person = a_person()

    assert [sign_in(Client(), person) for _ in range(40)] == [302] * 40


def test_class_42_a_network_that_is_not_known_is_limited_and_a_known_one_is_not() -> None:
    person = a_person()
    sign_in(Client(), person, address=HOME)
    for network in range(5):
        guesses(person, 10, address=f"203.0.{network}.9")

    assert sign_in(Client(), person, address=ELSEWHERE) == 200
    assert sign_in(Client(), person, address=HOME) == 302


def test_class_42_a_known_network_and_a_known_browser_have_limits_of_their_own() -> None:
    person = a_person()
    browser = Client()
    sign_in(browser, person, address=HOME)
    signed_out(browser)

    guesses(person, 10, address=HOME)
    assert sign_in(Client(), person, address=HOME) == 200
    assert sign_in(browser, person, address=HOME) == 302

    guesses(person, 10, address=ELSEWHERE, client=signed_out(browser))
    assert sign_in(browser, person, address=ELSEWHERE) == 200
    assert sign_in(Client(), person, address=ELSEWHERE) == 302


def test_class_42_the_cookie_is_the_users_own_and_signs_nobody_in() -> None:
    ada, eve = a_person(), a_person()
    browser = Client()
    sign_in(browser, eve, address=ELSEWHERE)
    cookie = browser.cookies["known_browser"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/dashboard")
    signed_out(browser)
    assert browser.get("/dashboard/").status_code == 302

    guesses(ada, 10, address=HOME)
    assert sign_in(browser, ada, address=HOME) == 200  # it is Eve's browser
    browser.cookies["known_browser"] = cookie.value[:-1] + "x"
    guesses(eve, 10, address=HOME)
    assert sign_in(browser, eve, address=HOME) == 200  # the cookie is forged


def test_class_42_a_network_is_known_for_a_month(time_machine: TimeMachineFixture) -> None:
    person = a_person()
    sign_in(Client(), person, address=HOME)
    sign_in(Client(), person, address=ELSEWHERE)
    time_machine.move_to(clock.now() + timedelta(days=31))
    for network in range(5):
        guesses(person, 10, address=f"203.0.{network}.9")

    assert sign_in(Client(), person, address=HOME) == 200
    time_machine.move_to(clock.now() + timedelta(minutes=16))
    assert sign_in(Client(), person, address=HOME) == 302
    assert list(SignInNetwork.objects.values_list("network", flat=True)) == ["198.51.100.0/24"]


def test_class_42_an_ipv6_visitor_is_counted_by_network() -> None:
    person = a_person()
    sign_in(Client(), person, address=HOME_6)
    for number in range(10):
        guesses(person, 1, address=f"2001:db8:2::{number}")

    assert sign_in(Client(), person, address=ELSEWHERE_6) == 200
    assert sign_in(Client(), person, address=NEIGHBOUR_6) == 302


@pytest.mark.django_db(transaction=True)
def test_class_42_codes_of_others_lock_nobody_out_and_right_ones_do_not_count() -> None:
    """The attacker knows the password, and guesses at the code."""
    person = a_person()
    browser = Client()
    sign_in(browser, person, address=HOME)
    secret = set_up(browser)
    attackers = []
    for network in range(5):
        attacker = Client()
        attackers.append(attacker)
        address = f"203.0.{network}.9"
        assert sign_in(attacker, person, address=address) == 302
        for _ in range(10):
            assert attacker.post(CODE, {"code": "000000"}, REMOTE_ADDR=address).status_code == 200

    late = Client()
    sign_in(late, person, address=ELSEWHERE)
    code = {"code": code_of(secret)}
    assert late.post(CODE, code, REMOTE_ADDR=ELSEWHERE).status_code == 200
    assert sign_in(signed_out(browser), person, address=ELSEWHERE) == 302
    assert browser.post(CODE, code, REMOTE_ADDR=ELSEWHERE).status_code == 302
