"""Web processes that hang: they are killed and replaced (class 40). Real processes, silent for real."""

import time

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from tests.project.installation import Installation, eventually, free_port

pytestmark = pytest.mark.loopback

_SERVING = """
import signal
from functools import partial

import django
django.setup()
from heliograph.project import web
from heliograph.project.binding import Binding
from heliograph.project.service_manager import ServiceManager
from heliograph.project.supervisor import Reloads, Role, supervise

web.load()
reloads = Reloads()
pages = web.Web(
    binding=Binding("127.0.0.1", {port}),
    workers=1,
    reloaded=reloads.finished,
    liveness_timeout_seconds=3,
)
supervise((Role("web", partial(web.serve, pages)),), manager=ServiceManager(""), reloads=reloads)
"""

_HOLDING_THE_INTERPRETER_LOCK = """
import multiprocessing
import re
import signal

from heliograph.project import liveness

def compute(channel):
    liveness.answer(channel)
    re.search("(.+)+$^", "a" * 64)

channel = liveness.watch(on_reload=print, reloaded=print, timeout_seconds=2)
hung = multiprocessing.get_context("fork").Process(target=compute, args=(channel,))
hung.start()
hung.join()
assert hung.exitcode == -signal.SIGKILL, hung.exitcode
"""


def test_a_web_process_that_is_silent_is_replaced(migrated: Installation) -> None:
    port = free_port()
    with migrated.running_python(_SERVING.format(port=port)) as serving:
        serving.port = port
        eventually(serving.answers)
        (main,) = psutil.Process(serving.process.pid).children()
        (silent,) = main.children()
        silent.suspend()
        eventually(lambda: not silent.is_running())
        eventually(serving.answers)

        assert main.is_running()
        serving.process.terminate()
        _, log = serving.process.communicate()
        assert f"Web process {silent.pid} has not answered for 3 seconds. It is killed and replaced." in log


def test_a_process_whose_interpreter_lock_is_held_is_killed(migrated: Installation) -> None:
    ended = migrated.run_python(_HOLDING_THE_INTERPRETER_LOCK)

    assert ended.status == 0, ended.err
    assert "has not answered for 2 seconds" in ended.err


def test_processes_that_were_all_paused_go_on(migrated: Installation) -> None:
    """As after the suspension of a virtual machine, or the pause of a container: the clock went on."""
    port = free_port()
    with migrated.running_python(_SERVING.format(port=port)) as serving:
        serving.port = port
        eventually(serving.answers)
        (main,) = psutil.Process(serving.process.pid).children()
        paused = [*main.children(), main]
        for one in reversed(paused):
            one.suspend()
        time.sleep(4)
        for one in paused:
            one.resume()
        eventually(serving.answers)
        time.sleep(2)

        assert main.children() == paused[:-1]
