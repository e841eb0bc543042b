"""Signatures as libraries for Standard Webhooks verify them."""

import base64
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from heliograph.delivery.signatures import new_secret, signed, standard_secret

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
BODY = '{"event":"incident_created","body":{"name":"Größe"}}'.encode()
SECRETS = [
    "laravel-secret-1234567890",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whsec_",
    "whsec_not base64!",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwA",
    "Größe",
    new_secret(),
]


def is_verified_by_a_library(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """The algorithm of the specification's libraries: the secret is base64, with or without its prefix."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, content, "sha256").digest()).decode()
    return any(hmac.compare_digest(one, f"v1,{expected}") for one in headers["Webhook-Signature"].split())


@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
def test_a_library_verifies_with_the_standard_form_of_any_secret(secret: str) -> None:
    headers = signed(BODY, secret, webhook_id="msg_1", at=NOW)

    assert is_verified_by_a_library(headers, BODY, standard_secret(secret))
    assert not is_verified_by_a_library(headers, BODY + b" ", standard_secret(secret))


@pytest.mark.parametrize("secret", SECRETS[:4])
def test_cachets_signature_is_by_the_secret_as_it_is_written(secret: str) -> None:
    headers = signed(BODY, secret, webhook_id="msg_1", at=NOW)

    assert headers["Signature"] == hmac.new(secret.encode(), BODY, "sha256").hexdigest()


def test_a_secret_in_the_standard_form_stays_as_it_is() -> None:
    assert standard_secret(SECRETS[1]) == SECRETS[1]
    assert standard_secret(SECRETS[0]) == "whsec_bGFyYXZlbC1zZWNyZXQtMTIzNDU2Nzg5MA=="


def test_no_key_is_empty() -> None:
    headers = signed(BODY, "whsec_", webhook_id="msg_1", at=NOW)

    assert not is_verified_by_a_library(headers, BODY, "")
