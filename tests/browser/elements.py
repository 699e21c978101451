"""Elements of a page by their key, as they are after the last change.

While a page runs again, Streamlit keeps on the screen what the run before has drawn, also beside what replaces it.
"""

from playwright.sync_api import Locator, Page


def keyed(page: Page, key: str, inner: str = "") -> Locator:
    """What the page shows under that key; with a CSS selector, what it finds inside. Never what is about to go."""
    return page.locator(f".st-key-{key}:not([data-stale=true]) {inner}".rstrip())


def settle(page: Page, *figures: str) -> None:
    """Wait until the title stands there, the figures with these keys are drawn and the script has run to its end."""
    page.get_by_test_id("stMain").locator("h1").first.wait_for()
    for figure in figures:
        keyed(page, figure, ".main-svg").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
