"""A served app and a real Chromium."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tools.served_app import CHROMIUM_FLAGS, ROOT, find_chromium, served

expect.set_options(timeout=60_000)  # milliseconds; a busy machine answers late, and a test that waits is not wrong


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
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
