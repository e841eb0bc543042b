"""The environment of a test run: a folder and a database of its own, whatever the shell around it says.

The suite runs on SQLite; ``HELIOGRAPH_TEST_DATABASE=postgresql`` runs it on a PostgreSQL that is started
for the run. The controller of the run prepares it, and the workers of pytest-xdist inherit it.
"""

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

from django.db import connections

from tests import postgresql

_SETTINGS = "heliograph.project.settings"


def prepare() -> None:
    """Set the variables that Django's settings will read, and have children hear Ctrl-C.

    A shell starts what runs in its background deaf to it, and so would be what that starts.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        _prepare_run()
    else:
        # Each worker keeps published bytes and uploads of its own, as an installation does.
        os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
        os.environ["HELIOGRAPH_DATA"] = _made(Path(os.environ["HELIOGRAPH_DATA"], worker))


def hand_on() -> None:
    """To the workers, without the settings: pytest-django would load them before a worker has its folder."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


def keep_sqlite_in_a_file() -> None:
    """The test database is of the kind that an installation has: a file, with a write-ahead log."""
    if connections["default"].vendor == "sqlite":
        connections.settings["default"]["TEST"]["NAME"] = str(
            Path(os.environ["HELIOGRAPH_DATA"], "test.sqlite")
        )


def is_on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def _prepare_run() -> None:
    database = os.environ.pop("HELIOGRAPH_TEST_DATABASE", "sqlite")
    _forget_the_shell()
    folder = Path(tempfile.mkdtemp(prefix="heliograph-tests-"))
    atexit.register(_remove, folder, owner=os.getpid())
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    os.environ["HELIOGRAPH_DATA"] = _made(folder / "data")
    os.environ["HELIOGRAPH_SECRET_KEY"] = "a key that signs nothing outside of this run, and is long enough"
    os.environ["HELIOGRAPH_RENDERS_PER_MINUTE"] = "0"  # a test that needs the limit sets it
    match database:
        case "sqlite":
            pass
        case "postgresql":
            os.environ["DATABASE_URL"] = _started(folder / "postgresql")
        case _:
            raise ValueError(f"HELIOGRAPH_TEST_DATABASE is {database!r}; it may be sqlite or postgresql.")


def _started(folder: Path) -> str:
    # A terminated run ends as an interrupted one does, so that it takes its server with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return postgresql.start(folder)


def _forget_the_shell() -> None:
    """Drop what configures a real installation: no test may touch it, nor depend on it."""
    for name in list(os.environ):
        if name.startswith(("HELIOGRAPH_", "DATABASE_URL")):
            del os.environ[name]


def _made(folder: Path) -> str:
    folder.mkdir(mode=0o700)
    return str(folder)


def _remove(folder: Path, *, owner: int) -> None:
    # A process that a test forked runs this too when it ends, and the run goes on without it.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
