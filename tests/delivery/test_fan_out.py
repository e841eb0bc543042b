"""From events to announcements, however many turns it takes."""

import pytest

from heliograph.actors import Actor
from heliograph.delivery import fan_out
from heliograph.events.models import Event, Untold
from heliograph.lib import clock
from heliograph.status.drafts import IncidentDraft, IncidentUpdateDraft
from heliograph.status.incidents import create_incident
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests.delivery.post import mailbox, settle_after
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ada() -> None:
    a_subscriber(email="ada@example.com", verified_at=clock.now())


def a_draft(name: str) -> IncidentDraft:
    return IncidentDraft(
        name=name,
        message="It broke.",
        status=IncidentStatus.INVESTIGATING,
        visible=Visibility.EVERYONE,
        notifications=True,
    )


@pytest.mark.parametrize("turn", [0.0, 60.0])
def test_what_is_looked_at_in_several_turns_is_told_as_in_one(
    turn: float, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "_TURN", turn)
    for name in ("First", "Second", "Third"):
        incident = create_incident(a_draft(name), actor=operator)
        fixed = IncidentUpdateDraft(incident_id=incident.pk, status=IncidentStatus.FIXED, message="Again.")
        record_incident_update(fixed, actor=operator)

    settle_after(seconds=11)

    assert [letter["Subject"].rpartition(" ")[2] for letter in mailbox()] == ["First", "Second", "Third"]
    assert not Untold.objects.exists()


@pytest.mark.parametrize("turn", [0.0, 60.0])
def test_an_event_that_cannot_be_announced_holds_up_no_other(
    turn: float, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "_TURN", turn)
    broken = Event.objects.create(
        kind="incident_ran_long", subject_type="incident", subject_id=1, payload={}, at=clock.now()
    )
    Untold.objects.create(event=broken)
    for name in ("First", "Second"):
        create_incident(a_draft(name), actor=operator)

    settle_after(seconds=11)

    assert len(mailbox()) == 2
    assert [one.event_id for one in Untold.objects.all()] == [broken.pk]
