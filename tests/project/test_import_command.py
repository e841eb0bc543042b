"""`heliograph import cachet` as it is run: what it says, how it ends, and that it is all or nothing."""

import signal
import tracemalloc
from io import StringIO
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest
from django.core.management import call_command

from heliograph.errors import Conflict
from heliograph.metrics.models import MetricPoint
from heliograph.project.exits import Exit
from heliograph.project.importing.cachet.importing import Into
from heliograph.project.importing.progress import Line
from heliograph.project.models import ImportedTable
from heliograph.status.models import Incident
from tests.project.cachets import RECORDED, Cachet, copied_to
from tests.project.installation import Installation, eventually

URL = f"sqlite:///{RECORDED}"
A_POINT = "INSERT INTO metric_points (metric_id, value, created_at, counter) VALUES (1, ?, ?, 1)"


def with_points(cachet: Cachet, number: int) -> Cachet:
    rows = [(index, f"2026-11-{index % 23 + 1:02} {index % 24:02}:00:00") for index in range(number)]
    cachet.do_many(A_POINT, rows)
    return cachet


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("import", "cachet", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_it_says_what_came_and_what_was_left_out() -> None:
    lines = said(URL)

    assert "24 incidents" in lines
    assert "10 settings: Heliograph has no such setting" in lines


@pytest.mark.django_db
def test_quietly_it_says_nothing() -> None:
    assert said(URL, "--quiet") == ""
    assert Incident.objects.count() == 24


@pytest.mark.django_db
def test_without_merge_it_comes_once() -> None:
    said(URL)

    with pytest.raises(Conflict):
        said(URL)
    assert "24 incidents" in said(URL, "--merge")


def test_ctrl_c_leaves_nothing_and_what_cannot_be_read_has_a_status_of_its_own(
    installation: Installation, tmp_path: Path
) -> None:
    cachet = with_points(copied_to(tmp_path), 50_000)
    installation.run("migrate")
    with installation.running("import", "cachet", cachet.url) as importing:
        reader = psutil.Process(importing.process.pid)
        eventually(lambda: str(cachet.path) in {file.path for file in reader.open_files()})
        importing.process.send_signal(signal.SIGINT)
        importing.process.communicate()

        assert importing.process.returncode == Exit.INTERRUPTED
    ended = installation.run("import", "cachet", "sqlite:////nowhere.sqlite")
    assert ended.status == Exit.SOURCE
    assert ended.complaint == "heliograph: There is no file /nowhere.sqlite."
    assert installation.run("import", "cachet", URL).status == Exit.DONE


@pytest.mark.django_db
def test_memory_stays_flat_however_many_points_there_are(tmp_path: Path) -> None:
    def peak(number: int) -> int:
        cachet = with_points(copied_to(tmp_path), number)
        tracemalloc.start()
        tally = cachet.come(Into.ANY)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert tally.came["metric_points"] >= number
        MetricPoint.objects.all().delete()
        ImportedTable.objects.all().delete()
        return highest

    few = peak(3_000)
    assert peak(9_000) < few * 1.5


def test_the_line_says_how_far_it_is() -> None:
    out = StringIO()
    line = Line(out=out)
    line.begin("metric_points", total=200)
    line.advance(50)
    line.advance(150)
    line.end()

    drawn = out.getvalue().split("\r\x1b[K")
    assert [one.split()[-1] for one in drawn if one] == ["0/200", "50/200", "200/200"]
