"""What is kept on disk, though nobody asks for it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from heliograph.actors import Actor, Door
from heliograph.events.generation import generation
from heliograph.publishing.addresses import Asked
from heliograph.publishing.keeping import DatabaseFailed, Keeper
from heliograph.publishing.painting import Painter
from heliograph.publishing.renditions import Answer, Rendition
from heliograph.publishing.store import Disk
from heliograph.status.incidents import delete_incident
from tests import factories
from tests.publishing.house import House

ORIGIN = settings.ENVIRONMENT.url
SECRET = b"Thevaultisopen"


@dataclass
class Watched:
    """A painter, and what else happens when it has painted so many times."""

    painter: Painter
    events: dict[int, Callable[[], object]] = field(default_factory=dict)
    painted_paths: list[str] = field(default_factory=list)

    @property
    def disk(self) -> Disk:
        return self.painter.disk

    def painted(self, asked: Asked) -> Rendition | Answer:
        outcome = self.painter.painted(asked)
        self.painted_paths.append(asked.path)
        self.events.get(len(self.painted_paths), lambda: None)()
        return outcome


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def watched(house: House, tmp_path: Path) -> Watched:
    return Watched(painter=Painter(house.django, Disk(tmp_path / "kept")))


@pytest.fixture
def keeper(watched: Watched) -> Keeper:
    return Keeper(watched, origin=ORIGIN)  # type: ignore[arg-type]  # all that is asked of a painter


def kept_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("*.kept"))


def test_everything_important_lies_on_disk(
    keeper: Keeper, watched: Watched, stop: threading.Event, tmp_path: Path
) -> None:
    incident, component = factories.an_incident(name=SECRET.decode()), factories.a_component()

    keeper.keep(stop)

    assert set(watched.painted_paths) >= {
        *("/", "/history", "/rss", "/atom", "/calendar.ics", "/badge.svg", "/api/components"),
        *(f"/incidents/{incident.guid}", f"/components/{component.pk}"),
    }
    assert len([*(tmp_path / "kept").glob("*.kept")]) == len(watched.painted_paths)
    assert SECRET in kept_in(tmp_path / "kept")


def test_who_is_told_to_stop_begins_no_further_page(
    keeper: Keeper, watched: Watched, stop: threading.Event
) -> None:
    watched.events[3] = stop.set

    keeper.keep(stop)

    assert len(watched.painted_paths) == 3


def test_what_is_taken_back_meanwhile_leaves_the_disk_before_the_rest_is_kept(
    keeper: Keeper, watched: Watched, stop: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.publishing.keeping._LOOK", 0.0)
    incident = factories.an_incident(name=SECRET.decode())
    keeper.keep(stop)
    once = len(watched.painted_paths)

    delete = partial(delete_incident, incident.pk, actor=Actor.system(door=Door.COMMAND))
    watched.events = {once + 2: delete, once + 3: stop.set}
    keeper.keep(stop)

    assert len(watched.painted_paths) == once + 3
    assert SECRET not in kept_in(tmp_path / "kept")


def test_a_database_that_fails_is_told_of_and_what_is_kept_stays(
    keeper: Keeper, watched: Watched, house: House, stop: threading.Event, tmp_path: Path
) -> None:
    keeper.keep(stop)
    before = kept_in(tmp_path / "kept")
    house.is_down = True
    keeper.painter = Painter(house._page, watched.disk)  # noqa: SLF001 - a server without its database
    generation.begin_anew()

    with pytest.raises(DatabaseFailed, match=r"/ could not be rendered: 503"):
        keeper.keep(stop)

    assert kept_in(tmp_path / "kept") == before
