"""Rate limit of `/api/v1`: the setting `api_v1_rate_limit` of requests per minute and address."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from heliograph.actors import Actor, Door
from heliograph.site.settings import change_setting
from heliograph.site.vocabulary import SiteSettings
from tests import factories
from tests.people import Caller
from tests.surfaces.rest_v1.caller import V1

pytestmark = pytest.mark.usefixtures("now")


def set_limit(limit: int) -> None:
    change_setting("api_v1_rate_limit", limit, actor=Actor.system(door=Door.COMMAND))


def test_a_request_above_the_limit_is_refused_with_retry_after(v1_guest: V1) -> None:
    set_limit(2)
    answers = [v1_guest.get("/components") for _ in range(3)]

    assert [one.status for one in answers] == [200, 200, 429]
    (error,) = answers[-1].body["errors"]
    assert (error["status"], error["title"]) == (429, "Too Many Requests")
    assert answers[-1].headers["Retry-After"] == "60"
    assert not any("RateLimit" in name for one in answers for name in one.headers)


def test_a_new_minute_has_requests_again(
    v1_guest: V1, now: datetime, time_machine: TimeMachineFixture
) -> None:
    set_limit(1)
    assert [v1_guest.get("/ping").status for _ in range(2)] == [200, 429]

    time_machine.move_to(now + timedelta(minutes=1), tick=False)

    assert v1_guest.get("/ping").status == 200


def test_requests_are_counted_by_address_with_and_without_a_token(v1: V1, v1_guest: V1) -> None:
    set_limit(2)
    other = V1(token=factories.a_key("*").text)

    assert [one.get("/components").status for one in (v1, other, v1_guest)] == [200, 200, 429]
    assert other.post("/components", {"name": "API"}).status == 429
    assert Client(REMOTE_ADDR="192.0.2.8").get("/api/v1/components").status_code == 200


def test_ipv6_addresses_of_one_network_are_counted_together(db: None) -> None:
    set_limit(2)
    addresses = ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:0:3::", "2001:db8:0:1::1")

    statuses = [Client(REMOTE_ADDR=one).get("/api/v1/ping").status_code for one in addresses]

    assert statuses == [200, 200, 429, 200]


def test_the_limits_of_the_two_apis_are_counted_apart(v1_guest: V1, as_stranger: Caller) -> None:
    set_limit(1)
    assert [v1_guest.get("/ping").status for _ in range(2)] == [200, 429]

    assert as_stranger.get("/api/ping").status == 200


def test_zero_turns_the_limit_off(v1_guest: V1) -> None:
    set_limit(0)
    assert {v1_guest.get("/ping").status for _ in range(5)} == {200}


def test_three_thousand_a_minute_are_allowed_unless_it_is_set() -> None:
    assert SiteSettings().api_v1_rate_limit == 3_000
