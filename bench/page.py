"""The status page, rendered after a change: 50 components, 90 days of history, 1,000 and 100,000 incidents.

On a SQLite of its own, or on the empty PostgreSQL that BENCH_DATABASE_URL names.
"""

import atexit
import gzip
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

import django

_FOLDER = tempfile.mkdtemp(prefix="heliograph-bench-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
# The shell's installation is not for filling.
os.environ["HELIOGRAPH_DATA"] = _FOLDER
os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{_FOLDER}/page.sqlite")
os.environ["DJANGO_SETTINGS_MODULE"] = "heliograph.project.settings"
django.setup()

# ruff: noqa: E402 - models can be imported once Django is set up
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.figure import Figure
from heliograph.lib import clock
from heliograph.lib.loading import loaded
from heliograph.site.models import Setting
from heliograph.status.models import Component, ComponentGroup, Incident, IncidentImpact, Update
from heliograph.status.vocabulary import ComponentStatus, GroupDisplay, IncidentStatus, Visibility

COMPONENTS, GROUPS = 50, 10
OPEN = 3
RENDERINGS = 21
_WORDS = "Some requests fail, and we are **finding out** why. Those that succeed are as quick as ever."


@dataclass(frozen=True, kw_only=True)
class History:
    incidents: int
    days: int
    """Over which they are spread."""


# As many a day in both: what lies before the days that are shown should cost nothing.
HISTORIES = (History(incidents=1_000, days=90), History(incidents=100_000, days=9_000))


def measure() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    loaded()  # as `serve` has it
    for history in HISTORIES:
        _empty()
        _fill(history)
        name = f"page: / with {history.incidents:,} incidents"
        yield Figure(name=name, value=_milliseconds(_rendered), unit="ms", at_most=50)
        yield Figure(name=f"{name}, compressed", value=len(gzip.compress(_rendered())) / 1024, unit="KiB")


def _empty() -> None:
    call_command("flush", interactive=False, verbosity=0)


def _fill(history: History) -> None:
    now = clock.now().replace(second=0, microsecond=0)
    components = _components(now - timedelta(days=history.days))
    apart = timedelta(days=history.days) / history.incidents
    Incident.objects.bulk_create(
        (_incident(number, now - apart * number) for number in range(history.incidents)), batch_size=5_000
    )
    incidents = Incident.objects.order_by("pk").values_list("pk", "created_at", "updated_at", "status")
    _impacts([pk for pk, *_ in incidents], components)
    _updates(incidents)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _components(born: datetime) -> list[int]:
    groups = ComponentGroup.objects.bulk_create(
        ComponentGroup(
            name=f"Group {number}", visible=Visibility.EVERYONE, collapsed=GroupDisplay.EXPANDED, order=number
        )
        for number in range(GROUPS)
    )
    made = Component.objects.bulk_create(
        Component(
            name=f"Component {number}",
            description=f"What component {number} is for.",
            status=ComponentStatus.OPERATIONAL,
            group=groups[number % GROUPS],
            created_at=born,
        )
        for number in range(COMPONENTS)
    )
    return [one.pk for one in made]


def _incident(number: int, began: datetime) -> Incident:
    """The newest are still open; the others lasted from ten minutes to two hours."""
    is_open = number < OPEN
    return Incident(
        name=f"Incident {number}",
        status=IncidentStatus.IDENTIFIED if is_open else IncidentStatus.FIXED,
        message=f"{_WORDS} ({number})",
        visible=Visibility.EVERYONE,
        created_at=began,
        updated_at=began + timedelta(minutes=10 + number % 110),
    )


def _impacts(incidents: list[int], components: list[int]) -> None:
    rows = (
        IncidentImpact(
            incident_id=pk,
            component_id=components[turn * 7 % COMPONENTS],
            status=ComponentStatus(2 + turn % 3),
        )
        for turn, pk in enumerate(incidents)
    )
    IncidentImpact.objects.bulk_create(rows, batch_size=5_000)


def _updates(incidents: object) -> None:
    rows = (
        Update(
            incident_id=pk, status=status, message=f"{_WORDS} ({pk}: {status})", created_at=at, updated_at=at
        )
        for pk, began, ended, last in incidents  # type: ignore[attr-defined]
        for status, at in (
            (IncidentStatus.INVESTIGATING, began + timedelta(minutes=2)),
            (IncidentStatus.IDENTIFIED, began + timedelta(minutes=8)),
            (last, ended),
        )
    )
    Update.objects.bulk_create(rows, batch_size=5_000)


_CLIENT = Client()
"""Kept, as a process keeps its middleware."""


def _rendered() -> bytes:
    """As after any write, when nothing that was read before is remembered."""
    Setting.objects.update_or_create(name="name", defaults={"value": "Bench"})
    return _CLIENT.get("/", headers={"host": "localhost"}).content


def _milliseconds(work: Callable[[], object]) -> float:
    work()  # templates are compiled once in a process, not once in a rendering
    return median(_seconds(work) for _ in range(RENDERINGS)) * 1_000


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
