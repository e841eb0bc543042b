from datetime import UTC, datetime

import pytest
from time_machine import TimeMachineFixture

from tests.factories import Key
from tests.surfaces.rest_v1.caller import V1

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def now(time_machine: TimeMachineFixture) -> datetime:
    """The clock stands still."""
    time_machine.move_to(NOW, tick=False)
    return NOW


@pytest.fixture
def v1(operators_key: Key) -> V1:
    """An operator's client."""
    return V1(token=operators_key.text)


@pytest.fixture
def v1_reader(readers_key: Key) -> V1:
    return V1(token=readers_key.text)


@pytest.fixture
def v1_guest(db: None) -> V1:
    return V1()
