from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.installation import Installation, migrated_installation, new_installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with new_installation(tmp_path) as made:
        yield made


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Installation]:
    with migrated_installation(tmp_path) as made:
        yield made
