"""The lines that docs/webhooks.md gives to receivers verify what we send."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from heliograph.delivery.signatures import new_secret, signed
from heliograph.delivery.vocabulary import WEBHOOK_TEST, WebhookEvent
from heliograph.lib import clock

PAGE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text("utf-8")
BODY = '{"event":"component_created","body":{"name":"Ä"}}'.encode()


@pytest.fixture
def is_genuine() -> Callable[..., bool]:
    (lines,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    defined: dict[str, Any] = {}
    exec(lines, defined)  # noqa: S102 - what our own page says
    found: Callable[..., bool] = defined["is_genuine"]
    return found


@pytest.mark.parametrize("secret", ["s3cret", new_secret()], ids=["its own bytes", "base64"])
def test_what_we_sent_is_genuine_and_nothing_else_is(secret: str, is_genuine: Callable[..., bool]) -> None:
    headers = signed(BODY, secret, webhook_id="msg_1", at=clock.now())
    long_ago = signed(BODY, secret, webhook_id="msg_1", at=clock.now() - timedelta(hours=1))

    assert is_genuine(headers, BODY, secret)
    assert not is_genuine(headers, BODY + b" ", secret)
    assert not is_genuine(headers | {"Webhook-Id": "msg_2"}, BODY, secret)
    assert not is_genuine(headers, BODY, "another")
    assert not is_genuine(long_ago, BODY, secret)


def test_every_event_is_described() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))

    assert {*WebhookEvent, WEBHOOK_TEST} <= named
