import pytest
from django.db import DatabaseError, connection, transaction

from heliograph.actors import Actor, ActorKind, Door
from heliograph.events import log
from heliograph.events.kinds import ComponentStatusChanged, Impact, IncidentCreated
from heliograph.events.models import Event
from tests.ledger import nothing_written, the_event
from tests.people import ADDRESS

CHANGED = ComponentStatusChanged(
    old_effective_status=1,
    new_effective_status=4,
    subject_id=7,
    row={"name": "API"},
    old_status=1,
    new_status=4,
    source="manual",
)


def test_an_event_says_what_happened_to_what_by_whom_and_from_where(operator: Actor) -> None:
    log.record(CHANGED, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("component_status_changed", "component", 7)
    assert event.payload == {
        "row": {"name": "API"},
        "old_status": 1,
        "new_status": 4,
        "old_effective_status": 1,
        "new_effective_status": 4,
        "source": "manual",
    }
    assert (event.actor_kind, event.actor_name) == (ActorKind.TOKEN, "Olga Operator")
    assert (event.actor_id, event.token_id) == (operator.user_id, operator.token_id)
    assert (event.door, event.address) == (Door.REST, ADDRESS)


@pytest.mark.django_db
def test_who_has_no_account_is_recorded_without_one() -> None:
    log.record(CHANGED, actor=Actor.system(door=Door.CLOCK))

    event = the_event()
    assert (event.actor_kind, event.actor_id, event.token_id) == (ActorKind.SYSTEM, None, None)
    assert (event.door, event.address) == (Door.CLOCK, "")


@pytest.mark.django_db
def test_what_is_within_a_happening_is_plain_in_its_payload() -> None:
    created = IncidentCreated(subject_id=1, row={}, impacts=(Impact(component_id=3, status=4),))

    log.record(created, actor=Actor.system(door=Door.COMMAND))

    assert the_event().payload == {"row": {}, "impacts": [{"component_id": 3, "status": 4}]}


def test_an_event_goes_when_its_transaction_does(operator: Actor) -> None:
    with nothing_written(), transaction.atomic():
        log.record(CHANGED, actor=operator)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_event SET kind = 'nothing'",
        "UPDATE events_event SET payload = '{}' WHERE subject_id = 7",
        "UPDATE events_event SET at = at",
    ],
)
def test_the_database_refuses_to_change_what_happened(statement: str, operator: Actor) -> None:
    log.record(CHANGED, actor=operator)

    with (
        nothing_written(),
        pytest.raises(DatabaseError, match="events are never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_saving_an_event_again_is_refused(operator: Actor) -> None:
    log.record(CHANGED, actor=operator)
    event = the_event()
    event.kind = "nothing"

    with pytest.raises(DatabaseError, match="events are never changed"), transaction.atomic():
        event.save()


def test_what_is_long_past_may_go(operator: Actor) -> None:
    log.record(CHANGED, actor=operator)

    Event.objects.all().delete()

    assert not Event.objects.exists()
