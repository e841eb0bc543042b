import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from heliograph.site.models import Installation

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def noon(db: None) -> Iterator[dt.datetime]:
    """The clock stands still at the twenty-third of November 2026, 12:00 UTC.

    The installation is older: a test that emptied the database may have taken the row that came with it.
    """
    Installation.objects.get_or_create(pk=1, defaults={"created_at": NOW - dt.timedelta(days=365)})
    with time_machine.travel(NOW, tick=False):
        yield NOW
