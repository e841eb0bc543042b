import multiprocessing
from pathlib import Path

import pytest

from heliograph.lib.generation import RING, Generation


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "generation"


def test_an_event_is_heard_of_unless_it_was_told(file: Path) -> None:
    generation = Generation(file)
    first = generation.current

    generation.tell(1, takes_back=False)
    generation.hear([(1, True), (2, False), (3, False)])
    generation.hear([(3, True), (2, True), (1, True)])

    assert generation.current == first + 2
    assert generation.taken_back == first


def test_what_takes_something_back_is_remembered(file: Path) -> None:
    generation = Generation(file)

    generation.tell(1, takes_back=True)
    generation.tell(2, takes_back=False)

    assert generation.taken_back == generation.current - 1


def test_an_event_whose_place_another_has_taken_since_is_told_again(file: Path) -> None:
    generation = Generation(file)
    for event in (7, 7 + RING):
        generation.tell(event, takes_back=False)
    before = generation.current

    generation.hear([(7, False)])

    assert generation.current == before + 1


def test_a_node_that_begins_anew_knows_of_nothing(file: Path) -> None:
    generation = Generation(file)
    generation.tell(7, takes_back=True)
    generation.begin_anew()
    begun, taken_back = generation.current, generation.taken_back

    generation.hear([(7, False)])

    assert generation.current == begun + 1
    assert taken_back < begun


def _tell(file: Path, first: int, last: int) -> None:
    generation = Generation(file)
    for event in range(first, last):
        generation.tell(event, takes_back=False)


def test_processes_that_tell_at_once_lose_none(file: Path) -> None:
    generation = Generation(file)
    before = generation.current
    spans = [(1, 300), (200, 500), (400, 600)]
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_tell, args=(file, *span)) for span in spans]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert generation.current == before + 299 + 300 + 200


def test_a_new_file_begins_later_than_the_one_before_ended(file: Path) -> None:
    old = Generation(file)
    for event in range(1, 100):
        old.tell(event, takes_back=False)
    file.unlink()

    assert Generation(file).current > old.current


def test_on_a_full_disk_a_process_goes_on_for_itself(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    generation = Generation(Path("/dev/full"))
    before = generation.current

    generation.tell(1, takes_back=False)

    assert generation.current == before + 1
    assert "/dev/full" in caplog.text
