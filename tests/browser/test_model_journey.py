"""Bringing a model in a real Chromium: looked at, fetched, stopped, fetched again, shown. The Hub is local."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.elements import keyed
from tests.browser.newcomers import Newcomer
from tests.hub import FakeHub, save_gpt2, served_hub
from tools.served_app import ROOT

pytestmark = pytest.mark.browser

NAME = "someone/large"


@pytest.fixture(scope="module")
def line(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeHub, str]]:
    """A Hub with a model of some 40 MB, and an app that asks this Hub."""
    folder = tmp_path_factory.mktemp("hub")
    with served_hub() as (hub, address), pytest.MonkeyPatch.context() as environment:
        hub.models[NAME] = save_gpt2(folder / "large", n_embd=512, n_layer=3)
        environment.setenv("HF_ENDPOINT", address)
        environment.setenv("HF_HUB_CACHE", str(folder / "cache"))
        yield hub, serve(ROOT / "app.py")


@pytest.fixture
def page(newcomer: Newcomer, line: tuple[FakeHub, str]) -> Iterator[Page]:
    with newcomer(base_url=line[1]) as page:
        yield page


def test_a_fetch_is_stopped_and_goes_on_and_the_model_is_shown(page: Page, line: tuple[FakeHub, str]) -> None:
    hub, _ = line
    hub.pause = 0.1  # seconds a megabyte: some four in all
    page.goto(f"/model?lang=en&id={NAME}")
    page.get_by_role("button", name="Ask the Hub").click()
    fetch = keyed(page, "load", "button")
    expect(fetch).to_have_text(re.compile(r"Fetch 3\d\.\d\d MB and load"))
    fetch.click()
    expect(page.get_by_text("Fetching: ")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Fetching: ")).to_have_count(0)
    expect(page.get_by_text("No model has been brought yet.")).to_be_visible()

    hub.pause = 0.0
    fetch.click()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_contain_text("is in memory")
    page.locator("[data-testid=stMain]").get_by_role("link", name="Attention", exact=True).click()
    expect(page).to_have_url(re.compile(r"[?&]model=someone"))
    expect(keyed(page, "grid", ".main-svg").first).to_be_visible()
    expect(keyed(page, "model", "input")).to_have_value(NAME)
