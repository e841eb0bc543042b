"""Rows that cannot be are mended where that is harmless, and left out with the reason where it is not."""

import gc
import warnings
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.project.exits import CannotGoOn, Exit
from heliograph.project.importing.record import Record
from heliograph.project.importing.tally import LeftOut, Notes
from heliograph.status.models import Component, Incident, Schedule, Update
from heliograph.status.vocabulary import ComponentStatus
from tests.ledger import nothing_written
from tests.project.cachets import Cachet, brought, copied_to


@pytest.fixture
def cachet(tmp_path: Path) -> Cachet:
    return copied_to(tmp_path)


def _said(notes: Notes, table: str) -> list[str]:
    return [reason for (about, reason) in notes if about == table]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "table", "reason"),
    [
        ("UPDATE incidents SET status = 77 WHERE id = 1", "incidents", "its status is unknown"),
        ("UPDATE incidents SET created_at = 'soon' WHERE id = 1", "incidents", "its created_at is no time"),
        (
            "UPDATE updates SET updateable_id = 999 WHERE id = 1",
            "updates",
            "it belongs to an incident that did not come",
        ),
        (
            "UPDATE updates SET updateable_type = 'metric' WHERE id = 1",
            "updates",
            "it is of neither an incident nor a schedule",
        ),
        (
            "UPDATE metric_points SET metric_id = 999 WHERE id = 1",
            "metric_points",
            "it belongs to a metric that did not come",
        ),
        ("UPDATE metric_points SET value = 'many' WHERE id = 1", "metric_points", "its value is no number"),
        ("UPDATE subscribers SET email = NULL WHERE id = 1", "subscribers", "it has no e-mail address"),
        (
            "UPDATE subscribers SET email = 'a@example.com' || char(10) || 'Bcc: b@example.com' WHERE id = 1",
            "subscribers",
            "it has no e-mail address",
        ),
        (
            "UPDATE subscribers SET email = 'VERIFIED@example.com' WHERE id = 2",
            "subscribers",
            "it is there twice, and came once",
        ),
        ("UPDATE meta SET value = '{' WHERE id = 1", "meta", "its JSON cannot be read"),
        ("UPDATE meta SET value = 'NaN' WHERE id = 1", "meta", "its JSON cannot be read"),
        ("INSERT INTO tags (id, name, slug) VALUES (1, 'a', 'a')", "tags", "Heliograph has no tags"),
        (
            "INSERT INTO webhook_subscriptions (id, url, secret) VALUES (1, 'file:///etc/passwd', 's')",
            "webhook_subscriptions",
            "it leads to no web address",
        ),
    ],
)
def test_it_is_left_out(cachet: Cachet, fault: str, table: str, reason: str) -> None:
    cachet.do(fault)

    assert reason in _said(cachet.come().left_out, table)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "table", "what"),
    [
        (
            "UPDATE components SET status = 0 WHERE id = 1",
            "components",
            "its status was unknown, and is unknown now",
        ),
        (
            "UPDATE components SET component_group_id = 99 WHERE id = 1",
            "components",
            "it named a group that did not come, and names none now",
        ),
        (
            "UPDATE components SET link = 'javascript:alert(1)' WHERE id = 1",
            "components",
            "its link led to no web address, and is none now",
        ),
        (
            'UPDATE components SET "order" = -1 WHERE id = 1',
            "components",
            "its order could not be, and is 0 now",
        ),
        (
            "UPDATE incidents SET status = NULL WHERE id = 1",
            "incidents",
            "had no status, and is being investigated now",
        ),
        (
            "UPDATE incidents SET occurred_at = '2999-12-24 10:00:00' WHERE id = 1",
            "incidents",
            "begins in the future, as it did there",
        ),
        (
            "UPDATE schedules SET completed_at = scheduled_at WHERE id = 1",
            "schedules",
            "ended before or when it began, and ends one minute after its beginning now",
        ),
        ("UPDATE incidents SET guid = '' WHERE id = 1", "incidents", "had no guid, and was given one"),
        (
            "UPDATE incidents SET user_id = 99 WHERE id = 1",
            "incidents",
            "it named a user that did not come, and names none now",
        ),
        (
            "UPDATE components SET name = printf('%.300c', 'x') WHERE id = 1",
            "components",
            "its name was cut to 255 characters",
        ),
        (
            "UPDATE components SET created_at = NULL, updated_at = NULL WHERE id = 1",
            "components",
            "had no time at all, and is dated 1970-01-01",
        ),
        (
            "UPDATE incident_components SET component_status = 9 WHERE id = 1",
            "incident_components",
            "its component_status was unknown, and is none now",
        ),
    ],
)
def test_it_is_mended(cachet: Cachet, fault: str, table: str, what: str) -> None:
    cachet.do(fault)

    assert what in _said(cachet.come().mended, table)


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["2026-11-30 22:00:00", "2026-11-01 00:00:00"])
def test_an_impossible_end_is_moved_behind_the_beginning(cachet: Cachet, end: str) -> None:
    cachet.do("UPDATE schedules SET completed_at = ? WHERE id = 1", end)
    cachet.come()

    schedule = Schedule.objects.get(pk=1)
    assert schedule.completed_at == schedule.scheduled_at + timedelta(minutes=1)


@pytest.mark.django_db
def test_a_beginning_in_the_future_and_an_unknown_first_status_stay(cachet: Cachet) -> None:
    cachet.do("UPDATE incidents SET occurred_at = '2999-12-24 10:00:00' WHERE id = 1")
    cachet.come()

    incident = Incident.objects.get(pk=1)
    assert incident.occurred_at == datetime(2999, 12, 24, 10, tzinfo=UTC)
    assert incident.initial_status is None


@pytest.mark.django_db
def test_what_was_mended_is_the_same_the_next_time(cachet: Cachet) -> None:
    cachet.do("UPDATE incidents SET guid = '', created_at = NULL, updated_at = NULL WHERE id = 1")
    cachet.come()

    incident = Incident.objects.get(pk=1)
    assert incident.created_at == incident.occurred_at


@pytest.mark.django_db
def test_zero_dates_are_none_and_a_nul_is_nothing(cachet: Cachet) -> None:
    cachet.do("UPDATE incidents SET deleted_at = '0000-00-00 00:00:00', message = 'a' || char(0) || 'b'")
    cachet.do("UPDATE components SET status = 9 WHERE id = 1")

    cachet.come()

    assert Incident.objects.get(pk=1).deleted_at is None
    assert Incident.objects.get(pk=1).message == "ab"
    assert Component.objects.get(pk=1).status == ComponentStatus.UNKNOWN
    assert Update.objects.filter(incident_id=1).count() == 2


_VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(),
    st.decimals(),
    st.booleans(),
    st.datetimes(),
)


@given(value=_VALUES)
def test_whatever_a_column_holds_it_is_read_or_left_out(value: object) -> None:
    record = Record(columns={"id": 1, "it": value, "created_at": value})
    for read in (
        record.text,
        record.name,
        record.whole,
        record.whole_or_none,
        record.decimal,
        record.flag,
        record.moment,
        record.content,
    ):
        with suppress(LeftOut):
            read("it")


@given(number=st.integers(0, 2**31 - 1))
def test_a_number_is_the_same_however_the_driver_hands_it_over(number: int) -> None:
    handed = [number, str(number), Decimal(number), f"{number}.0"]
    assert {Record(columns={"it": one}).whole("it") for one in handed} == {number}


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _foreign(path: Path) -> None:
    Cachet(path).do("CREATE TABLE cats (id integer)")


def _no_database(path: Path) -> None:
    path.write_text("This is no database, but long enough to be taken for one." * 20, encoding="utf-8")


def _truncated(path: Path) -> None:
    whole = copied_to(path.parent).path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])


def _cachet_2(path: Path) -> None:
    copied_to(path.parent).path.rename(path)
    Cachet(path).do("DROP INDEX incidents_guid_unique")
    Cachet(path).do("ALTER TABLE incidents DROP COLUMN guid")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (_empty, "is empty"),
        (_foreign, "not Cachet's: it has no table users"),
        (_no_database, "cannot be read"),
        (_truncated, "cannot be read"),
        (_cachet_2, "Cachet 2"),
    ],
)
def test_what_is_no_cachet_is_refused(tmp_path: Path, make: object, complaint: str) -> None:
    path = tmp_path / "it.sqlite"
    make(path)  # type: ignore[operator]

    with nothing_written(), pytest.raises(CannotGoOn, match=complaint) as refused:
        brought(f"sqlite:///{path}")
    assert refused.value.status is Exit.SOURCE


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("sqlite:////nowhere/at/all.sqlite", "There is no file"),
        ("sqlite://host/path", "names no file"),
        ("oracle://host/name", "no URL of a database"),
        ("a file", "no URL of a database"),
        ("mysql://user:pw@host:notaport/name", "no URL of a database"),
        ("postgresql://user:hunter2@/name?host=/nowhere", "cannot be read"),
    ],
)
def test_what_cannot_be_reached_is_refused_and_no_password_is_told(url: str, complaint: str) -> None:
    with pytest.raises(CannotGoOn, match=complaint) as refused:
        brought(url)
    assert refused.value.status is Exit.SOURCE
    assert "hunter2" not in str(refused.value)


def test_a_server_that_is_not_there_is_refused_and_no_password_is_told() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # PyMySQL leaves the socket to the collector
        with pytest.raises(CannotGoOn, match="cannot be read") as refused:
            brought("mysql://user:hunter2@localhost/name?unix_socket=/nowhere")
        said = str(refused.value)
        del refused
        gc.collect()
    assert "hunter2" not in said
