"""Subscribers at the dashboard."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heliograph.lib import clock
from heliograph.subscribers.models import Subscriber
from tests.factories import a_component
from tests.ledger import nothing_written, the_event
from tests.subscribers.factories import a_subscriber

LIST = "/dashboard/subscribers/subscriber/"
ADD = f"{LIST}add/"
IMPORT = "/dashboard/subscribers/import"
EXPORT = "/dashboard/subscribers/export"


def test_an_address_is_added_with_its_components_and_asked_whether_it_wants_this(
    operator_at_desk: Client,
) -> None:
    component = a_component()
    operator_at_desk.post(ADD, {"email": "ada@example.com", "components": [str(component.pk)]})

    subscriber = Subscriber.objects.get()
    assert not subscriber.is_global
    assert [one.pk for one in subscriber.components.all()] == [component.pk]
    assert subscriber.link_asked_at is not None
    assert the_event().kind == "subscriber_created"


def test_only_what_was_touched_is_said(operator_at_desk: Client) -> None:
    component = a_component()
    subscriber = a_subscriber(email="ada@example.com", is_global=True, verified_at=None)
    operator_at_desk.post(
        f"{LIST}{subscriber.pk}/change/",
        {"email": "ada@example.com", "is_global": "on", "is_verified": "on", "components": [component.pk]},
    )

    event = the_event()
    assert event.kind == "subscriber_verified"
    assert set(event.payload["before"]) == {"verified_at", "components"}


def test_an_address_of_another_is_refused_at_its_field(operator_at_desk: Client) -> None:
    a_subscriber(email="ada@example.com")
    other = a_subscriber(email="bob@example.com")
    with nothing_written():
        answer = operator_at_desk.post(f"{LIST}{other.pk}/change/", {"email": "ADA@example.com"})

    assert "email" in answer.context["adminform"].form.errors


def test_those_that_have_not_confirmed_are_asked_again_once_an_hour(operator_at_desk: Client) -> None:
    waiting = a_subscriber(email="a@example.com", verified_at=None)
    just_asked = a_subscriber(email="b@example.com", verified_at=None, link_sent_at=clock.now())
    confirmed = a_subscriber(email="c@example.com", verified_at=clock.now())
    marked = [one.pk for one in (waiting, just_asked, confirmed)]
    operator_at_desk.post(LIST, {"action": "ask_again", "_selected_action": marked})

    owed = Subscriber.objects.exclude(link_asked_at=None)
    assert list(owed) == [waiting]


@pytest.mark.parametrize(
    "query", ["", "?confirmed=yes", "?confirmed=no", "?q=example", "?is_global__exact=1"]
)
def test_the_list_asks_as_often_however_many_there_are(operator_at_desk: Client, query: str) -> None:
    asked = []
    for number in (1, 60):
        while Subscriber.objects.count() < number:
            a_subscriber(verified_at=clock.now())
        with CaptureQueriesContext(connection) as queries:
            assert operator_at_desk.get(LIST + query).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_viewer_sees_no_address(viewer_at_desk: Client) -> None:
    a_subscriber(email="ada@example.com")
    with nothing_written():
        assert viewer_at_desk.post(ADD, {"email": "eve@example.com"}).status_code == 403
    assert viewer_at_desk.get(LIST).status_code == 403
    assert b"Subscribers" not in viewer_at_desk.get("/dashboard/").content


def a_list(content: bytes) -> dict[str, object]:
    file = SimpleUploadedFile("list.csv", content, content_type="text/csv")
    return {"file": file, "consent": "They signed up in the shop."}


def test_a_list_goes_out_and_comes_in_again(operator_at_desk: Client) -> None:
    component = a_component()
    a_subscriber(email="ada@example.com", is_global=False, components=[component], verified_at=clock.now())
    page = operator_at_desk.get(LIST).content.decode()
    assert f'href="{IMPORT}"' in page
    assert f'href="{EXPORT}"' in page
    written = operator_at_desk.get(EXPORT)
    assert written["Content-Disposition"].startswith("attachment; filename=")
    assert "no-store" in written["Cache-Control"]
    Subscriber.objects.all().delete()

    file = a_list(b"\xef\xbb\xbf" + written.content + b"bob@example.com")
    page = operator_at_desk.post(IMPORT, file, follow=True).content.decode()

    ada, bob = Subscriber.objects.order_by("email")
    assert (ada.is_global, list(ada.components.all()), ada.is_verified) == (False, [component], True)
    assert (bob.is_global, bob.is_verified) == (True, True)
    assert "2 addresses are subscribed." in page
    assert the_event().kind == "subscribers_imported"


def test_of_a_broken_list_nothing_is_written_and_each_line_and_column_is_named(
    operator_at_desk: Client,
) -> None:
    lines = (
        "email,global,components",
        "ada@example.com,,",
        "nobody,,",
        "b@example.com,,99",
        "c@example.com,,all",
    )
    text = "\n".join([*lines, "d@example.com,x,"])
    with nothing_written():
        answer = operator_at_desk.post(IMPORT, a_list(text.encode()))

    assert answer.status_code == 422
    told = list(map(str, answer.context["form"]["file"].errors))
    assert told[0] == "4 lines cannot be: nothing was written."
    assert [one.partition(":")[0] for one in told[1:]] == [
        "Line 3, column email",
        "Line 4, column components",
        "Line 5, column components",
        "Line 6, column global",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"email\n",
        b"name\nAda\n",
        b'email\n"ada',
        b"email\n\xff\n",
        b"\x00",
        b"email\n" + b"a@example.com\n" * 1001,
        b"x" * 2**20 + b"x",
    ],
)
def test_what_is_no_list_is_refused_at_its_field(operator_at_desk: Client, content: bytes) -> None:
    with nothing_written():
        answer = operator_at_desk.post(IMPORT, a_list(content))

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"file"}


def test_a_viewer_neither_brings_a_list_in_nor_gets_one(viewer_at_desk: Client) -> None:
    a_subscriber(email="ada@example.com")
    with nothing_written():
        assert viewer_at_desk.post(IMPORT, a_list(b"email\neve@example.com\n")).status_code == 403
    for path in (IMPORT, EXPORT):
        answer = viewer_at_desk.get(path)
        assert answer.status_code == 403
        assert b"ada@" not in answer.content


def test_a_list_in_windows_1252_comes_in_after_confirmation(operator_at_desk: Client) -> None:
    content = "Email;Language\njörg@example.com;de\n".encode("windows-1252")
    with nothing_written():
        refused = operator_at_desk.post(IMPORT, a_list(content))
    assert "Windows-1252" in str(refused.context["form"].errors["file"])

    operator_at_desk.post(IMPORT, a_list(content) | {"is_windows_1252": "on"})
    assert Subscriber.objects.get().email == "jörg@example.com"
