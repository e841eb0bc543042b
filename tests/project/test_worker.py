"""The worker's loop, as a process."""

import pytest

from heliograph.project.exits import Exit
from tests.project.installation import Installation

_JOBS = """
import time
import django
django.setup()
from heliograph.project.worker import Job, run

def fail():
    print("failing", flush=True)
    raise ValueError("It is broken.")

def work():
    print("working", flush=True)

def work_slowly():
    print("begun", flush=True)
    time.sleep(1)
    print("ended", flush=True)

run(tuple(Job(name=job.__name__, every=0.05, run=job) for job in ({jobs})))
"""


def test_a_job_that_fails_is_tried_again_and_stops_no_other(installation: Installation) -> None:
    with installation.running_python(_JOBS.format(jobs="fail, work,")) as worker:
        for _ in range(2):
            worker.await_line("failing")
            worker.await_line("working")
        worker.process.terminate()
        _, complaints = worker.process.communicate(timeout=10)

    assert worker.process.returncode == Exit.DONE
    assert "The job fail failed" in complaints
    assert "It is broken." in complaints


@pytest.mark.parametrize("jobs", ["work_slowly,", "work_slowly, fail,"])
def test_what_is_in_hand_is_finished(installation: Installation, jobs: str) -> None:
    with installation.running_python(_JOBS.format(jobs=jobs)) as worker:
        worker.await_line("begun")
        worker.process.terminate()
        worker.await_line("ended")

        assert worker.process.wait(timeout=10) == Exit.DONE
