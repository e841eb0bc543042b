"""Every state has words, an icon and a tone of its own."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from heliograph.status.models import Schedule
from heliograph.status.queries import SystemNow
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus, SystemStatus
from heliograph.surfaces.public.presenters import paint
from heliograph.surfaces.public.presenters.paint import Mark

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOWS = [
    (Schedule(scheduled_at=NOON + HOUR), ScheduleStatus.UPCOMING.label),
    (Schedule(scheduled_at=NOON), ScheduleStatus.IN_PROGRESS.label),
    (Schedule(scheduled_at=NOON - HOUR, completed_at=NOON), ScheduleStatus.COMPLETE.label),
    (Schedule(scheduled_at=NOON + HOUR, completed_at=NOON + HOUR), "Cancelled"),
]
EMPTY = SystemNow(status=SystemStatus.OPERATIONAL, has_components=False)

MARKS = [
    *((paint.component_mark(one), one.label) for one in ComponentStatus),
    *((paint.note_mark(one), one.label) for one in IncidentStatus),
    *((paint.window_mark(window, NOON), label) for window, label in WINDOWS),
    *((paint.system_mark(SystemNow(status=one, has_components=True)), one.message) for one in SystemStatus),
    (paint.system_mark(EMPTY), "No components yet"),
    (paint.system_state_mark(EMPTY), "No components yet"),
]


@pytest.mark.parametrize(("mark", "words"), MARKS)
def test_the_english_words_are_those_of_the_contract(mark: Mark, words: str) -> None:
    assert mark.words == words


@pytest.mark.parametrize(("mark", "words"), MARKS)
def test_the_icon_and_the_tone_exist(mark: Mark, words: str) -> None:
    stylesheet = finders.find("public/page.css")
    assert isinstance(stylesheet, str)
    assert f'id="icon-{mark.icon}"' in get_template("public/parts/icons.html").render()
    assert re.search(rf"\.tone-{mark.tone} \{{", Path(stylesheet).read_text())


def test_component_states_differ_in_shape_as_well_as_in_colour() -> None:
    marks = [paint.component_mark(one) for one in ComponentStatus]
    assert len({mark.icon for mark in marks}) == len({mark.tone for mark in marks}) == len(ComponentStatus)
