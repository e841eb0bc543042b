"""Classes 13 and 22: an IPv6 visitor is one visitor, whichever address of their /64 a request comes from."""

import pytest
from django.test import Client

from heliograph.site.models import Setting

pytestmark = pytest.mark.django_db

OTHER_NETWORK = "2001:db8:9:9::1"


def asked(path: str, address: str) -> int:
    return Client().get(path, REMOTE_ADDR=address).status_code


@pytest.mark.parametrize("path", ["/api/components", "/api/openapi.json"])
def test_the_api_counts_by_network(path: str) -> None:
    Setting.objects.create(name="api_rate_limit", value=2)

    answers = [asked(path, f"2001:db8:1:2::{number}") for number in range(1, 4)]

    assert answers == [200, 200, 429]
    assert asked(path, OTHER_NETWORK) == 200


def test_subscribing_counts_by_network() -> None:
    def subscribes(number: int, address: str) -> int:
        form = {"email": f"user{number}@example.com"}
        return Client().post("/subscribe", form, REMOTE_ADDR=address).status_code

    answers = [subscribes(number, f"2001:db8:1:2::{number}") for number in range(1, 7)]

    assert 429 not in answers[:5]
    assert answers[5] == 429
    assert subscribes(9, OTHER_NETWORK) != 429
