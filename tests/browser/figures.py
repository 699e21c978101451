"""Where figures lie, and clicks on them.

Streamlit may draw a figure twice, and between the two there is nothing to hit: a place counts once it has stayed.
"""

from playwright.sync_api import FloatRect, Locator, Page

from tests.browser.elements import keyed

LOOKS, PAUSE = 300, 100  # milliseconds between two looks


def box_at_rest(locator: Locator) -> FloatRect:
    """Where the first match lies, as soon as three looks in a row agree. Raises AssertionError if it never rests."""
    seen: list[FloatRect | None] = []
    for _ in range(LOOKS):
        seen = [*seen[-2:], locator.first.bounding_box()]
        if len(seen) == 3 and seen[0] and seen[0] == seen[1] == seen[2]:
            return seen[0]
        locator.page.wait_for_timeout(PAUSE)
    raise AssertionError(f"{locator} does not come to rest: {seen}")


def plot(page: Page, figure: str) -> Locator:
    """The plotting area of the figure with that key."""
    return keyed(page, figure, ".nsewdrag")


def point(page: Page, figure: str, x: float, y: float) -> tuple[float, float]:
    """A place in the plot of a figure, given as parts of its width and height, on the screen."""
    box = box_at_rest(plot(page, figure))
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def click_plot(page: Page, figure: str, x: float, y: float) -> None:
    page.mouse.click(*point(page, figure, x, y))


def click_row(page: Page, figure: str, n: int, x: float = 0.5) -> None:
    """Click beside the n-th label of the vertical axis (from 0), at that part of the plot's width."""
    row = box_at_rest(keyed(page, figure, ".ytick").nth(n))
    page.mouse.click(point(page, figure, x, 0)[0], row["y"] + row["height"] / 2)
