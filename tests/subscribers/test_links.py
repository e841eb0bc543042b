from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.subscribers.links import Purpose, key_for, require_genuine, subscriber_of
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("purpose", Purpose)
def test_a_key_leads_to_its_subscriber_and_is_good_for_one_purpose(purpose: Purpose) -> None:
    subscriber = a_subscriber()
    key = key_for(purpose, subscriber)
    assert subscriber_of(key, purpose) == subscriber
    for other in set(Purpose) - {purpose}:
        with pytest.raises(NotFound):
            subscriber_of(key, other)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_key_dies_with_the_address_that_it_was_sent_to(purpose: Purpose) -> None:
    subscriber = a_subscriber(email="old@example.com")
    key = key_for(purpose, subscriber)
    subscriber.email = "new@example.com"
    subscriber.save(update_fields=["email"])
    with pytest.raises(NotFound):
        subscriber_of(key, purpose)


def test_a_link_to_confirm_gets_old() -> None:
    key = key_for(Purpose.VERIFY, a_subscriber())
    with time_machine.travel(clock.now() + timedelta(days=2)):
        require_genuine(key, Purpose.VERIFY)
    with time_machine.travel(clock.now() + timedelta(days=4)), pytest.raises(NotFound):
        require_genuine(key, Purpose.VERIFY)


def test_a_link_to_unsubscribe_never_gets_old() -> None:
    key = key_for(Purpose.UNSUBSCRIBE, a_subscriber())
    with time_machine.travel(clock.now() + timedelta(days=2_000)):
        require_genuine(key, Purpose.UNSUBSCRIBE)


@given(key=st.text(max_size=80), purpose=st.sampled_from(Purpose))
def test_what_we_did_not_sign_leads_nowhere(key: str, purpose: Purpose) -> None:
    with pytest.raises(NotFound):
        require_genuine(key, purpose)
