import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from heliograph.lib.rate_limit import WINDOW, RateLimit

NOW = 1_795_435_200.75


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    return tmp_path / "counts"


def takes(counts: Path, client: str, times: int, *, limit: int) -> int:
    """How often one process is let in."""
    turns = RateLimit(counts)
    return sum(not turns.take(client, limit=limit, now=NOW).is_over for _ in range(times))


@pytest.mark.parametrize(
    ("asks", "is_over", "remaining"),
    [
        pytest.param([("a", 0)], False, 2, id="the first"),
        pytest.param([("a", 0)] * 3, False, 0, id="the last of a window"),
        pytest.param([("a", 0)] * 4, True, 0, id="one too many"),
        pytest.param([("a", 0)] * 9, True, 0, id="many too many"),
        pytest.param([("a", 0)] * 3 + [("b", 0)], False, 2, id="another client"),
        pytest.param([("a", 0)] * 3 + [("a", WINDOW - 1)], True, 0, id="within the window"),
        pytest.param([("a", 0)] * 3 + [("a", WINDOW)], False, 2, id="after the window"),
        pytest.param([("a", 0), ("a", WINDOW - 1), ("a", WINDOW)], False, 2, id="a window does not slide"),
        pytest.param([("a", 0)] * 3 + [("a", -WINDOW)], True, 0, id="a clock that is put back"),
        pytest.param([("", 0)], False, 2, id="nobody's name"),
        pytest.param([("\ud800", 0)], False, 2, id="half of a character"),
    ],
)
def test_three_are_let_in_each_window(
    asks: list[tuple[str, int]], *, is_over: bool, remaining: int, counts: Path
) -> None:
    turns = RateLimit(counts)

    last = [turns.take(client, limit=3, now=NOW + second) for client, second in asks][-1]

    assert (last.limit, last.is_over, last.remaining) == (3, is_over, remaining)


def test_a_window_begins_with_its_first_request(counts: Path) -> None:
    turns = RateLimit(counts)

    ends = [turns.take("a", limit=1, now=NOW + second).reset_at for second in (0, 30, WINDOW)]

    assert ends == [int(NOW) + WINDOW, int(NOW) + WINDOW, int(NOW) + 2 * WINDOW]


def test_a_limit_that_is_lowered_holds_at_once_and_one_that_is_raised_too(counts: Path) -> None:
    turns = RateLimit(counts)

    said = [turns.take("a", limit=limit, now=NOW) for limit in (5, 5, 5, 2, 5)]

    assert [one.is_over for one in said] == [False, False, False, True, False]
    assert said[3].remaining == 0


def test_a_request_that_is_given_back_does_not_count(counts: Path) -> None:
    turns = RateLimit(counts)
    for _ in range(9):
        assert not turns.take("a", limit=1, now=NOW).is_over
        turns.give_back("a", now=NOW)

    turns.give_back("a", now=NOW)
    turns.give_back("nobody", now=NOW)
    turns.take("a", limit=1, now=NOW)
    turns.give_back("a", now=NOW + WINDOW)

    assert turns.take("a", limit=1, now=NOW).is_over


def test_processes_count_together(counts: Path) -> None:
    spawning = multiprocessing.get_context("spawn")
    limit, each = 100, 60

    with spawning.Pool(3) as processes:
        asked = [processes.apply_async(takes, (counts, "a", each), {"limit": limit}) for _ in range(3)]
        let_in = [one.get() for one in asked]

    assert sum(let_in) == limit
    assert takes(counts, "a", 1, limit=limit + 1) == 1


def test_threads_count_together(counts: Path) -> None:
    turns = RateLimit(counts)

    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(lambda _: turns.take("a", limit=500, now=NOW), range(800)))

    assert Counter(one.is_over for one in said) == {False: 500, True: 300}
    assert sorted(one.remaining for one in said if not one.is_over) == list(range(500))


def test_more_clients_than_there_is_room_for_are_all_let_in(counts: Path) -> None:
    turns = RateLimit(counts)
    clients = 100_000

    refused = sum(turns.take(f"client {n}", limit=1, now=NOW).is_over for n in range(clients))

    assert refused == 0
    assert counts.stat().st_size < 2 * 1024 * 1024


def test_a_flood_of_others_in_the_same_second_does_not_forget_who_asks_all_the_time(counts: Path) -> None:
    turns = RateLimit(counts)

    for number in range(20_000):
        turns.take(f"client {number}", limit=1, now=NOW)
    said = [turns.take("a", limit=2, now=NOW + 1) for _ in range(3)]

    assert [one.is_over for one in said] == [False, False, True]


def test_what_is_counted_is_for_its_owner_alone(counts: Path) -> None:
    takes(counts, "a", 1, limit=1)

    assert counts.stat().st_mode & 0o777 == 0o600
