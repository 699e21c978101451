"""A browser tab that writes down what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, expect

from tests.browser.elements import settle
from tools.served_app import PROBE

DEFAULT = "attention"
WIDE, NARROW = (1440, 900), (390, 844)

ALL_DRAWN = """() => Array.from(document.querySelectorAll("[data-testid=stPlotlyChart]"))
    .every(figure => figure.querySelector(".main-svg"))"""


@dataclass
class Visitor:
    """A browser tab that writes down what went wrong."""

    page: Page
    address: str
    language: str
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("dialog", self._close)
        self.page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        self.page.on("request", self._follow)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBE.search(message.location["url"]):
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"request: {request.url}")

    def _close(self, dialog: Dialog) -> None:
        self.problems.append(f"a script ran: {dialog.message}")
        dialog.dismiss()

    def open(self, name: str, query: str = "") -> None:
        path = "" if name == DEFAULT else name
        self.page.goto(f"{self.address}/{path}?lang={self.language}{query}")
        self.settle()

    def settle(self) -> None:
        """Wait until the title stands there and the script has run to its end."""
        settle(self.page)

    def draw(self) -> None:
        """Wait until every figure is drawn as well."""
        self.settle()
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)
        self.page.wait_for_function(ALL_DRAWN)


Visit = Callable[..., Visitor]
"""Makes a visitor who speaks a language and looks at a screen of some size; see the fixture `visit`."""
