"""Workers are killed while they tell the world: `make bench` does the same two hundred times."""

from pathlib import Path

import pytest

from bench.sink import sink
from bench.torture import mail_environment, migrated, tortured
from tests.project.installation import Installation

pytestmark = pytest.mark.loopback


def test_whoever_is_killed_when_everybody_is_told_of_everything(
    installation: Installation, tmp_path: Path
) -> None:
    with sink(tmp_path / "accepted") as mailboxes:
        environment = {**installation.environment, **mail_environment(mailboxes)}
        migrated(environment)
        report = tortured(environment, mailboxes, recipients=150, kills=4)

    assert (report.untold, report.strange) == (0, 0), report
    assert report.accepted == 150 * 5 + report.doubled
