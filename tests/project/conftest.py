from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.installation import Installation, new_installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with new_installation(tmp_path) as made:
        yield made
