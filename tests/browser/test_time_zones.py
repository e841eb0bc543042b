"""Days, times and bars of a page are in its zone; a script adds the local time of a visitor elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import IncidentStatus
from tests.browser import scenes
from tests.browser.conftest import Visitor
from tests.factories import a_window, an_incident, an_update

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Arrives = Callable[..., Visitor]
AUCKLAND = "Pacific/Auckland"
TIMES = "time[datetime*='T']"


def _late_yesterday() -> datetime:
    """23:30 UTC, which is the next day in Auckland."""
    return (clock.now() - timedelta(days=1)).replace(hour=23, minute=30, second=0, microsecond=0)


def _in_words(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    year = "" if local.year == clock.now().astimezone(ZoneInfo(zone)).year else f", {local.year}"
    return f"{local:%B} {local.day}{year}, {local:%H:%M}"


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
@pytest.mark.parametrize("path", ["/", "/history"])
def test_an_incident_stands_under_the_day_of_its_time(
    visitor: Arrives, path: str, options: dict[str, bool]
) -> None:
    began = _late_yesterday()
    incident = an_incident(occurred_at=began, created_at=began, status=IncidentStatus.FIXED)
    an_update(incident=incident, status=IncidentStatus.FIXED, created_at=began)
    guest = visitor(timezone_id=AUCKLAND, **options)
    month = f"?month={began:%Y-%m}" if path == "/history" else ""
    guest.settles_at(f"{path}{month}")

    day = guest.page.locator("section, li, article").filter(
        has=guest.page.locator(f"time[datetime='{began:%Y-%m-%d}']")
    )
    expect(day.last.locator(TIMES).first).to_have_text(_in_words(began, "UTC"))
    expect(guest.page.get_by_text("All times are in UTC.")).to_have_count(1)
    assert guest.faults == []


def test_the_script_changes_no_text_of_the_past(visitor: Arrives) -> None:
    scenes.outage(clock.now() - timedelta(hours=2))
    texts = []
    for has_script in (True, False):
        guest = visitor(timezone_id=AUCKLAND, java_script_enabled=has_script)
        guest.settles_at("/")
        past = guest.page.locator(f"#past {TIMES}, .notes {TIMES}")
        texts.append((past.all_inner_texts(), guest.page.locator(".bar").all_inner_texts()))

    assert texts[0] == texts[1]
    assert texts[0][0]


def test_a_tooltip_has_the_local_time(visitor: Arrives) -> None:
    began = _late_yesterday()
    an_incident(occurred_at=began)
    guest = visitor(timezone_id=AUCKLAND)
    guest.settles_at("/")
    time = guest.page.locator(f".facts {TIMES}").first

    expect(time).to_have_text(_in_words(began, "UTC"))
    expect(time).to_have_attribute("title", f"{_in_words(began, AUCKLAND)} your time")
    expect(time).to_have_attribute("datetime", began.isoformat(timespec="seconds"))


def test_a_visitor_in_the_zone_of_the_page_sees_each_time_once(visitor: Arrives) -> None:
    a_window(scheduled_at=clock.now() + timedelta(days=1))
    an_incident()
    guest = visitor(timezone_id="Etc/UTC")
    guest.settles_at("/")

    expect(guest.page.locator("time[title]")).to_have_count(0)
    expect(guest.page.get_by_text("your time")).to_have_count(0)


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("Africa/Lagos", "{day}, 20:00 UTC, 21:00 your time", "22:00 UTC, 23:00 your time"),
        (
            "Asia/Tokyo",
            "{day}, 20:00 UTC, {next_day}, 05:00 your time",
            "22:00 UTC, {next_day}, 07:00 your time",
        ),
    ],
)
def test_upcoming_maintenance_shows_both_times(visitor: Arrives, zone: str, begins: str, ends: str) -> None:
    at = (clock.now() + timedelta(days=2)).replace(hour=20, minute=0, second=0, microsecond=0)
    window = a_window(scheduled_at=at, completed_at=at + timedelta(hours=2))
    guest = visitor(timezone_id=zone)
    days = {
        "day": _in_words(at, "UTC").rpartition(",")[0],
        "next_day": _in_words(at + timedelta(days=1), "UTC").rpartition(",")[0],
    }
    for path in ("/", f"/schedules/{window.pk}"):
        guest.settles_at(path)
        times = guest.page.locator(TIMES)
        expect(times.filter(has_text="20:00").first).to_have_text(begins.format(**days))
        expect(times.filter(has_text="22:00").first).to_have_text(ends.format(**days))


def test_a_named_zone_is_named_once_in_each_time(visitor: Arrives, operator: Actor) -> None:
    change_setting("show_timezone", True, actor=operator)  # noqa: FBT003 - the value of the setting
    at = datetime(clock.now().year + 1, 6, 1, 20, tzinfo=UTC)
    window = a_window(scheduled_at=at)
    guest = visitor(timezone_id="Africa/Lagos")
    guest.settles_at(f"/schedules/{window.pk}")

    text = guest.page.locator(TIMES).first.inner_text()
    assert text == f"June 1, {at.year}, 20:00 UTC, 21:00 your time"
