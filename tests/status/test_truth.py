"""Where the page may not tell the truth: the rule, and examples on one screen."""

from datetime import UTC, datetime, timedelta

import pytest

from heliograph.status.truth import ComponentSeen, Doubt, IncidentSeen, WindowSeen, doubts
from heliograph.status.vocabulary import ComponentStatus

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
WELL, DOWN, WORKED_ON = (
    ComponentStatus.OPERATIONAL,
    ComponentStatus.MAJOR_OUTAGE,
    ComponentStatus.UNDER_MAINTENANCE,
)


@pytest.mark.parametrize(
    ("status", "incidents", "is_in_window", "doubt"),
    [
        (WELL, (), False, None),
        (WELL, (7,), False, Doubt.LOOKS_WELL),
        (WELL, (7,), True, Doubt.LOOKS_WELL),
        (DOWN, (7,), False, None),
        (DOWN, (), False, Doubt.UNEXPLAINED),
        (DOWN, (), True, None),
        (WORKED_ON, (), True, None),
        (WORKED_ON, (), False, Doubt.UNEXPLAINED),
        (ComponentStatus.UNKNOWN, (), False, Doubt.UNEXPLAINED),
    ],
)
def test_a_component(
    status: ComponentStatus, incidents: tuple[int, ...], *, is_in_window: bool, doubt: Doubt | None
) -> None:
    seen = ComponentSeen(id=1, name="DNS", status=status, incidents=incidents, is_in_window=is_in_window)
    found = list(doubts([seen], [], [], at=NOW, silent_after=6 * HOUR))

    assert [one.doubt for one in found] == ([doubt] if doubt else [])
    assert [one.incident_id for one in found if one.doubt is Doubt.LOOKS_WELL] == list(incidents)[
        : len(found)
    ]


@pytest.mark.parametrize(
    ("silent_for", "is_doubtful"), [(5 * HOUR, False), (6 * HOUR, True), (60 * HOUR, True)]
)
def test_an_incident_of_which_nobody_says_anything(silent_for: timedelta, *, is_doubtful: bool) -> None:
    seen = IncidentSeen(id=1, name="Slow", last_word=NOW - silent_for)

    assert bool(list(doubts([], [seen], [], at=NOW, silent_after=6 * HOUR))) is is_doubtful


@pytest.mark.parametrize(
    ("began", "word", "ends", "is_doubtful"),
    [
        (7, 7, None, True),
        (7, 1, None, False),
        (1, 9, None, False),
        (7, 7, 1, False),  # the clock will end it
    ],
)
def test_a_window_that_goes_on(began: int, word: int, ends: int | None, *, is_doubtful: bool) -> None:
    seen = WindowSeen(
        id=1,
        name="Disks",
        began_at=NOW - began * HOUR,
        last_word=NOW - word * HOUR,
        ends_at=None if ends is None else NOW + ends * HOUR,
    )

    assert bool(list(doubts([], [], [seen], at=NOW, silent_after=6 * HOUR))) is is_doubtful
