import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management.color import no_style
from django.db import connection
from django.test import override_settings

from heliograph.project.importing.cachet.importing import IMPORT, CachetImport, import_cachet
from heliograph.project.importing.source import opened
from tests.contract.exchange import DATABASE, SERVER

THE_MOMENT = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def imported(db: None) -> Iterator[None]:
    """The recorded database, brought in by the importer that owners use, at the moment of the recording."""
    _number_from_one()
    frozen = time_machine.travel(THE_MOMENT, tick=False)
    with frozen, override_settings(ALLOWED_HOSTS=[SERVER]), opened(f"sqlite:///{DATABASE}") as source:
        import_cachet(CachetImport(source=source), actor=IMPORT)
        yield


def _number_from_one() -> None:
    """Other tests' rows are gone, but their numbers are used up: the recordings know the next ones."""
    sequences = connection.introspection.sequence_list()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
            cursor.execute(statement)
