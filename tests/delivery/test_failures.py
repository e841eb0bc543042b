"""Failures of senders in the log."""

import pytest

from heliograph.delivery.channel import Parcel, Verdict
from heliograph.delivery.dispatch import send_batch
from heliograph.delivery.models import Delivery

SECRET = "https://hooks.example.com/services/T1JJ3T3L2/open-sesame"


def test_a_failure_is_logged_with_its_place_and_without_its_secrets(caplog: pytest.LogCaptureFixture) -> None:
    def send_badly() -> None:
        try:
            int(SECRET)
        except ValueError as cause:
            raise RuntimeError(f"{SECRET} is broken") from cause

    parcel = Parcel(delivery=Delivery(pk=7), send=send_badly)  # type: ignore[arg-type]
    (attempt,) = send_batch([parcel], is_late=lambda: False)

    assert (attempt.outcome.verdict, attempt.outcome.error) == (Verdict.LATER, "RuntimeError")
    assert "Delivery 7 could not be sent: RuntimeError" in caplog.text
    assert "send_badly" in caplog.text
    assert "open-sesame" not in caplog.text
