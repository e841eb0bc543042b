from datetime import UTC, datetime

import pytest
from time_machine import TimeMachineFixture

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def now(time_machine: TimeMachineFixture) -> datetime:
    """The clock stands still."""
    time_machine.move_to(NOW, tick=False)
    return NOW
