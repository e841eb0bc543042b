"""A page in the run's browser that remembers whatever went wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer


@dataclass
class Visitor:
    """`faults` are what a browser complains of, violations of the content policy among them."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def goes_to(self, path: str) -> None:
        self.page.goto(self.home + path)

    def settles_at(self, path: str) -> None:
        """Goes there and waits until the page asks for nothing more."""
        self.page.goto(self.home + path, wait_until="networkidle")

    def barriers(self) -> str:
        """What keeps somebody out of the page, in either scheme; axe needs a visitor with `bypass_csp`."""
        found = []
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            report = Axe().run(self.page)
            found += [f"{scheme}: {report.generate_report()}"] if report.violations_count else []
        return "\n".join(found)

    def overhangs(self, widths: Sequence[int]) -> list[int]:
        """Those widths at which the page scrolls sideways."""
        return [width for width in widths if self._width_at(width) > width]

    def _width_at(self, width: int) -> int:
        self.page.set_viewport_size({"width": width, "height": 640})
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def listen(self) -> None:
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visitor]]:
    """A visitor with the browser's options as they are named in Playwright."""
    contexts = []

    def arrives(**options: object) -> Visitor:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        visitor = Visitor(page=context.new_page(), home=live_server.url)
        visitor.listen()
        return visitor

    yield arrives
    for context in contexts:
        context.close()
