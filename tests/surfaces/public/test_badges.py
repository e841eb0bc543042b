import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from heliograph.lib import clock
from heliograph.site.badge_style import Style
from heliograph.status.vocabulary import ComponentStatus, Visibility
from heliograph.surfaces.public.presenters.badge import badge, style_named
from heliograph.surfaces.public.presenters.colours import OF_TONE
from heliograph.surfaces.public.presenters.letters import width_of
from heliograph.surfaces.public.presenters.paint import component_mark
from tests.factories import a_component, a_group, an_incident

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: bytes) -> list[str]:
    return [one.text or "" for one in ET.fromstring(picture).iter(f"{SVG}text")]  # noqa: S314 - our own


def title(picture: bytes) -> str:
    return ET.fromstring(picture).findtext(f"{SVG}title") or ""  # noqa: S314 - our own


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "state"),
    [
        (ComponentStatus.OPERATIONAL, "Operational"),
        (ComponentStatus.PERFORMANCE_ISSUES, "Partial outage"),
        (ComponentStatus.MAJOR_OUTAGE, "Major outage"),
        (ComponentStatus.UNDER_MAINTENANCE, "Under maintenance"),
    ],
)
def test_the_badge_says_how_the_system_is(client: Client, status: ComponentStatus, state: str) -> None:
    a_component(status=status)
    response = client.get("/badge.svg")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response["Cache-Control"] == "public, max-age=60"
    assert texts(response.content) == ["Status", state]
    assert title(response.content) == f"Status: {state}"


@pytest.mark.django_db
@pytest.mark.parametrize("status", ComponentStatus)
def test_a_component_s_badge_says_how_it_is(client: Client, status: ComponentStatus) -> None:
    component = a_component(name="API", status=status)
    picture = client.get(f"/components/{component.pk}/badge.svg").content
    assert texts(picture) == ["API", status.label]
    assert OF_TONE[component_mark(status).tone] in picture.decode()


@pytest.mark.django_db
def test_the_effective_status_counts(client: Client) -> None:
    component = a_component(name="API")
    an_incident(impacts=[(component, ComponentStatus.PARTIAL_OUTAGE)])
    assert texts(client.get(f"/components/{component.pk}/badge.svg").content) == ["API", "Partial outage"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "01", "x", "-1", "9" * 30, "٣"])
def test_a_component_that_is_not_has_no_badge(client: Client, number: str) -> None:
    assert client.get(f"/components/{number}/badge.svg").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "unseen",
    [
        {"enabled": False},
        {"deleted_at": clock.now()},
        {"visible": Visibility.HIDDEN},
        {"visible": Visibility.SIGNED_IN},
    ],
)
def test_what_guests_do_not_see_has_none_either(client: Client, unseen: dict[str, object]) -> None:
    group = a_group(visible=unseen.pop("visible", Visibility.EVERYONE))
    component = a_component(group=group, **unseen)
    assert client.get(f"/components/{component.pk}/badge.svg").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("style", Style)
def test_every_style_is_a_picture_of_its_own(client: Client, style: Style) -> None:
    picture = client.get("/badge.svg", {"style": style}).content
    others = {client.get("/badge.svg", {"style": other}).content for other in set(Style) - {style}}
    assert ET.fromstring(picture).tag == f"{SVG}svg"  # noqa: S314 - our own
    assert picture not in others


@pytest.mark.parametrize("name", ["", "flat-square", "FLAT", "neon", "flat "])
def test_an_unknown_style_is_the_default(name: str) -> None:
    assert style_named(name) is Style.FLAT_SQUARE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("label", "shown"),
    [("Our API", ["Our API", "Operational"]), ("", ["Operational"]), ("a\nb\x00", ["a b", "Operational"])],
)
def test_the_label_is_what_is_asked_for(client: Client, label: str, shown: list[str]) -> None:
    a_component()
    assert texts(client.get("/badge.svg", {"label": label}).content) == shown


@given(label=st.text(st.characters(exclude_categories=[]), max_size=200), style=st.sampled_from(Style))
def test_each_part_holds_its_text_and_none_overlaps(label: str, style: Style) -> None:
    made = badge(label, "Operational", "operational", style)
    for part in made.parts:
        assert 0 <= part.length < part.width
    assert made.width == sum(part.width for part in made.parts)


@pytest.mark.parametrize(
    ("narrow", "wide"), [("iii", "mmm"), ("l", "W"), ("abc", "abcd"), ("ab", "状態"), ("é", "ée")]
)
def test_widths_are_those_of_the_letters(narrow: str, wide: str) -> None:
    assert width_of(narrow, size=11) < width_of(wide, size=11)


def test_a_combining_accent_takes_no_room() -> None:
    assert width_of("e\u0301", size=11) == width_of("e", size=11)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50])
def test_a_badge_asks_as_often_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        an_incident(impacts=[(a_component(), ComponentStatus.PARTIAL_OUTAGE)])
    with django_assert_num_queries(5):
        client.get("/badge.svg")


def test_the_colours_are_those_of_the_page() -> None:
    stylesheet = finders_text("public/page.css")
    for tone, colour in OF_TONE.items():
        assert re.search(rf"--{tone}: light-dark\({colour},", stylesheet)


def finders_text(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str)
    return Path(found).read_text()
