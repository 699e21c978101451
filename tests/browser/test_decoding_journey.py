"""The decoding page where only a browser tells: clicks on a figure, and the clock of the player."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from pages._player import SECONDS_PER_STEP
from tests.browser.elements import keyed, settle
from tests.browser.figures import click_row

pytestmark = pytest.mark.browser

# Whatever the weights are, three forced words make a translation of four steps or more.
ADDRESS = "/decoding?lang=en&forced=1+la&forced=2+rue&forced=3+la"


def forced(page: Page) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get("forced", [])


def test_a_click_on_a_row_forces_its_word(page: Page) -> None:
    page.goto(f"{ADDRESS}&step=4")
    settle(page, "causal_mask")
    bars = keyed(page, "next_tokens", ".js-plotly-plot")
    words = [tick.split()[0] for tick in bars.locator(".ytick").all_text_contents()]
    click_row(page, "next_tokens", 2, x=0.8)  # far right of any bar
    expect(page).to_have_url(re.compile("forced=4"))
    assert forced(page) == ["1 la", "2 rue", "3 la", f"4 {words[2]}"]
    settle(page, "causal_mask")
    expect(keyed(page, "forced")).to_contain_text(f"4 {words[2]}")
    expect(page.get_by_text("push_pin")).to_have_count(4)


def is_silent(page: Page, sent: list[bytes | str]) -> bool:
    """Whether nothing is sent for the time of two steps and a half; what was under way at a pause may still be."""
    before = len(sent)
    page.wait_for_timeout(2500 * SECONDS_PER_STEP)
    return len(sent) == before


def test_the_player_moves_by_itself_and_asks_for_nothing_when_paused(page: Page) -> None:
    sent: list[bytes | str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(ADDRESS + "".join(f"&forced={step}+la" for step in range(4, 16)))  # long: the end must not come first
    settle(page, "causal_mask")
    page.get_by_role("button", name="Play").click()
    expect(page).to_have_url(re.compile(r"step=\d"))
    # Once, whatever comes of it: Playwright would click again where the button has become "Play" under its pointer.
    page.get_by_role("button", name="Pause").click(force=True)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    settle(page, "causal_mask")
    assert any(is_silent(page, sent) for _ in range(4)), "it goes on ticking"
