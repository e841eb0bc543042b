"""The static site: all that guests can reach, and nothing else."""

import html
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

import boto3  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from moto.server import ThreadedMotoServer
from playwright.sync_api import Browser
from typing_extensions import override

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.publishing.destinations import LEDGER, destination_of
from heliograph.publishing.export import CannotPublish, Published, publish
from heliograph.site.drafts import logo_draft
from heliograph.site.images import change_logo
from heliograph.site.settings import change_setting
from heliograph.site.theme import Shade
from heliograph.status.models import Incident
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests import factories
from tests.lib.test_pictures import a_picture
from tests.metrics.factories import a_metric, a_point

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
def incident(one_connection: None) -> Incident:
    component = factories.a_component(name="API")
    factories.a_window(name="New disks", impacts=[(component, ComponentStatus.UNDER_MAINTENANCE)])
    return factories.an_incident(name="Slow", impacts=[(component, ComponentStatus.PARTIAL_OUTAGE)])


@contextmanager
def file_server(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        @override
        def log_message(self, format: str, *args: object) -> None:
            """Not into the output of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def read_over_http(address: str) -> str:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port or 80)) as connection:
        connection.sendall(f"GET {parts.path} HTTP/1.0\r\n\r\n".encode())
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0], address
    return body.decode("utf-8", "replace")


def read_from_the_bucket(address: str) -> str:
    key = urlsplit(address).path.removeprefix("/")
    body = boto3.client("s3").get_object(Bucket="pages", Key=key)["Body"]
    return str(body.read().decode("utf-8", "replace"))


def crawled(base: str, read: Callable[[str], str]) -> set[str]:
    """The addresses below `base` that links lead to, each read once; other addresses are Heliograph's."""
    seen, waiting = set[str](), [f"{base}index.html"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        content = read(address)
        if address.endswith(".html"):
            found = re.findall(
                r' (?:href|src|srcset|data-chart|data-drawer|data-uplot[a-z-]*)="([^"]+)"', content
            )
            links = {urldefrag(urljoin(address, html.unescape(link))).url for link in found}
            inside = {link.partition("?")[0] for link in links if not link.startswith(ORIGIN)}
            assert all(link.startswith(base) for link in inside), (address, inside)
            waiting += inside
        elif address.endswith(".webmanifest"):
            manifest = json.loads(content)
            assert {urljoin(address, manifest[name]) for name in ("start_url", "scope")} == {base}
            waiting += [urljoin(address, icon["src"]) for icon in manifest["icons"]]
    return {address.removeprefix(base) for address in seen}


@pytest.fixture
def all_kinds(incident: Incident, operator: Actor) -> None:
    """A page with everything that a page can link to."""
    change_setting("stylesheet", "body { color: #123456 }", actor=operator)
    change_logo(logo_draft(Shade.LIGHT, a_picture()), actor=operator)
    a_point(a_metric(), value=1, created_at=clock.now())
    for number in range(30):
        factories.an_incident(
            name=f"Past {number}",
            status=IncidentStatus.FIXED,
            created_at=clock.now() - timedelta(days=70),
        )


@pytest.mark.loopback
@pytest.mark.usefixtures("all_kinds")
def test_a_plain_file_server_serves_the_site_below_a_path(incident: Incident, tmp_path: Path) -> None:
    published(tmp_path / "status")
    files = files_in(tmp_path / "status")

    with file_server(tmp_path) as server:
        found = crawled(f"{server}/status/", read_over_http)

    unlinked = {name for name in files if name.endswith(".html")} - found
    assert all(name.startswith(("embed/", "history/")) for name in unlinked)  # months without incidents
    assert found >= {
        *("index.html", "history/index.html", f"incidents/{incident.guid}/index.html", "favicon.svg"),
        *("rss.xml", "atom.xml", "feed.json", "calendar.ics", "theme.css", "logo-light.png"),
        *("manifest.webmanifest", "static/public/page.css", "static/public/page.js"),
        "static/public/charts.js",
    }
    assert any(re.fullmatch(r"metrics/\d+\.json", one) for one in found)
    assert {"badge.svg", "api/components.json", "_headers", "embed.js"} <= files.keys()
    assert b'href="../static/public/embed.css' in files["embed/index.html"]


@pytest.mark.usefixtures("all_kinds")
def test_public_addresses_in_feeds_stay_absolute(incident: Incident, tmp_path: Path) -> None:
    published(tmp_path)

    files = files_in(tmp_path)
    assert all(
        f"{ORIGIN}/incidents/{incident.guid}".encode() in files[one] for one in ("rss.xml", "feed.json")
    )
    page = files["history/index.html"].decode()
    assert f'action="{ORIGIN}/history"' in page
    assert f'href="{ORIGIN}/subscribe"' in page
    assert f'href="{ORIGIN}/history?lang=de"' in page
    assert f"form-action 'self' {ORIGIN};".encode() in files["_headers"]


@pytest.mark.browser
@pytest.mark.usefixtures("all_kinds")
def test_a_browser_shows_the_style_of_a_site_below_a_path(
    incident: Incident, tmp_path: Path, browser: Browser
) -> None:
    published(tmp_path / "status")
    failed: list[str] = []
    with file_server(tmp_path) as server, browser.new_context() as context:
        page = context.new_page()
        page.on("response", lambda one: failed.append(one.url) if one.status >= 400 else None)
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.goto(f"{server}/status/")
        page.locator(".chart").first.scroll_into_view_if_needed()
        page.locator(".chart canvas").first.wait_for()
        colour = page.evaluate("getComputedStyle(document.body).color")
        page.get_by_role("link", name="History").first.click()
        page.wait_for_url(f"{server}/status/history/index.html")
        margin = page.evaluate("getComputedStyle(document.body).margin")
    assert failed == []
    assert colour == "rgb(18, 52, 86)"
    assert margin == "0px"


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
    found = crawled("http://pages/status/", read_from_the_bucket)
    again = published(to)
    Incident.objects.update(visible=Visibility.SIGNED_IN)
    published(to)

    assert lying.keys() == {f"status/{name}" for name in files_in(tmp_path)}
    assert {f"status/{name}" for name in found} <= lying.keys()
    assert f"incidents/{incident.guid}/index.html" in found
    assert lying["status/index.html"] == "text/html"
    assert lying["status/api/components.json"] == "application/json"
    assert again.written <= 5  # what says "1 second ago"
    assert lying.keys() - bucket().keys() == {f"status/incidents/{incident.guid}/index.html"}
    assert f"status/{LEDGER}" in lying


def test_the_ledger_names_what_is_there(incident: Incident, tmp_path: Path) -> None:
    published(tmp_path)

    assert json.loads((tmp_path / LEDGER).read_bytes()).keys() == files_in(tmp_path).keys() - {LEDGER}
