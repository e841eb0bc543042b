from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from tests.clients.conftest import Clients, Served
from tests.clients.environments import NodeClient
from tests.clients.outage import an_outage

CLIENT = NodeClient(name="status-widget", packages=("@statuspage/status-widget@1.0.5",))
_PAGE = """<!doctype html><title>Somebody else's</title>
<statuspage-widget src="{address}"></statuspage-widget><script src="/index.js"></script>"""


@pytest.mark.browser
def test_another_sites_page_shows_how_we_are(
    served: Served, client: Clients, browser: Browser, tmp_path: Path
) -> None:
    an_outage(served, "Shown by a widget")
    script = client(CLIENT).folder / "node_modules/@statuspage/status-widget/dist/index.js"
    (tmp_path / "index.js").write_bytes(script.read_bytes())
    (tmp_path / "index.html").write_text(_PAGE.format(address=served.address))

    with _another_site(tmp_path) as address, browser.new_page() as page:
        page.goto(address)
        expect(page.locator("statuspage-widget")).to_contain_text("Outage")


@contextmanager
def _another_site(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
