"""What leaves the page as feeds, pictures, calendars, mails: classes 5, 10, 11, 18, 26, 27, 29, 30, 32."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]  # it ships no types
import pytest
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.lib.plain_text import one_line
from heliograph.site.settings import change_setting
from heliograph.site.vocabulary import SiteSettings
from heliograph.status.models import Incident, Schedule, Update
from heliograph.status.vocabulary import ComponentStatus, Visibility
from heliograph.subscribers.link_mails import link_mail
from heliograph.surfaces.public.presenters.ical import ical
from tests.factories import a_component, a_group, a_window, an_incident, an_update
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db

XML = ["/rss", "/atom", "/badge.svg", "/favicon.svg"]
FEEDS = ["/rss", "/atom", "/feed.json"]
FILES = [
    *FEEDS,
    "/badge.svg",
    "/calendar.ics",
    "/embed",
    "/embed.js",
    "/favicon.svg",
    "/manifest.webmanifest",
]
PAGES = ["/", "/history", "/subscribe", "/history?q=secret", "/schedules/{window}", "/incidents/{incident}"]
EVIL = "]]><script>alert(1)</script></title>\"'&\x00\x0b\ufffe\u2028<img src=x onerror=alert(1)>"
DAY = timedelta(days=1)


def everywhere(text: str, operator: Actor) -> tuple[Incident, Schedule]:
    """The text wherever an operator can write one."""
    component = a_component(
        name=text[:255], status=ComponentStatus.MAJOR_OUTAGE, group=a_group(name=text[:255])
    )
    incident = an_incident(name=text[:255], message=text, impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])
    an_update(incident, message=text)
    window = a_window(name=text[:255], message=text, impacts=[(component, None)])
    change_setting("name", text, actor=operator)
    return incident, window


# 5 and 27: stored cross-site scripting, XML


@pytest.mark.parametrize("path", [*XML, "/components/{component}/badge.svg"])
def test_xml_stays_well_formed_and_without_a_script(client: Client, operator: Actor, path: str) -> None:
    evil = EVIL.replace("\x00", "")  # which no database takes
    incident, _ = everywhere(evil, operator)
    component = incident.impacts.get().component_id
    body = client.get(path.format(component=component), {"label": evil}).content
    elements = {one.tag.rpartition("}")[2] for one in ET.fromstring(body).iter()}  # noqa: S314 - our own
    assert not elements & {"script", "img"}


@pytest.mark.parametrize("path", FEEDS)
def test_what_a_feed_shows_as_html_is_clean(client: Client, operator: Actor, path: str) -> None:
    everywhere(EVIL.replace("\x00", ""), operator)
    body = client.get(path).content
    html = html_of(body) if path == "/feed.json" else unsanitised(body)
    assert "alert(1)" in html
    assert not re.search(r"<(script|img)", html)


def html_of(body: bytes) -> str:
    return "".join(one["content_html"] for one in json.loads(body)["items"])


def unsanitised(body: bytes) -> str:
    feed: Any = feedparser.parse(body, sanitize_html=False)
    assert not feed.bozo
    return "".join(one.summary for one in feed.entries)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_no_text_breaks_a_feed(client: Client, text: str) -> None:
    incident = an_incident(name=text, message=text)
    for path in ("/rss", "/atom"):
        assert not feedparser.parse(client.get(path).content).bozo
    incident.delete()


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(label=st.text(max_size=60))
def test_no_label_breaks_a_badge(client: Client, label: str) -> None:
    ET.fromstring(client.get("/badge.svg", {"label": label}).content)  # noqa: S314 - our own


def test_a_script_on_another_s_page_holds_no_word_of_ours_unquoted(client: Client, operator: Actor) -> None:
    everywhere(EVIL.replace("\x00", ""), operator)
    script = client.get("/embed.js").content.decode()
    assert "alert" not in script
    assert script.isascii()


# 10: header injection in mail

LINE_ENDS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r\n\r\n"]


@pytest.mark.parametrize("end", LINE_ENDS)
def test_no_name_adds_a_header_to_a_mail(operator: Actor, end: str) -> None:
    change_setting("name", f"Acme{end}Bcc: eve@example.com{end}{end}Body", actor=operator)
    message = link_mail(a_subscriber(email="ada@example.com")).message()
    assert message["Bcc"] is None
    assert message["To"] == "ada@example.com"
    assert len(str(message["Subject"]).splitlines()) == 1


@pytest.mark.parametrize("end", [*LINE_ENDS, ",", ";", " "])
def test_no_address_names_a_second_one(client: Client, end: str) -> None:
    response = client.post("/subscribe", {"email": f"ada@example.com{end}eve@example.com"})
    assert response.status_code == 422
    assert mail.outbox == []


# 11: host header poisoning


@pytest.mark.parametrize("path", [*FILES, "/.well-known/security.txt"])
def test_links_go_to_the_configured_address_whatever_the_request_names(
    client: Client, operator: Actor, path: str
) -> None:
    everywhere("Plain", operator)
    change_setting("security_contact", "security@example.org", actor=operator)
    answer = client.get(path, headers={"Host": "localhost", "X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content
    assert b"//localhost" not in answer.content


def test_a_host_that_is_not_ours_gets_nothing(client: Client) -> None:
    assert client.get("/rss", headers={"Host": "evil.example"}).status_code == 400


# 18: hidden things by side doors


def hidden(operator: Actor) -> Iterator[str]:
    """The paths of what guests may not see; everything in it says so."""
    component = a_component(name="secret", group=a_group(name="secret", visible=Visibility.HIDDEN))
    yield f"/components/{component.pk}/badge.svg"
    seen = an_incident(name="Seen", impacts=[(component, None)])
    a_window(name="Seen", impacts=[(component, None)])
    for unseen in (
        {"visible": Visibility.HIDDEN},
        {"visible": Visibility.SIGNED_IN},
        {"published_at": clock.now() + DAY},
        {"deleted_at": clock.now()},
    ):
        incident = an_incident(name="secret", message="secret", **unseen)
        an_update(incident, message="secret")
        yield f"/incidents/{incident.guid}"
    for column, moment in {"published_at": clock.now() + DAY, "deleted_at": clock.now()}.items():
        window = a_window(name="secret", message="secret")
        Schedule.objects.filter(pk=window.pk).update(**{column: moment})
        Update.objects.create(schedule=window, message="secret")
        yield f"/schedules/{window.pk}"
        yield f"/schedules/{window.pk}/calendar.ics"
    Incident.objects.filter(pk=seen.pk).delete()
    Schedule.objects.filter(name="Seen").delete()


def test_what_guests_may_not_see_is_answered_as_what_is_not(client: Client, operator: Actor) -> None:
    for path in hidden(operator):
        nowhere = client.get(re.sub(r"[^/]+(/calendar\.ics|/badge\.svg)?$", r"0\1", path))
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, nowhere.content), path


@pytest.mark.parametrize("path", [*FILES, "/", "/history", "/subscribe", "/history?q=secre"])
def test_what_guests_may_not_see_leaves_no_trace_and_changes_no_byte(
    client: Client, operator: Actor, path: str
) -> None:
    before = client.get(path)
    list(hidden(operator))
    after = client.get(path)
    assert b"secret" not in after.content
    assert (after.get("ETag"), after.get("Last-Modified")) == (
        before.get("ETag"),
        before.get("Last-Modified"),
    )
    assert after.content == before.content


# 26: denial by size


@pytest.mark.parametrize(
    "path", ["/badge.svg?label={}", "/badge.svg?style={}", "/history?q={}", "/history?month={}"]
)
def test_a_long_question_gets_a_short_answer(client: Client, path: str) -> None:
    short, long = (len(client.get(path.format("W" * length)).content) for length in (1, 60_000))
    assert long < short + 2_000


def test_feeds_and_calendars_have_an_end(client: Client) -> None:
    now = clock.now()
    Incident.objects.bulk_create(
        Incident(name="x", message="x", status=1, visible=Visibility.EVERYONE) for _ in range(150)
    )
    incident = Incident.objects.latest("pk")
    Update.objects.bulk_create(Update(incident=incident, message="A word.") for _ in range(150))
    Schedule.objects.bulk_create(Schedule(name="x", scheduled_at=now) for _ in range(600))
    items = json.loads(client.get("/feed.json").content)["items"]
    assert len(items) == 100
    assert max(one["content_html"].count("A word.") for one in items) == 50
    assert client.get("/calendar.ics").content.count(b"BEGIN:VEVENT") == 500


# 29: calendar injection


@pytest.mark.parametrize("end", [*LINE_ENDS, "\\n", "\x00\r\n"])
def test_no_text_adds_a_line_to_a_calendar(end: str) -> None:
    text = f"Disks{end}ATTENDEE:mailto:eve@example.com{end}END:VEVENT{end}BEGIN:VALARM"
    window = Schedule(pk=1, name=text, message=text, scheduled_at=clock.now())
    body = ical([saved(window)], name=text)
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert not event.subcomponents
    unfolded = body.decode().replace("\r\n ", "")
    assert not re.search(r"^(ATTENDEE|BEGIN:VALARM)", unfolded, re.MULTILINE)
    assert "\r" not in body.decode().replace("\r\n", "")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
@example(text=r"Moving \\NAS1, C:\new; and more")
def test_every_line_of_a_calendar_is_short_and_says_what_was_said(text: str) -> None:
    window = Schedule(pk=1, name=text, message=text, scheduled_at=clock.now())
    body = ical([saved(window)], name="Acme")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert str(event["SUMMARY"]) == one_line(text)


def saved(window: Schedule) -> Schedule:
    window._prefetched_objects_cache = {"impacts": []}  # type: ignore[attr-defined]  # noqa: SLF001 - never stored
    return window


# 30: time trickery


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Adak"])
@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    ],
)
def test_no_time_breaks_a_page(client: Client, operator: Actor, zone: str, moment: datetime) -> None:
    change_setting("timezone", zone, actor=operator)
    incident = an_incident(occurred_at=moment)
    window = a_window(scheduled_at=moment)
    a_window(scheduled_at=moment, completed_at=max(moment, datetime(2, 1, 1, tzinfo=UTC)))
    for path in (*FILES, *PAGES):
        answer = client.get(path.format(incident=incident.guid, window=window.pk).replace("secret", "disks"))
        assert answer.status_code == 200, path


# 32: clickjacking


def framers(client: Client, path: str) -> str:
    found = re.search(r"frame-ancestors ([^;]*)", client.get(path)["Content-Security-Policy"])
    assert found
    return found[1]


@pytest.mark.parametrize("path", ["/", "/history", "/subscribe", "/rss", "/badge.svg", "/incidents/none"])
def test_nobody_else_frames_a_page_before_the_owner_says_who(
    client: Client, operator: Actor, path: str
) -> None:
    assert framers(client, path) == "'self'"
    change_setting("frame_ancestors", "https://intranet.example", actor=operator)
    assert framers(client, path) == "'self' https://intranet.example"


def test_the_banner_is_framed_by_all_until_the_owner_says_by_whom(client: Client, operator: Actor) -> None:
    assert framers(client, "/embed") == "'self' *"
    change_setting("embed_frame_ancestors", "https://shop.example", actor=operator)
    assert framers(client, "/embed") == "'self' https://shop.example"
    assert SiteSettings().frame_ancestors == ""


@pytest.mark.parametrize("purpose", ["verify", "manage", "unsubscribe"])
def test_no_page_with_a_button_of_a_subscriber_is_framed_by_others_by_default(
    client: Client, purpose: str
) -> None:
    assert framers(client, f"/subscribers/{purpose}/x") == "'self'"
