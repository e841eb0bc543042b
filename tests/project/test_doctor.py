"""What is wrong inside the database; what lies around it is in test_commands."""

import pytest
from django.conf import settings

from heliograph.events.models import Event, Untold
from heliograph.lib import clock
from heliograph.project.doctor import Finding, Mark, examine

pytestmark = pytest.mark.django_db


def findings() -> list[Finding]:
    return list(examine(settings.ENVIRONMENT, settings.DATA_FOLDER))


def test_events_that_could_not_be_announced_are_found() -> None:
    event = Event.objects.create(kind="incident_ran_long", subject_type="incident", subject_id=1, payload={})
    untold = Untold.objects.create(event=event)
    assert not any("announced" in one.text for one in findings()), "it has not been looked at yet"

    untold.put_off_until = clock.now()
    untold.save()

    found = next(one for one in findings() if "could not be announced" in one.text)
    assert found.mark is Mark.WRONG
    assert "announced: 1." in found.text
