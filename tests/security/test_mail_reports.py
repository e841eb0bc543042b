"""Class 25: reports of bounces that a mail provider signs, and those that somebody else would like to."""

import base64
import hmac
import json
from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import Settings

from heliograph.lib import clock
from heliograph.subscribers.models import Subscriber
from tests.ledger import nothing_written
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db

SECRET = "a secret that is long enough to be one"
BODY = json.dumps({"reports": [{"email": "ADA@example.com", "type": "bounce"}]})


@pytest.fixture(autouse=True)
def a_secret(settings: Settings) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_reports_secret=SECRET)


@pytest.fixture
def ada() -> Subscriber:
    return a_subscriber(email="ada@example.com", verified_at=clock.now())


def reported(client: Client, body: str = BODY, *, late: int = 0, secret: str = SECRET, sent: str = "") -> int:
    moment = int(clock.now().timestamp()) - late
    digest = hmac.digest(secret.encode(), f"msg_1.{moment}.{body}".encode(), "sha256")
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,old v1,{base64.b64encode(digest).decode()}",
    }
    answer = client.post(
        "/subscribers/reports", sent or body, content_type="application/json", headers=headers
    )
    return answer.status_code


@pytest.mark.parametrize("kind", ["bounce", "complaint"])
def test_an_address_that_is_reported_is_written_to_no_more(
    kind: str, client: Client, ada: Subscriber
) -> None:
    body = json.dumps(
        {"reports": [{"email": ada.email, "type": kind}, {"email": "x@example.com", "type": kind}]}
    )
    assert reported(client, body) == 204
    ada.refresh_from_db()
    assert (ada.is_verified, ada.stopped_because) == (False, kind)
    with nothing_written():
        assert reported(client, body) == 204, "said twice it is as said once"


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "a guess that is quite long enough too"},
        {"late": 400},
        {"late": -400},
        {"sent": BODY + " "},
    ],
)
def test_what_is_forged_changed_or_old_is_not_believed(
    forged: dict[str, object], client: Client, ada: Subscriber
) -> None:
    with nothing_written():
        assert reported(client, **forged) == 401  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"reports": {}}', '{"reports": [1]}', '{"reports": [{"email": 1, "type": "bounce"}]}'],
)
def test_what_cannot_be_read_is_refused(body: str, client: Client, ada: Subscriber) -> None:
    with nothing_written():
        assert reported(client, body) == 422


def test_without_a_secret_there_is_no_such_address(client: Client, settings: Settings) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_reports_secret=None)
    assert reported(client) == 404


def test_reading_it_does_nothing(client: Client) -> None:
    assert client.get("/subscribers/reports").status_code == 405
