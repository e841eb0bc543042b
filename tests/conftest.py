"""What holds for every test: its environment, its sockets, its browser.

Django is set up here, before any test or fixture module is imported, so that those may import models.
"""

import os

import django
import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase as DjangoTest

from tests import chromium, environment
from tests.clients.environments import UNREACHABLE

environment.prepare()
django.setup()
environment.hand_on()

# No deadline: on a busy machine a single example may take any time.
for _profile, _examples in {"dev": 20, "ci": 50, "nightly": 500}.items():
    hypothesis.settings.register_profile(_profile, max_examples=_examples, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))

pytest_plugins = ["tests.browsing", "tests.people", "tests.receiver"]

_NO_CHROMIUM = "there is no Chromium on this machine"
_OF_DATABASE = {"db", "transactional_db", "live_server"}
_LOOPBACK = ["127.0.0.1", "::1"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """pytest-django would keep SQLite in memory, where it locks by table and several threads cannot write."""
    environment.keep_sqlite_in_a_file()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if environment.is_on_postgresql():
        _keep_what_meets_the_database(config, items)
    browser = chromium.find()
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.loopback)
            item.add_marker(pytest.mark.skipif(browser is None, reason=_NO_CHROMIUM))
        if item.get_closest_marker("loopback"):
            item.add_marker(pytest.mark.allow_hosts(_LOOPBACK))


def _keep_what_meets_the_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The run on SQLite has proven the rest: it would be the same test twice."""
    met = [one for one in items if _meets_the_database(one)]
    config.hook.pytest_deselected(items=[one for one in items if one not in set(met)])
    items[:] = met


def _meets_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or issubclass(getattr(item, "cls", None) or object, DjangoTest):
        return True
    runs_the_program = item.path.parent.name in {"docs", "project"}
    return runs_the_program or not _OF_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = sum(_NO_CHROMIUM in str(report.longrepr) for report in terminalreporter.getreports("skipped"))
    if skipped:
        terminalreporter.section("BROWSER TESTS WERE SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.line(
            f"{skipped} skipped: {_NO_CHROMIUM}. Install it (chromium) to run them.", red=True
        )
    missing = sum(UNREACHABLE in str(report.longrepr) for report in terminalreporter.getreports("skipped"))
    if missing:
        terminalreporter.section("TESTS WITH REAL CLIENTS WERE SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.line(f"{missing} skipped: the package registries cannot be reached.", red=True)


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    """The minute's requests are counted in files: a test must not pay for the one before."""
    for counts in (
        settings.DATA_FOLDER.path / name
        for name in (
            *("api-requests", "api-v1-requests", "mcp-requests"),
            *("renderings", "signing-in", "subscribing"),
        )
    ):
        if counts.exists():
            with counts.open("r+b") as file:  # never truncated: this process has it mapped
                file.write(bytes(counts.stat().st_size))
