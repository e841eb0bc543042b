"""The rules of the contract's section 6, each as a sentence with its example."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.status.impact import effective_status, group_status, most_severe, system_status
from heliograph.status.vocabulary import ComponentStatus, SystemStatus

UP = ComponentStatus.OPERATIONAL
SLOW = ComponentStatus.PERFORMANCE_ISSUES
PARTIAL = ComponentStatus.PARTIAL_OUTAGE
DOWN = ComponentStatus.MAJOR_OUTAGE
UNKNOWN = ComponentStatus.UNKNOWN
MAINTENANCE = ComponentStatus.UNDER_MAINTENANCE

Given = Sequence[ComponentStatus | None]

EFFECTIVE: list[tuple[str, ComponentStatus, Given, Given, ComponentStatus]] = [
    ("alone, the baseline is what is shown", SLOW, [], [], SLOW),
    ("an incident adds its status", UP, [], [PARTIAL], PARTIAL),
    ("the most severe of several incidents counts", UP, [], [SLOW, DOWN, PARTIAL], DOWN),
    ("an incident that says operational heals nothing", DOWN, [], [UP], DOWN),
    ("an incident milder than the baseline changes nothing", DOWN, [], [SLOW], DOWN),
    ("an incident that gives no status changes nothing", SLOW, [], [None], SLOW),
    ("maintenance stands in for the baseline", DOWN, [MAINTENANCE], [], MAINTENANCE),
    ("maintenance that gives no status is maintenance", DOWN, [None], [], MAINTENANCE),
    ("maintenance may say that all goes on", DOWN, [UP], [], UP),
    ("the most severe of several windows counts", UP, [SLOW, PARTIAL, None], [], PARTIAL),
    ("maintenance does not hide an incident", UP, [None], [DOWN], DOWN),
    ("an incident milder than maintenance does not hide it", UP, [None], [UNKNOWN], MAINTENANCE),
    ("maintenance hides a failing baseline, also beside an incident", DOWN, [None], [SLOW], SLOW),
    ("unknown is worse than operational", UNKNOWN, [], [UP], UNKNOWN),
]

GROUP: list[tuple[str, Sequence[ComponentStatus], ComponentStatus]] = [
    ("an empty group is operational", [], UP),
    ("a group is as its worst member", [UP, SLOW, UP], SLOW),
    ("partial outage is worse than maintenance", [MAINTENANCE, PARTIAL, UNKNOWN], PARTIAL),
    ("maintenance is worse than unknown", [UNKNOWN, MAINTENANCE], MAINTENANCE),
]

SYSTEM: list[tuple[str, Sequence[ComponentStatus], bool, int, SystemStatus]] = [
    ("nothing at all is operational", [], False, 25, SystemStatus.OPERATIONAL),
    ("an incident alone is a partial outage", [], True, 25, SystemStatus.PARTIAL_OUTAGE),
    ("all up is operational", [UP] * 3, False, 25, SystemStatus.OPERATIONAL),
    ("all up beside an incident is a partial outage", [UP] * 3, True, 25, SystemStatus.PARTIAL_OUTAGE),
    ("one of four down reaches 25 percent", [DOWN, *[UP] * 3], False, 25, SystemStatus.MAJOR_OUTAGE),
    ("one of five down does not", [DOWN, *[UP] * 4], False, 25, SystemStatus.PARTIAL_OUTAGE),
    ("one of three does not reach 34 percent", [DOWN, UP, UP], False, 34, SystemStatus.PARTIAL_OUTAGE),
    ("one of three reaches 33 percent", [DOWN, UP, UP], False, 33, SystemStatus.MAJOR_OUTAGE),
    ("100 percent needs all of them", [DOWN, DOWN, UP], False, 100, SystemStatus.PARTIAL_OUTAGE),
    ("all down reaches 100 percent", [DOWN, DOWN], False, 100, SystemStatus.MAJOR_OUTAGE),
    ("one percent without one down is no major outage", [UP], False, 1, SystemStatus.OPERATIONAL),
    ("slow is a partial outage", [SLOW, UP], False, 25, SystemStatus.PARTIAL_OUTAGE),
    ("partly out is a partial outage", [PARTIAL, UP], False, 25, SystemStatus.PARTIAL_OUTAGE),
    ("all partly out is still no major outage", [PARTIAL] * 4, False, 25, SystemStatus.PARTIAL_OUTAGE),
    ("unknown is a partial outage", [UNKNOWN, UP], False, 25, SystemStatus.PARTIAL_OUTAGE),
    ("maintenance alone is maintenance", [MAINTENANCE, UP], False, 25, SystemStatus.UNDER_MAINTENANCE),
    ("maintenance does not hide what is slow", [MAINTENANCE, SLOW], False, 25, SystemStatus.PARTIAL_OUTAGE),
    ("maintenance does not hide what is down", [MAINTENANCE, DOWN], False, 25, SystemStatus.MAJOR_OUTAGE),
    ("maintenance does not hide an incident", [MAINTENANCE], True, 25, SystemStatus.PARTIAL_OUTAGE),
    (
        "a major outage is one beside an incident, too",
        [DOWN],
        True,
        25,
        SystemStatus.MAJOR_OUTAGE,
    ),
]


@pytest.mark.parametrize(
    ("baseline", "windows", "incidents", "expected"),
    [pytest.param(*row, id=sentence) for sentence, *row in EFFECTIVE],
)
def test_what_is_shown_of_a_component(
    baseline: ComponentStatus, windows: Given, incidents: Given, expected: ComponentStatus
) -> None:
    assert effective_status(baseline, windows=windows, incidents=incidents) is expected


@pytest.mark.parametrize(
    ("members", "expected"), [pytest.param(*row, id=sentence) for sentence, *row in GROUP]
)
def test_what_is_shown_of_a_group(members: Sequence[ComponentStatus], expected: ComponentStatus) -> None:
    assert group_status(members) is expected


@pytest.mark.parametrize(
    ("components", "has_open_incident", "threshold", "expected"),
    [pytest.param(*row, id=sentence) for sentence, *row in SYSTEM],
)
def test_what_is_said_of_the_whole(
    components: Sequence[ComponentStatus], *, has_open_incident: bool, threshold: int, expected: SystemStatus
) -> None:
    said = system_status(components, has_open_incident=has_open_incident, major_outage_threshold=threshold)
    assert said is expected


statuses = st.sampled_from(ComponentStatus)
given_statuses = st.lists(st.none() | statuses, max_size=6)
thresholds = st.integers(min_value=1, max_value=100)


@given(baseline=statuses, windows=given_statuses, incidents=given_statuses)
def test_it_is_never_milder_than_an_incident(
    baseline: ComponentStatus, windows: Given, incidents: Given
) -> None:
    shown = effective_status(baseline, windows=windows, incidents=incidents)
    assert all(shown.severity >= one.severity for one in incidents if one is not None)


@given(baseline=statuses, incidents=given_statuses)
def test_without_maintenance_it_is_never_milder_than_the_baseline(
    baseline: ComponentStatus, incidents: Given
) -> None:
    assert effective_status(baseline, incidents=incidents).severity >= baseline.severity


@given(one=statuses, another=statuses, windows=given_statuses.filter(bool), incidents=given_statuses)
def test_during_maintenance_the_baseline_makes_no_difference(
    one: ComponentStatus, another: ComponentStatus, windows: Given, incidents: Given
) -> None:
    shown = [effective_status(each, windows=windows, incidents=incidents) for each in (one, another)]
    assert shown[0] is shown[1]


@given(baseline=statuses, windows=given_statuses, incidents=given_statuses, more=st.none() | statuses)
def test_one_more_incident_never_makes_it_milder(
    baseline: ComponentStatus, windows: Given, incidents: Given, more: ComponentStatus | None
) -> None:
    before = effective_status(baseline, windows=windows, incidents=incidents)
    after = effective_status(baseline, windows=windows, incidents=[*incidents, more])
    assert after.severity >= before.severity


@given(baseline=statuses, windows=given_statuses, incidents=given_statuses, chance=st.randoms())
def test_order_does_not_matter(
    baseline: ComponentStatus, windows: Given, incidents: Given, chance: Random
) -> None:
    shuffled = effective_status(
        baseline,
        windows=chance.sample(windows, len(windows)),
        incidents=chance.sample(incidents, len(incidents)),
    )
    assert shuffled is effective_status(baseline, windows=windows, incidents=incidents)


@given(members=st.lists(statuses), more=statuses)
def test_a_group_is_never_milder_than_a_member(members: list[ComponentStatus], more: ComponentStatus) -> None:
    assert group_status([*members, more]) is most_severe([group_status(members), more])


# For the whole, not to know is worse than to know that somebody works on it.
_WORSE = (UP, MAINTENANCE, UNKNOWN, SLOW, PARTIAL, DOWN)
_SYSTEM_WORSE = (
    SystemStatus.OPERATIONAL,
    SystemStatus.UNDER_MAINTENANCE,
    SystemStatus.PARTIAL_OUTAGE,
    SystemStatus.MAJOR_OUTAGE,
)


@given(
    others=st.lists(statuses),
    pair=st.lists(st.sampled_from(_WORSE), min_size=2, max_size=2).map(
        lambda two: sorted(two, key=_WORSE.index)
    ),
    incident=st.booleans(),
    threshold=thresholds,
)
def test_the_whole_never_gets_better_when_a_component_gets_worse(
    others: list[ComponentStatus], pair: list[ComponentStatus], *, incident: bool, threshold: int
) -> None:
    before, after = (
        system_status([*others, one], has_open_incident=incident, major_outage_threshold=threshold)
        for one in pair
    )
    assert _SYSTEM_WORSE.index(after) >= _SYSTEM_WORSE.index(before)


@given(components=st.lists(statuses), threshold=thresholds)
def test_the_whole_never_gets_better_when_an_incident_opens(
    components: list[ComponentStatus], threshold: int
) -> None:
    before, after = (
        system_status(components, has_open_incident=incident, major_outage_threshold=threshold)
        for incident in (False, True)
    )
    assert _SYSTEM_WORSE.index(after) >= _SYSTEM_WORSE.index(before)


@given(components=st.lists(statuses), incident=st.booleans(), low=thresholds, high=thresholds)
def test_a_lower_threshold_never_makes_the_whole_better(
    components: list[ComponentStatus], *, incident: bool, low: int, high: int
) -> None:
    strict, lenient = (
        system_status(components, has_open_incident=incident, major_outage_threshold=threshold)
        for threshold in sorted((low, high))
    )
    assert _SYSTEM_WORSE.index(strict) >= _SYSTEM_WORSE.index(lenient)
