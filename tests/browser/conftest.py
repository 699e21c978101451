"""A served app and a real Chromium."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser import canvas_script
from tests.browser.canvas_sight import Open, map_of
from tests.browser.newcomers import Newcomer, Profile
from tests.browser.visitor import WIDE, Visit, Visitor
from tools.served_app import ROOT, served
from viz.text import Language

# Milliseconds. A busy machine answers late, and a test that waits is not wrong.
PATIENCE = 90_000
expect.set_options(timeout=PATIENCE)


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


@pytest.fixture(scope="session")
def newcomer(served_app: str) -> Iterator[Newcomer]:
    """`with newcomer((390, 844)) as page` is somebody new before an empty page; see Profile.newcomer."""
    with sync_playwright() as playwright:
        profile = Profile.launch(playwright, served_app, PATIENCE)
        yield profile.newcomer
        profile.context.close()


@pytest.fixture
def page(newcomer: Newcomer) -> Iterator[Page]:
    """A page of the app, for addresses that begin with a slash."""
    with newcomer((1440, 1200)) as page:
        yield page


@pytest.fixture
def visit(newcomer: Newcomer, served_app: str) -> Iterator[Visit]:
    """`visit("zh", (390, 844))` is a new person."""
    with ExitStack() as people:

        def arrive(language: Language = "en", size: tuple[int, int] = WIDE, **options) -> Visitor:
            return Visitor(people.enter_context(newcomer(size, **options)), served_app, language)

        yield arrive


@pytest.fixture
def open_canvas(newcomer: Newcomer, served_canvas: str) -> Iterator[Open]:
    """`open_canvas(query)` is a new person in front of a canvas that is drawn; nothing flies, so that pixels rest.

    `init` is a script that runs before those of the page.
    """
    with ExitStack() as people:

        def arrive(query: str = "", *, address: str = served_canvas, init: str = "", **options) -> Visitor:
            visitor = Visitor(people.enter_context(newcomer(motion="reduce", **options)), address, "en")
            visitor.page.add_init_script(init)
            visitor.page.goto(f"{address}/{query}")
            visitor.settle()
            map_of(visitor.page).and_(visitor.page.locator("[data-drawn]")).wait_for()
            return visitor

        yield arrive
