"""Take the README's picture of the app: `.venv/bin/python -m tools.readme_picture` writes docs/headlight.png."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.served_app import CHROMIUM_FLAGS, ROOT, find_chromium, served

PICTURE = ROOT / "docs" / "headlight.png"
VIEW = "/?lang=en"


def main() -> None:
    PICTURE.parent.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(ROOT / "app.py", Path(folder) / "log.txt") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light", locale="en-GB")
        page.goto(address + VIEW)
        page.locator(".js-plotly-plot .main-svg").nth(3).wait_for()  # both figures of the first screen
        page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(1000)  # motion that no event ends
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
