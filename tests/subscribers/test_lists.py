"""Subscribers as a list: in, with the declaration that they consent, and out."""

from io import StringIO

import pytest
from django.core import mail

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.subscribers import csv_file
from heliograph.subscribers.drafts import ImportDraft
from heliograph.subscribers.link_mails import send_links
from heliograph.subscribers.lists import import_subscribers
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.vocabulary import StopReason
from tests.factories import a_component, a_group
from tests.ledger import nothing_written, the_event
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db


def imported(text: str, actor: Actor, consent: str = "They signed up in the shop.") -> list[str]:
    rows = tuple(csv_file.read(text.encode()))
    return import_subscribers(ImportDraft(rows=rows, consent=consent), actor=actor)


def test_who_is_on_the_list_is_subscribed_without_being_asked(operator: Actor) -> None:
    component = a_component()
    text = f"email,components,language\nada@example.com,,de\nbob@example.com,{component.pk},\n"
    assert imported(text, operator) == []
    ada, bob = Subscriber.objects.order_by("email")
    assert (ada.is_global, ada.is_verified, ada.locale) == (True, True, "de")
    assert (bob.is_global, list(bob.components.all())) == (False, [component])
    assert the_event().payload["row"] == {"consent": "They signed up in the shop.", "named": 2, "added": 2}
    send_links()
    assert mail.outbox == []


def test_a_group_can_be_subscribed_to_and_goes_out_as_it_came_in(operator: Actor) -> None:
    group = a_group()
    text = f"email,groups\nada@example.com,{group.pk}\nbob@example.com,99\neve@example.com,x\n"
    assert imported(text, operator) == ["Line 3: There is no group 99.", "Line 4: 'x' is no id of a group."]
    ada = Subscriber.objects.get()
    assert (ada.is_global, list(ada.groups.all())) == (False, [group])
    file = StringIO()
    csv_file.written(file)
    (row,) = csv_file.read(file.getvalue().encode())
    assert (row.email, row.is_global, row.groups) == ("ada@example.com", False, (group.pk,))


@pytest.mark.parametrize("consent", ["", "  "])
def test_without_a_word_on_their_consent_nobody_is_subscribed(consent: str, operator: Actor) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        imported("email\nada@example.com\n", operator, consent)
    assert "consent" in refused.value.errors


def test_what_cannot_be_is_left_out_and_named(operator: Actor) -> None:
    faults = imported('email,components\nada@example.com,\nnobody,\nbob@example.com,99\n"a b@c",\n', operator)
    assert [one.split(":")[0] for one in faults] == ["Line 3", "Line 4", "Line 5"]
    assert [one.email for one in Subscriber.objects.all()] == ["ada@example.com"]


def test_who_was_stopped_stays_stopped_and_who_never_answered_is_confirmed(operator: Actor) -> None:
    a_subscriber(email="gone@example.com", stopped_at=clock.now(), stopped_because=StopReason.BOUNCE)
    a_subscriber(email="silent@example.com")
    imported("email\nGONE@example.com\nsilent@example.com\n", operator)
    assert [one.email for one in Subscriber.objects.exclude(verified_at=None)] == ["silent@example.com"]


def test_what_is_written_can_be_read_again_and_is_no_formula(operator: Actor) -> None:
    """Class 28."""
    component = a_component()
    a_subscriber(email="=1+1@example.com", is_global=False, verified_at=clock.now(), components=[component])
    file = StringIO()
    assert csv_file.written(file) == 1
    assert "\r\n'=1+1@example.com," in file.getvalue()
    (row,) = csv_file.read(file.getvalue().encode())
    assert (row.email, row.is_global, row.components) == ("=1+1@example.com", False, (component.pk,))


@pytest.mark.parametrize("text", ["", "name\nAda\n", 'email\n"ada'])
def test_what_is_no_list_is_refused(text: str, operator: Actor) -> None:
    with pytest.raises(Invalid):
        imported(text, operator)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("header", ["email,language", "Email,Language", " EMAIL , language "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-sig", "utf-16-be-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lists_of_spreadsheets_are_read(separator: str, header: str, encoding: str, line_end: str) -> None:
    text = line_end.join([header, "jörg@example.com,de", '"ada@example.com", fr']).replace(",", separator)
    is_marked = encoding.startswith("utf-16-")
    content = ("\ufeff" * is_marked + text).encode(encoding.removesuffix("-sig") if is_marked else encoding)

    rows = [(row.email, row.locale) for row in csv_file.read(content)]
    assert rows == [("jörg@example.com", "de"), ("ada@example.com", "fr")]


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1"])
def test_other_encodings_are_read_once_they_are_named(encoding: str) -> None:
    content = "email\njörg@example.com\n".encode(encoding)
    with pytest.raises(Invalid) as refused:
        tuple(csv_file.read(content))
    assert "Windows-1252" in refused.value.message

    (row,) = csv_file.read(content, encoding=encoding)
    assert row.email == "jörg@example.com"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04rest of an xlsx file", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest of an xls file", "spreadsheet"),
        (b"\xff\xfee", "neither UTF-8 nor UTF-16"),
        (b"\x89PNG\r\n\x1a\n", "neither UTF-8 nor UTF-16"),
        (b"\x00\x01", "name the columns"),
        (b"name;mail\nAda;ada@example.com\n", "name the columns"),
        (b"", "name the columns"),
        (b"x" * 200_000, "no CSV"),
    ],
)
def test_files_that_are_no_list_are_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        tuple(csv_file.read(content))
    assert set(refused.value.errors) == {"file"}
    assert reason in refused.value.message
