"""Each verb asks for its own ability before it looks at anything."""

from collections.abc import Callable

import pytest

from heliograph.actors import EVERYTHING, Ability, Actor
from heliograph.errors import Forbidden, NotFound, Unauthenticated
from heliograph.metrics.drafts import MetricChanges, MetricDraft, PointDraft, PointsDraft
from heliograph.metrics.metrics import create_metric, delete_metric, update_metric
from heliograph.metrics.points import delete_point, record_points
from tests.factories import Key
from tests.ledger import nothing_written
from tests.people import actor_of

NOWHERE = 99
A_METRIC = MetricDraft(name="Queue", suffix="jobs")
A_POINT = PointsDraft(metric_id=NOWHERE, points=[PointDraft(value=1)])

VERBS: dict[Ability, list[Callable[[Actor], object]]] = {
    Ability.METRICS_MANAGE: [
        lambda actor: create_metric(A_METRIC, actor=actor),
        lambda actor: update_metric(NOWHERE, MetricChanges(), actor=actor),
    ],
    Ability.METRICS_DELETE: [lambda actor: delete_metric(NOWHERE, actor=actor)],
    Ability.METRIC_POINTS_MANAGE: [lambda actor: record_points(A_POINT, actor=actor)],
    Ability.METRIC_POINTS_DELETE: [lambda actor: delete_point(NOWHERE, NOWHERE, actor=actor)],
}
ASKED = [(ability, verb) for ability, verbs in VERBS.items() for verb in verbs]


@pytest.mark.parametrize(("ability", "verb"), ASKED)
def test_all_other_abilities_together_are_not_enough(
    readers_key: Key, ability: Ability, verb: Callable[[Actor], object]
) -> None:
    with nothing_written(), pytest.raises(Forbidden):
        verb(actor_of(readers_key, *EVERYTHING - {ability}))


@pytest.mark.parametrize(("ability", "verb"), ASKED[1:])
def test_the_one_ability_is_enough_to_be_told_that_there_is_nothing(
    readers_key: Key, ability: Ability, verb: Callable[[Actor], object]
) -> None:
    with pytest.raises(NotFound):
        verb(actor_of(readers_key, ability))


@pytest.mark.django_db
@pytest.mark.parametrize(("ability", "verb"), ASKED)
def test_a_stranger_is_asked_who_they_are(
    stranger: Actor, ability: Ability, verb: Callable[[Actor], object]
) -> None:
    with nothing_written(), pytest.raises(Unauthenticated):
        verb(stranger)
