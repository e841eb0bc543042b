from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.publishing.house import House


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[House]:
    """A front with nothing ready, before the real Django."""
    house = House(folder=tmp_path / "published")
    yield house
    house.close()
    if connection.vendor == "postgresql":  # painters keep their connections, as long as a process lives
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
