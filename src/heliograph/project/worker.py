"""What goes on without anybody asking: jobs, each on its own beat."""

from __future__ import annotations

import logging
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections

from heliograph import __version__
from heliograph.accounts.mails import send_owed
from heliograph.actors import Actor, Door
from heliograph.delivery import outbox
from heliograph.delivery.dispatch import Desk
from heliograph.delivery.fan_out import fan_out, finish
from heliograph.delivery.registry import CHANNELS
from heliograph.delivery.webhooks import forget_old_attempts
from heliograph.lib import clock
from heliograph.lib.commits import Watch
from heliograph.monitoring import monitors
from heliograph.monitoring.runner import keep_checking
from heliograph.project.models import WorkerSeen
from heliograph.project.stopping import StopRequest
from heliograph.publishing.keeping import Keeper
from heliograph.publishing.painting import Painter
from heliograph.publishing.publisher import Publisher
from heliograph.publishing.store import Disk
from heliograph.status.due import record_due
from heliograph.subscribers.following import end_followings
from heliograph.subscribers.link_mails import send_links
from heliograph.subscribers.own_subscription import forget_unconfirmed
from heliograph.surfaces.dashboard.mails import account_mail

if TYPE_CHECKING:
    from heliograph.delivery.channel import Channel

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0
_DUTY_PAUSE = 1.0
_ENOUGH = 10  # doublings; what fails for days must not overflow
_FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Job:
    """`every` is the pause between two runs, in seconds. A run that raises is logged and tried again."""

    name: str
    every: float
    run: Callable[[], None]


_TURN = 0.02
"""Seconds that one thread may keep the others from running. They wait for far sides, and for the database:
to take turns as often as Python does of itself costs a mail a tenth of its time."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Goes on until its event is set. One that raises is logged and begun again."""

    name: str
    run: Callable[[threading.Event], None]


def say_alive() -> None:
    """Once for each node: what nodes that are gone said is forgotten after a day."""
    now = clock.now()
    said = {"version": __version__, "seen_at": now}
    WorkerSeen.objects.update_or_create(node=socket.gethostname(), defaults=said)
    WorkerSeen.objects.filter(seen_at__lt=now - _FORGOTTEN_AFTER).delete()


def end_what_is_over() -> None:
    end_followings(actor=Actor.system(door=Door.CLOCK))


def look_at_the_clock() -> None:
    record_due(actor=Actor.system(door=Door.CLOCK))


def forget_who_never_confirmed() -> None:
    forget_unconfirmed(actor=Actor.system(door=Door.CLOCK))


def forget_what_webhooks_answered() -> None:
    forget_old_attempts(actor=Actor.system(door=Door.CLOCK))


def send_account_mails() -> None:
    send_owed(account_mail)


def forget_sessions() -> None:
    SessionStore.clear_expired()


def fan_out_events(stop: threading.Event) -> None:
    watch = Watch()
    while not stop.is_set():
        watch.look()
        if not fan_out():
            watch.wait(stop)


def desk_of(channel: Channel) -> Callable[[threading.Event], None]:
    return lambda stop: Desk(channel).work(stop)


def settle_deliveries() -> None:
    outbox.give_up_lost()
    finish()


def forget_old_checks() -> None:
    while monitors.forget_old_checks(actor=Actor.system(door=Door.CLOCK)):
        pass


def keep_last_known(stop: threading.Event) -> None:
    painter = Painter(WSGIHandler(), Disk(settings.DATA_FOLDER.published))
    Keeper(painter, origin=settings.ENVIRONMENT.url).work(stop)


def publish_static_site(stop: threading.Event) -> None:
    Publisher(WSGIHandler(), origin=settings.ENVIRONMENT.url).work(stop)


KEEPING: tuple[Job | Duty, ...] = (Duty(name="keeping", run=keep_last_known),)
"""What every node does for itself: what is kept lies in its own data folder."""

JOBS: tuple[Job | Duty, ...] = (
    *KEEPING,
    Job(name="heartbeat", every=15.0, run=say_alive),
    Job(name="clock", every=1.0, run=look_at_the_clock),
    Job(name="links", every=3.0, run=send_links),
    Job(name="account-mails", every=3.0, run=send_account_mails),
    Job(name="sessions", every=3_600.0, run=forget_sessions),
    Job(name="unconfirmed", every=3_600.0, run=forget_who_never_confirmed),
    Job(name="attempts", every=3_600.0, run=forget_what_webhooks_answered),
    Job(name="followings", every=3_600.0, run=end_what_is_over),
    Job(name="checks", every=3_600.0, run=forget_old_checks),
    Job(name="settling", every=5.0, run=settle_deliveries),
    Duty(name="publishing", run=publish_static_site),
    Duty(name="monitoring", run=keep_checking),
    Duty(name="fan-out", run=fan_out_events),
    *(Duty(name=f"desk-{one.kind}", run=desk_of(one)) for one in CHANNELS),
)


def run(jobs: tuple[Job | Duty, ...] = JOBS) -> None:
    """Until asked to stop; what is in hand then is finished. A slow job holds up no other."""
    sys.setswitchinterval(_TURN)
    asked, stop = StopRequest(), threading.Event()
    threads = [threading.Thread(target=_repeat, args=(job, stop), name=job.name) for job in jobs]
    for thread in threads:
        thread.start()
    while not asked.wait():
        pass
    stop.set()
    for thread in threads:
        thread.join()


def pause_after(failures: int, *, every: float) -> float:
    """Seconds; what fails again and again is tried more and more seldom, at least once a minute."""
    return every if failures == 0 else min(every * 2.0 ** min(failures, _ENOUGH), max(every, _LONGEST_PAUSE))


def _repeat(job: Job | Duty, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        failures = 0 if _succeeded(job, stop) else failures + 1
        stop.wait(pause_after(failures, every=job.every if isinstance(job, Job) else _DUTY_PAUSE))


def _succeeded(job: Job | Duty, stop: threading.Event) -> bool:
    close_old_connections()  # one that broke is opened anew
    try:
        if isinstance(job, Job):
            job.run()
        else:
            job.run(stop)
    except Exception:
        log.exception("The job %s failed and will be tried again.", job.name)
        return False
    finally:
        close_old_connections()
    return True
