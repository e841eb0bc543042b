"""The static site: all that guests can reach, and nothing else."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import boto3  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from moto.server import ThreadedMotoServer

from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.publishing.destinations import LEDGER, destination_of
from heliograph.publishing.export import CannotPublish, Published, publish
from heliograph.status.models import Incident
from heliograph.status.vocabulary import ComponentStatus, Visibility
from tests import factories

pytestmark = pytest.mark.usefixtures("one_connection")

ORIGIN = settings.ENVIRONMENT.url
SECRET = "Thevaultisopen"


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """The end of a request looks after its connection, and this test's transaction is on the same one."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def published(folder: Path | str) -> Published:
    return publish(destination_of(str(folder)), WSGIHandler(), origin=ORIGIN)


def files_in(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture
def incident() -> Incident:
    component = factories.a_component(name="API")
    factories.a_window(name="New disks", impacts=[(component, ComponentStatus.UNDER_MAINTENANCE)])
    return factories.an_incident(name="Slow", impacts=[(component, ComponentStatus.PARTIAL_OUTAGE)])


def test_every_link_leads_to_a_file_or_to_heliograph_itself(incident: Incident, tmp_path: Path) -> None:
    published(tmp_path)
    files = files_in(tmp_path)
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".html")}

    assert {"index.html", "history/index.html", f"incidents/{incident.guid}/index.html"} <= pages.keys()
    assert {
        "rss.xml",
        "atom.xml",
        "feed.json",
        "badge.svg",
        "api/components.json",
        "_headers",
    } <= files.keys()
    for name, page in pages.items():
        for link in re.findall(r' (?:href|src|action)="([^"#]+)', page):
            path = re.split(r"[?#]", link)[0].strip("/")
            assert link.startswith(ORIGIN) or {path, f"{path}/index.html".strip("/")} & files.keys(), (
                name,
                link,
            )


def test_what_guests_may_not_see_leaves_no_trace(incident: Incident, tmp_path: Path) -> None:
    soon = clock.now() + timedelta(hours=1)
    hidden = factories.a_group(visible=Visibility.SIGNED_IN, name=SECRET)
    factories.a_component(name=SECRET, group=hidden)
    factories.a_component(name=SECRET, enabled=False)
    secret = [
        factories.an_incident(name=SECRET, published_at=soon),
        factories.an_incident(name=SECRET, visible=Visibility.SIGNED_IN),
        factories.an_incident(name=SECRET, deleted_at=clock.now()),
    ]
    windows = [factories.a_window(name=SECRET, published_at=soon)]

    published(tmp_path)

    everything = b"".join(name.encode() + content for name, content in files_in(tmp_path).items())
    assert SECRET.encode() not in everything
    assert all(str(one.guid).encode() not in everything for one in secret)
    assert not (tmp_path / "schedules" / str(windows[0].pk)).exists()


def test_only_what_changed_is_written_and_what_was_hidden_is_gone(incident: Incident, tmp_path: Path) -> None:
    site = tmp_path / "site"
    first = published(site)
    page, style = site / "incidents" / str(incident.guid) / "index.html", site / "static/public/page.css"
    unchanged = style.stat().st_ino
    (site / "CNAME").write_text("status.example.com")
    Incident.objects.update(visible=Visibility.SIGNED_IN)

    second = published(site)

    assert (first.removed, first.written) == (0, first.files)
    assert (second.removed, second.files) == (1, first.files - 1)
    assert second.written < first.written / 2
    assert not page.parent.exists()
    assert style.stat().st_ino == unchanged
    assert (site / "CNAME").exists()
    assert b"Slow" not in b"".join(files_in(site).values())


def test_a_link_in_the_folder_leads_no_writing_out_of_it(incident: Incident, tmp_path: Path) -> None:
    folder, outside = tmp_path / "site", tmp_path / "outside"
    published(folder)
    outside.write_text("Somebody else's.")
    (folder / "index.html").unlink()
    (folder / "index.html").symlink_to(outside)

    Incident.objects.update(name="Slower")
    published(folder)

    assert outside.read_text() == "Somebody else's."
    assert b"Slower" in (folder / "index.html").read_bytes()


def test_what_can_not_be_made_leaves_everything_as_it_was(incident: Incident, tmp_path: Path) -> None:
    published(tmp_path)
    before = files_in(tmp_path)

    def failing(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start("503 Service Unavailable", [])
        return [b""]

    with pytest.raises(CannotPublish, match="could not be rendered"):
        publish(destination_of(str(tmp_path)), failing, origin=ORIGIN)

    assert files_in(tmp_path) == before


def test_a_folder_of_somebody_elses_is_never_written_to(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("Years of work")

    with pytest.raises(Invalid, match="was not published by us"):
        destination_of(str(tmp_path))
    with pytest.raises(Invalid, match="neither a folder nor"):
        destination_of("ftp://example.com/site")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], dict[str, str]]]:
    """What lies in it: names and types."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    _, port = server.get_host_and_port()
    said = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {**said, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="pages")

    def lying() -> dict[str, str]:
        found = client.list_objects_v2(Bucket="pages").get("Contents", [])
        return {
            one["Key"]: client.head_object(Bucket="pages", Key=one["Key"])["ContentType"] for one in found
        }

    yield lying
    server.stop()


@pytest.mark.loopback
def test_a_bucket_is_published_to_as_a_folder_is(
    incident: Incident, bucket: Callable[[], dict[str, str]], tmp_path: Path
) -> None:
    to = "s3://pages/status"
    published(to)
    published(tmp_path)
    lying = bucket()
    again = published(to)
    Incident.objects.update(visible=Visibility.SIGNED_IN)
    published(to)

    assert lying.keys() == {f"status/{name}" for name in files_in(tmp_path)}
    assert lying["status/index.html"] == "text/html"
    assert lying["status/api/components.json"] == "application/json"
    assert again.written <= 5  # what says "1 second ago"
    assert lying.keys() - bucket().keys() == {f"status/incidents/{incident.guid}/index.html"}
    assert f"status/{LEDGER}" in lying


def test_the_ledger_names_what_is_there(incident: Incident, tmp_path: Path) -> None:
    published(tmp_path)

    assert json.loads((tmp_path / LEDGER).read_bytes()).keys() == files_in(tmp_path).keys() - {LEDGER}
