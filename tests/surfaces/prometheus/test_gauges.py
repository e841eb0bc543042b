"""Values of `/metrics`, against what visitors see."""

import pytest
from django.test import Client

from heliograph.status.vocabulary import ComponentStatus
from tests.factories import a_component, a_key, a_window
from tests.surfaces.prometheus.test_door import scraped


@pytest.mark.django_db
def test_a_component_that_fails_during_maintenance_is_under_maintenance(client: Client) -> None:
    database = a_component(name="Database", status=ComponentStatus.MAJOR_OUTAGE)
    a_window(impacts=[(database, None)])

    values = scraped(client, a_key())

    assert values[("heliograph_component_status", "Database")] == ComponentStatus.UNDER_MAINTENANCE
