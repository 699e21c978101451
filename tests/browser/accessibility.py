"""What axe-core finds wrong with a page for people who do not see it, or use no mouse."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
SCROLLS_BY_KEYS = """() => [...document.querySelectorAll("pre, .katex-display")]
    .every((one) => one.hasAttribute("tabindex") || one.scrollWidth <= one.clientWidth)"""


def grave_violations(page: Page) -> list[str]:
    """Each serious or critical violation of axe's rules (WCAG 2.2 A and AA and good practice), with its first place."""
    page.wait_for_function("document.documentElement.style.getPropertyValue('--headlight-muted')")
    page.wait_for_function(SCROLLS_BY_KEYS)  # set once the page has come to rest
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in GRAVE]
