"""A row of weights under quick hands: the page answers late, and nothing is lost or done to old weights."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import small
from tests.browser import row_script
from tests.browser.elements import keyed, settle
from tests.browser.newcomers import Newcomer

pytestmark = pytest.mark.browser

# Faster than any hand: all within one turn of the browser's event loop.
PRESS_AT_ONCE = """(sliders, keys) => {
    for (const [slider, key] of keys) sliders[slider].dispatchEvent(new KeyboardEvent("keydown", { key }));
}"""
SHOWN = "sliders => sliders.map(slider => slider.ariaValueNow)"


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str]) -> str:
    return serve(Path(row_script.__file__))


@pytest.fixture
def page(newcomer: Newcomer, address: str) -> Iterator[Page]:
    with newcomer() as page:
        page.goto(address)
        settle(page)
        yield page


def interventions(page: Page) -> Locator:
    return keyed(page, "intervene", "input")


def test_keys_pressed_before_the_page_has_answered_all_count(page: Page) -> None:
    sliders = page.get_by_role("slider")
    sliders.first.wait_for()
    keys = {2: ["End", "Enter", "ArrowLeft", "Enter"], 0: ["PageUp", "Enter"], 4: ["End", "PageDown", "Enter"]}
    sliders.evaluate_all(PRESS_AT_ONCE, [[slider, key] for slider, pressed in keys.items() for key in pressed])
    shown = [float(value or "") for value in sliders.evaluate_all(SHOWN)]
    assert shown[4] == 0.9
    assert sum(shown) == pytest.approx(1, abs=0.005 * len(shown))
    expect(interventions(page)).to_have_value("enc.1.h2[2,3]=0.99; enc.1.h2[2,1]=0.1; enc.1.h2[2,5]=0.9")


def test_what_was_done_to_a_row_stays_done_when_another_is_chosen(page: Page) -> None:
    slider = page.get_by_role("slider").nth
    slider(2).press("End")
    page.get_by_text("token 3").click()  # before the weight is sent by itself
    expect(interventions(page)).to_have_value("enc.1.h2[2,3]=1")
    other = small.translator().trace(small.SENTENCES[0]).attention("encoder")[row_script.PLACE.layer]
    strongest = int(other.weights[row_script.HEAD, 2].argmax())
    expect(slider(strongest)).to_have_attribute("aria-valuenow", f"{other.weights[row_script.HEAD, 2].max():.2f}")
    slider(0).press("PageUp")
    slider(0).press("Enter")
    expect(interventions(page)).to_have_value("enc.1.h2[2,3]=1; enc.1.h2[3,1]=0.1")
