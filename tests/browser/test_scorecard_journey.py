"""The scorecard in a real Chromium: a dot chooses its head, a link keeps it, a file of one's own is measured."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.figures import box_at_rest

pytestmark = pytest.mark.browser

OWN = (
    "sentence,antecedent,distractor,pronoun\n"
    "The animal didn't cross the street because it was too tired.,animal,street,il\n"
    "The animal didn't cross the street because it was too wide.,street,animal,elle\n"
    "Nothing to decide here.,Nothing,here,il\n"
)


@pytest.fixture
def page(browser: Browser, served_app: str) -> Iterator[Page]:
    with browser.new_context(base_url=served_app, viewport={"width": 1440, "height": 1200}) as context:
        yield context.new_page()


def test_a_dot_clicked_chooses_its_head_and_the_link_keeps_it(page: Page) -> None:
    page.goto("/scorecard?lang=en")
    chosen = page.locator(".st-key-head input")
    expect(chosen).to_have_value(re.compile(r"H\d"))
    first = chosen.input_value()
    points = page.locator(".st-key-look_and_cost .scatterlayer .trace:first-child path.point")
    box_at_rest(points)
    by_height = sorted(points.all(), key=lambda dot: box_at_rest(dot)["y"])
    for dot in by_height[:2]:  # the two that cost most: one of them is not the one chosen at first
        box = box_at_rest(dot)
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
        if chosen.input_value() != first:
            break
    expect(chosen).not_to_have_value(first)
    expect(page).to_have_url(re.compile(r"head=enc\."))
    second, link = chosen.input_value(), page.url
    expect(page.get_by_text(f"{second} prefers the right noun").first).to_be_visible()
    page.goto("/positions")
    page.goto(link)
    expect(page.locator(".st-key-head input")).to_have_value(second)


def test_a_file_of_ones_own_is_measured_and_its_faults_are_named(page: Page) -> None:
    page.goto("/scorecard?lang=en&source=own")
    page.locator("input[type=file]").set_input_files(
        [{"name": "own.csv", "mimeType": "text/csv", "buffer": OWN.encode()}]
    )
    expect(page.get_by_text("line 4")).to_be_visible()
    expect(page.get_by_text("of 2 sentences").first).to_be_visible()
    expect(page.locator(".st-key-look_and_cost .main-svg").first).to_be_visible()
