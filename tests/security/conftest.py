from collections.abc import Iterator

import pytest

from tests.ledger import nothing_written


@pytest.fixture
def quietly(caplog: pytest.LogCaptureFixture, db: None) -> Iterator[None]:
    """What the test does leaves no trace: no row, no event, no line in the log."""
    with nothing_written():
        yield
    assert caplog.messages == []
