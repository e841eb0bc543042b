"""Every state has words, an icon and a tone of its own."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus, SystemStatus
from heliograph.surfaces.public.presenters import paint
from heliograph.surfaces.public.presenters.paint import Mark

MARKS = [
    *((paint.component_mark(one), one.label) for one in ComponentStatus),
    *((paint.note_mark(one), one.label) for one in IncidentStatus),
    *((paint.schedule_mark(one), one.label) for one in ScheduleStatus),
    *((paint.system_mark(one), one.message) for one in SystemStatus),
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
