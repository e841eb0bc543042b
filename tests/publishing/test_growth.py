"""What visitors' requests make grow has bounds: the files, the entries in memory and their bytes."""

import os
import tracemalloc
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.conf import settings
from pytest_django import Settings

from bench.different_requests import different_requests
from heliograph.lib.rate_limit import RateLimit
from heliograph.publishing.addresses import ADDRESSES, Address
from heliograph.publishing.flights import MOST_WAITING, Flights
from heliograph.publishing.front import MOST_SHORTCUTS, Front
from heliograph.publishing.renditions import Answer
from heliograph.publishing.store import MOST_OPEN, Disk, Memory
from tests.publishing.house import House, handed
from tests.publishing.test_store import a_rendition

EACH = 2_000
MOST_FILES, MOST_BYTES_ON_DISK = 500, 2 * 1024 * 1024
MOST_BYTES = 4 * 1024 * 1024


def everything_exists(_: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """The worst case for growth: an answer of its own for each request."""
    start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [os.urandom(1_500).hex().encode()]


@pytest.fixture
def front(transactional_db: None, tmp_path: Path) -> Front:
    front = Front(
        everything_exists,
        renders=everything_exists,
        folder=tmp_path / "published",
        hosts=settings.ALLOWED_HOSTS,
        origin=settings.ENVIRONMENT.url,
        counts=RateLimit(tmp_path / "counts"),
    )
    front.memory = Memory(MOST_BYTES)
    front.disk._most_files, front.disk._most_bytes = MOST_FILES, MOST_BYTES_ON_DISK  # noqa: SLF001
    return front


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.pattern.pattern)
def test_different_requests_leave_folder_and_memory_within_bounds(
    front: Front, address: Address, tmp_path: Path
) -> None:
    asked = list(dict.fromkeys(different_requests(address, EACH)))
    assert len(asked) > EACH * 0.9

    for one in asked:
        assert handed(front, one).status == 200
        handed(front, one, accept_encoding="br")

    files = [one.stat() for one in (tmp_path / "published").iterdir() if one.suffix != ".lock"]
    assert 1 <= len(files) <= MOST_FILES
    assert sum(one.st_size for one in files) <= MOST_BYTES_ON_DISK
    assert front.memory.size <= MOST_BYTES
    assert front.memory.open_entries <= MOST_OPEN
    assert len(front._shortcuts) <= MOST_SHORTCUTS  # noqa: SLF001 - the dictionary that grows by request


def test_the_files_written_longest_ago_are_removed(tmp_path: Path) -> None:
    disk = Disk(tmp_path, most_files=20)
    for number in range(60):
        rendition = a_rendition(path=f"/components/{number + 1}")
        disk.put(rendition)
        os.utime(disk._file_of(rendition.asked), (number, number))  # noqa: SLF001

    left = [
        number + 1 for number in range(60) if disk.get(a_rendition(path=f"/components/{number + 1}").asked)
    ]
    assert 18 <= len(left) <= 20
    assert left == list(range(61 - len(left), 61))


def test_a_draft_of_a_process_that_was_killed_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".draft-old").write_bytes(b"half")
    (tmp_path / ".draft-new").write_bytes(b"half")
    os.utime(tmp_path / ".draft-old", (0, 0))

    Disk(tmp_path).put(a_rendition())

    assert sorted(one.name for one in tmp_path.glob(".draft-*")) == [".draft-new"]


def test_a_long_queue_of_renderings_refuses_further_ones() -> None:
    flights = Flights(lambda asked: Answer("200 OK", (), asked.path.encode()))
    flights._hire = lambda: None  # type: ignore[method-assign]  # noqa: SLF001 - nothing leaves the queue

    waiting = [
        flights.joined(a_rendition(path=f"/components/{number}").asked) for number in range(MOST_WAITING)
    ]
    refused = flights.joined(a_rendition(path="/history").asked)

    assert not any(one.has_failed for one in waiting)
    assert refused.has_failed
    assert isinstance(refused.outcome, Answer)
    assert refused.outcome.code == 503


@pytest.mark.parametrize("length", [0, 20_000, 200_000])
def test_memory_counts_at_least_what_a_rendition_takes(length: int) -> None:
    body = b"<html>" + os.urandom(length // 2).hex().encode()
    renditions = [a_rendition(body, path=f"/components/{number}") for number in range(20)]
    tracemalloc.start()
    for one in renditions:
        for encoding in ("br", "gzip", ""):
            one.form(encoding)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    counted = sum(one.size - len(one.body) for one in renditions)
    assert taken <= counted


def test_a_client_has_a_limit_of_pages_that_must_be_rendered(house: House, settings: Settings) -> None:
    settings.RENDERS_PER_MINUTE = 5
    house.get("/")
    new = [house.get(f"/badge.svg?label={number}") for number in range(7)]

    assert [one.status for one in new] == [200] * 4 + [429] * 3
    assert 1 <= int(new[-1].headers["Retry-After"]) <= 60
    assert new[-1].headers["Cache-Control"] == "no-store"
    assert house.get("/").status == 200
    assert house.get("/badge.svg?label=0").status == 200
    assert house.get("/subscribe").status == 429
    assert house.get("/nothing/here").status == 429
    assert house.get("/history?q=a&q=b").status == 429
    assert house.get("/badge.svg?label=9", remote_addr="192.0.2.8").status == 200
    assert house.get("/api/components?filter[name]=x").status == 200  # which has a limit of its own


def test_visitors_of_one_ipv6_network_share_a_limit(house: House, settings: Settings) -> None:
    settings.RENDERS_PER_MINUTE = 2
    addresses = ["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1:ffff::3", "2001:db8:0:2::1"]

    statuses = [
        house.get(f"/badge.svg?label={number}", remote_addr=address).status
        for number, address in enumerate(addresses)
    ]

    assert statuses == [200, 200, 429, 200]


def test_rendering_a_known_page_again_after_a_change_is_not_counted(house: House, settings: Settings) -> None:
    settings.RENDERS_PER_MINUTE = 2
    house.get("/")
    house.get("/history")
    for change in range(4):
        house.something_happens(takes_back=change % 2 == 0)
        house.front.memory.forget_what_was_taken_back()
        house.front.disk.forget_what_was_taken_back()
        assert (house.get("/").status, house.get("/history").status) == (200, 200)

    assert house.rendered.count("/") == 5
    assert house.get("/rss").status == 429
