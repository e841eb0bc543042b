"""What guests are handed before Django is asked."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import brotli  # type: ignore[import-untyped]
import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor
from heliograph.events.generation import generation
from heliograph.lib import clock
from heliograph.publishing.store import Memory
from heliograph.site.settings import change_setting
from heliograph.status.components import create_component
from heliograph.status.drafts import ComponentDraft, IncidentDraft
from heliograph.status.incidents import create_incident, delete_incident
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests.publishing.house import House

SECRET = "The vault is open"


def an_incident(operator: Actor, **changes: object) -> int:
    said = {
        "name": SECRET,
        "message": "!",
        "status": IncidentStatus.INVESTIGATING,
        "visible": Visibility.EVERYONE,
    }
    return create_incident(IncidentDraft(**said | changes), actor=operator).pk  # type: ignore[arg-type]


def test_a_page_is_made_once_and_handed_out_in_every_form(house: House) -> None:
    first = house.get("/")
    again = house.get("/?utm_source=x", accept_encoding="br", cookie="theirs=1")
    known = house.get("/", if_none_match=first.headers["ETag"])
    head = house.get("/", "HEAD")

    assert house.rendered == ["/"]
    assert brotli.decompress(again.body) == first.body
    assert (known.status, known.body) == (304, b"")
    assert set(known.headers) == {"ETag", "Cache-Control", "Vary"}
    assert (head.body, head.headers) == (b"", first.headers)
    assert "stale-if-error" in first.headers["Cache-Control"]
    assert house.get("/", if_modified_since=first.headers["Last-Modified"]).status == 304


def test_a_page_says_no_more_of_itself_than_a_guest_needs(house: House) -> None:
    first = house.get("/", accept_encoding="br")
    again = house.get("/", accept_encoding="br", if_none_match=first.headers["ETag"])

    assert set(first.headers) == {
        *(
            "Content-Type",
            "Content-Encoding",
            "Content-Length",
            "ETag",
            "Last-Modified",
            "Cache-Control",
            "Vary",
        ),
        *("Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options"),
    }
    assert set(again.headers) == {"ETag", "Cache-Control", "Vary"}


def test_what_has_not_changed_names_other_sites_to_them_alone(house: House) -> None:
    first = house.get("/api/components")
    known = first.headers["ETag"]

    at_home = house.get("/api/components", if_none_match=known)
    elsewhere = house.get("/api/components", if_none_match=known, origin="https://example.com")

    assert (at_home.status, elsewhere.status) == (304, 304)
    allowed = {"Access-Control-Allow-Origin", "Access-Control-Expose-Headers"}
    assert set(elsewhere.headers) - set(at_home.headers) == allowed
    assert {name: elsewhere.headers[name] for name in allowed} == {
        name: first.headers[name] for name in allowed
    }


def test_each_language_is_a_page_of_its_own(house: House) -> None:
    pages = [house.get("/", accept_language=one).text for one in ("de", "de-DE", "fr")]

    assert [page.count('<html lang="de"') for page in pages] == [1, 1, 0]
    assert len(house.rendered) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer x"},
        {"x_cachet_token": "x"},
        {"cookie": "a=1; sessionid=x"},
        {"transfer_encoding": "chunked"},
    ],
)
def test_a_header_that_cannot_change_a_page_does_not_lead_around_the_cache(
    house: House, headers: dict[str, str]
) -> None:
    house.get("/")
    handed = house.get("/", front=None, **headers)

    assert handed.status == 200
    assert (house.rendered, house.bypassed) == (["/"], [])


@pytest.mark.parametrize("headers", [{"authorization": "Bearer x"}, {"x_cachet_token": "x"}])
def test_a_token_that_can_change_an_answer_of_the_api_is_read_by_django(
    house: House, headers: dict[str, str]
) -> None:
    house.get("/api/components", front=None, **headers)
    house.get("/api/v2/summary.json", front=None, **headers)

    assert (house.rendered, len(house.bypassed)) == ([], 2)


def test_a_session_of_the_api_does_not_exist_so_its_cookie_does_not_count(house: House) -> None:
    house.get("/api/components")
    house.get("/api/components", cookie="sessionid=x")

    assert (house.rendered, house.bypassed) == (["/api/components"], [])


def test_a_request_that_writes_is_answered_by_django(house: House) -> None:
    house.get("/", "POST")

    assert (house.rendered, house.bypassed) == ([], ["/"])


def test_a_forged_host_is_refused_although_the_page_is_ready(house: House) -> None:
    house.get("/api/components")

    assert house.get("/api/components", host="evil.example").status == 400
    assert "evil.example" not in house.get("/api/components").text


def test_what_happens_is_in_the_next_answer_of_every_process(house: House, operator: Actor) -> None:
    other = house.another_process()
    before = house.get("/"), house.get("/", front=other)

    an_incident(operator)

    assert all(SECRET not in one.text for one in before)
    assert SECRET in house.get("/", front=other).text
    assert SECRET in house.get("/").text
    assert house.rendered == ["/", "/"]  # each generation once, for both


def test_however_many_wait_one_renders(house: House, operator: Actor) -> None:
    house.get("/")
    an_incident(operator)
    house.gate.clear()
    with ThreadPoolExecutor(16) as guests:
        waiting = [guests.submit(house.get, "/") for _ in range(16)]
        house.gate.set()
        answers = [one.result() for one in waiting]

    assert house.rendered == ["/", "/"]
    assert all(SECRET in one.text and "Warning" not in one.headers for one in answers)


def test_an_embargo_ends_to_the_second(
    house: House, operator: Actor, time_machine: TimeMachineFixture
) -> None:
    # In the middle of a minute: a rendering in the background may not outlast the next move of the clock.
    end = clock.this_second().replace(second=30) + timedelta(hours=1)
    an_incident(operator, published_at=end)

    for moment, is_shown in ((-3_599, False), (-1, False), (0, True), (60, True), (-30, False)):
        time_machine.move_to(end + timedelta(seconds=moment), tick=False)
        for address in ("/", "/rss", "/api/incidents"):
            assert (SECRET in house.get(address).text) is is_shown, (moment, address)


def test_relative_times_are_right_to_the_second(
    house: House, operator: Actor, time_machine: TimeMachineFixture
) -> None:
    create_component(ComponentDraft(name="API"), actor=operator)
    now = clock.this_second() + timedelta(seconds=90)

    for second in range(0, 60, 7):
        time_machine.move_to(now + timedelta(seconds=second), tick=False)
        minutes = (90 + second) // 60
        assert f"{minutes} minute{'s' * (minutes > 1)} ago" in house.get("/api/components").text
    assert len(house.rendered) < 5


def test_when_django_fails_the_last_good_answer_says_that_it_is_old(house: House, operator: Actor) -> None:
    house.get("/")
    house.get("/api/components", host="127.0.0.1:8000")
    an_incident(operator)
    house.is_down = True
    cold = house.another_process()  # started now, with nothing in its memory

    page, json = house.get("/"), house.get("/api/components", host="localhost")
    french = house.get("/", front=cold, accept_language="fr")

    for answer in (page, json, french):
        assert answer.status == 200
        assert answer.headers["Warning"].startswith("110")
        assert int(answer.headers["Age"]) >= 0
        assert SECRET not in answer.text
    house.is_down = False
    assert SECRET in house.get("/", front=cold).text


def test_a_page_reports_that_it_is_out_of_date_only_after_a_minute(
    house: House, operator: Actor, time_machine: TimeMachineFixture
) -> None:
    change_setting("timezone", "Asia/Tokyo", actor=operator)
    rendered_at = datetime(2026, 11, 30, 10, 30, tzinfo=UTC)
    time_machine.move_to(rendered_at, tick=False)
    house.get("/")
    house.get("/", accept_language="de")
    house.is_down = True

    notices = []
    for later in (timedelta(seconds=50), timedelta(seconds=70), timedelta(days=1)):
        time_machine.move_to(rendered_at + later, tick=False)
        generation.begin_anew()
        answer = house.get("/")
        assert answer.headers["Warning"].startswith("110")
        assert answer.headers["Age"] == str(int(later.total_seconds()))
        notices.append(re.findall(r'<p class="stale"[^>]*>(.*?)</p>', answer.text))

    assert notices == [
        [""],
        ["This page may be out of date. Last updated 19:30 JST."],
        ["This page may be out of date. Last updated November 30, 19:30 JST."],
    ]
    assert "30. November, 19:30 JST" in house.get("/", accept_language="de").text


def test_what_was_taken_back_is_not_told_even_when_nothing_else_can_be(house: House, operator: Actor) -> None:
    number = an_incident(operator)
    assert SECRET in house.get("/").text
    delete_incident(number, actor=operator)
    house.is_down = True

    refused = house.get("/")
    cold = house.get("/", front=house.another_process())

    assert [one.status for one in (refused, cold)] == [503, 503]
    assert SECRET not in refused.text + cold.text
    house.front.disk.forget_what_was_taken_back()
    assert all(SECRET.encode() not in file.read_bytes() for file in house.folder.iterdir())


def test_who_waits_for_long_gets_what_was_known_and_nobody_waits_after_them(
    house: House, operator: Actor
) -> None:
    house.get("/")
    an_incident(operator)
    house.gate.clear()

    answers = [house.get("/") for _ in range(50)]
    house.gate.set()

    assert all(one.headers["Warning"].startswith("110") for one in answers)
    assert house.rendered.count("/") == 2


def test_requests_from_memory_are_counted(house: House, operator: Actor) -> None:
    change_setting("api_rate_limit", 3, actor=operator)

    left = [house.get("/api/ping").headers["X-RateLimit-Remaining"] for _ in range(3)]
    over = house.get("/api/ping")

    assert left == ["2", "1", "0"]
    assert (over.status, over.headers["X-RateLimit-Limit"]) == (429, "3")
    assert house.rendered == ["/api/ping"]


def test_whose_page_may_read_the_api_is_looked_at_each_time(house: House, operator: Actor) -> None:
    change_setting("api_allowed_origins", "https://ours.example", actor=operator)
    house.get("/api/ping")

    ours = house.get("/api/ping", origin="https://ours.example")
    others = house.get("/api/ping", origin="https://evil.example")

    assert ours.headers["Access-Control-Allow-Origin"] == "https://ours.example"
    assert "Access-Control-Allow-Origin" not in others.headers


def test_a_protected_api_is_protected_at_once(house: House, operator: Actor) -> None:
    assert house.get("/api/components").status == 200
    change_setting("api_protected", True, actor=operator)  # noqa: FBT003 - the setting's value

    assert house.get("/api/components").status == 401


def test_the_least_recently_asked_for_go_first(house: House) -> None:
    house.front.memory = Memory(most_bytes=60_000)
    for label in range(40):
        house.get("/rss")
        house.get(f"/badge.svg?label={label}")
    house.get("/badge.svg?label=39")
    house.get("/badge.svg?label=0")

    assert (house.rendered.count("/rss"), house.rendered.count("/badge.svg")) == (1, 41)


def test_painters_never_hold_up_who_asks_for_something_else(house: House) -> None:
    house.get("/rss")
    house.gate.clear()
    waiting = threading.Thread(target=house.get, args=("/",))
    waiting.start()

    assert house.get("/rss").status == 200
    house.gate.set()
    waiting.join()
