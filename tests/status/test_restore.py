"""What was deleted is there again, as it was."""

from collections.abc import Callable

import pytest
from django.db.models import Model

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.components import restore_component
from heliograph.status.incidents import restore_incident
from heliograph.status.maintenance import restore_schedule
from heliograph.status.templates import restore_incident_template
from tests import factories
from tests.ledger import nothing_written, the_event

Make = Callable[..., Model]

KINDS = pytest.mark.parametrize(
    ("make", "restore", "kind"),
    [
        (factories.a_component, restore_component, "component_restored"),
        (factories.an_incident, restore_incident, "incident_restored"),
        (factories.a_window, restore_schedule, "schedule_restored"),
        (factories.a_template, restore_incident_template, "incident_template_restored"),
    ],
)


@KINDS
def test_it_is_there_again_and_one_event(make: Make, restore: Make, kind: str, operator: Actor) -> None:
    deleted = make(deleted_at=clock.now())
    restore(deleted.pk, actor=operator)

    deleted.refresh_from_db()
    assert getattr(deleted, "deleted_at") is None  # noqa: B009 - each model has one, and no common ground
    assert (the_event().kind, the_event().subject_id) == (kind, deleted.pk)


@KINDS
def test_what_is_there_cannot_be_restored(make: Make, restore: Make, kind: str, operator: Actor) -> None:
    present = make()
    with nothing_written(), pytest.raises(NotFound):
        restore(present.pk, actor=operator)
