"""What checks in a row come to: a table of examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from heliograph.monitoring.verdict import Result, Rule, Standing, after, status_of
from heliograph.status.vocabulary import ComponentStatus

UP, SLOW, DOWN, UNCLEAR = (
    ComponentStatus.OPERATIONAL,
    ComponentStatus.PERFORMANCE_ISSUES,
    ComponentStatus.MAJOR_OUTAGE,
    ComponentStatus.UNKNOWN,
)
RULE = Rule(status_when_down=DOWN, slow_after=500, failure_threshold=3, success_threshold=2)


def said_after(*statuses: ComponentStatus, rule: Rule = RULE) -> list[ComponentStatus | None]:
    standing, said = Standing(), []
    for status in statuses:
        standing = after(standing, status, rule)
        said.append(standing.said)
    return said


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (Result(is_up=True, milliseconds=500), UP),
        (Result(is_up=True, milliseconds=501), SLOW),
        (Result(is_up=False, milliseconds=1), DOWN),
        (Result(is_up=False), DOWN),
        (Result(is_up=None), UNCLEAR),
    ],
)
def test_what_a_check_found(result: Result, status: ComponentStatus) -> None:
    assert status_of(result, RULE) is status


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        # The first check that is good says so; a first one that is not waits for others.
        ([UP], [UP]),
        ([DOWN, DOWN, DOWN], [None, None, DOWN]),
        ([DOWN, UP], [None, UP]),
        # What passes is not told of.
        ([UP, DOWN, DOWN, UP, DOWN, DOWN], [UP] * 6),
        ([UP, DOWN, DOWN, DOWN], [UP, UP, UP, DOWN]),
        # Worse is worse, in whatever way; the last check says how.
        ([UP, DOWN, SLOW, DOWN], [UP, UP, UP, DOWN]),
        ([UP, DOWN, DOWN, SLOW], [UP, UP, UP, SLOW]),
        # It is better after fewer, and may be better by a half.
        ([DOWN, DOWN, DOWN, UP, UP], [None, None, DOWN, DOWN, UP]),
        ([DOWN, DOWN, DOWN, UP, DOWN, UP, UP], [None, None, DOWN, DOWN, DOWN, DOWN, UP]),
        ([DOWN, DOWN, DOWN, UP, SLOW], [None, None, DOWN, DOWN, SLOW]),
        # Where nothing could be found out, nothing is counted, and nothing forgotten.
        ([UP, UNCLEAR, UNCLEAR, UNCLEAR], [UP] * 4),
        ([UP, DOWN, UNCLEAR, DOWN, UNCLEAR, DOWN], [UP, UP, UP, UP, UP, DOWN]),
        ([UNCLEAR], [None]),
    ],
)
def test_what_is_said_after_each_check(statuses: list[ComponentStatus], said: list[ComponentStatus]) -> None:
    assert said_after(*statuses) == said


def test_one_check_is_enough_where_the_owner_says_so() -> None:
    hasty = Rule(status_when_down=DOWN, slow_after=None, failure_threshold=1, success_threshold=1)

    assert said_after(DOWN, UP, DOWN, rule=hasty) == [DOWN, UP, DOWN]


@given(some.lists(some.sampled_from([UP, SLOW, DOWN, UNCLEAR])), some.sampled_from([UP, SLOW, DOWN]))
def test_whatever_was_before_it_comes_to_what_is_found_for_long(
    before: list[ComponentStatus], now: ComponentStatus
) -> None:
    assert said_after(*before, *[now] * 3)[-1] is now
