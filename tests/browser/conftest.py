"""A served app and a real Chromium."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import canvas_script
from tests.browser.canvas_sight import Open, map_of
from tests.browser.visitor import WIDE, Visit, Visitor
from tools.served_app import CHROMIUM_FLAGS, ROOT, find_chromium, served
from viz.text import Language

# Milliseconds. A busy machine answers late, and a test that waits is not wrong.
PATIENCE = 90_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """`serve(script)` runs a Streamlit script on a free port until the tests end, and returns its address."""
    with ExitStack() as servers:
        yield lambda script: servers.enter_context(served(script, tmp_path_factory.mktemp("server") / "log.txt"))


@pytest.fixture(scope="session")
def served_app(serve: Callable[[Path], str]) -> str:
    """The address of the app."""
    return serve(ROOT / "app.py")


@pytest.fixture(scope="session")
def served_canvas(serve: Callable[[Path], str]) -> str:
    """The address of a canvas whose every weight is known."""
    return serve(Path(canvas_script.__file__))


@pytest.fixture
def page(browser: Browser, served_app: str) -> Iterator[Page]:
    """A page of the app, for addresses that begin with a slash."""
    with browser.new_context(base_url=served_app, viewport={"width": 1440, "height": 1200}) as context:
        yield context.new_page()


@pytest.fixture
def visit(browser: Browser, served_app: str) -> Iterator[Visit]:
    """`visit("zh", (390, 844))` is a new person, in a context of their own."""
    with ExitStack() as contexts:

        def arrive(language: Language = "en", size: tuple[int, int] = WIDE, *, touch: bool = False) -> Visitor:
            viewport = {"width": size[0], "height": size[1]}
            context = contexts.enter_context(browser.new_context(viewport=viewport, locale="en-GB", has_touch=touch))
            return Visitor(context.new_page(), served_app, language)

        yield arrive


@pytest.fixture
def open_canvas(browser: Browser, served_canvas: str) -> Iterator[Open]:
    """`open_canvas(query)` is a new person in front of a canvas that is drawn; nothing flies, so that pixels rest.

    `init` is a script that runs before those of the page.
    """
    contexts = []

    def arrive(
        query: str = "", *, scheme: str = "light", address: str = served_canvas, init: str = "", **options
    ) -> Visitor:
        options = {"viewport": {"width": 1440, "height": 900}} | options
        contexts.append(browser.new_context(color_scheme=scheme, locale="en-GB", reduced_motion="reduce", **options))
        contexts[-1].add_init_script(init)
        visitor = Visitor(contexts[-1].new_page(), address, "en")
        visitor.page.goto(f"{address}/{query}")
        visitor.settle()
        map_of(visitor.page).and_(visitor.page.locator("[data-drawn]")).wait_for()
        return visitor

    yield arrive
    for context in contexts:
        context.close()
