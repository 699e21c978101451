"""Look at every lesson as its readers do: `.venv/bin/python -m tools.course_pictures FOLDER [LESSON …]` writes PNGs.

Each lesson, in both languages and themes, on a wide and on a narrow screen, and each of its steps on a wall; beside the
pictures it prints what a script can see to be wrong. Without names, all lessons.
"""

import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from pages.lessons import LESSONS, load_lesson
from tools.served_app import CHROMIUM_FLAGS, ROOT, find_chromium, served

SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
WALL = (1280, 720)
TALLEST = 9000  # pixels of a picture

# What overflows its box without a way to scroll to it; text for screen readers alone is meant to.
CUT = """() => [...document.querySelectorAll("[data-testid=stMain] *")].filter((element) => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    return ["hidden", "clip"].includes(style.overflowX) && box.width > 2 && style.clipPath === "none"
        && style.textOverflow !== "ellipsis" && element.innerText && element.scrollWidth > element.clientWidth + 2;
}).map((element) => element.innerText.slice(0, 60))"""
BEYOND = """() => { const main = document.querySelector("[data-testid=stMain]");
    return [main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth]; }"""
DRAWN = """() => [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    .every((figure) => figure.querySelector(".main-svg"))"""


def settle(page: Page) -> None:
    """Wait until the page is drawn."""
    page.locator("[data-testid=stMain] h1").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function(DRAWN)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(400)  # motion that no event ends


def faults(page: Page, *, scrolls: bool) -> Iterator[str]:
    """What a script can see to be wrong with the page as it stands; unless it `scrolls`, nothing may lie below."""
    for text in page.evaluate(CUT):
        yield f"cut off: {text!r}"
    below, beside = page.evaluate(BEYOND)
    if beside > 0:
        yield f"{beside} px too wide"
    if below > 0 and not scrolls:
        yield f"{below} px too high"
    if page.locator("[data-testid=stException]").count():
        yield "an exception is shown"


def address_of(lesson: str, language: str, step: int | None = None) -> str:
    return f"/lesson?lang={language}&lesson={lesson}" + (f"&present=1&step={step}" if step else "")


def main(folder: str, *names: str) -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as logs,
        served(ROOT / "app.py", Path(logs) / "log.txt") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        for language, scheme in product(("en", "zh"), ("light", "dark")):
            page = browser.new_page(color_scheme=scheme, locale="en-GB")
            page.on("console", lambda message: message.type == "error" and print("console:", message.text))
            page.on("pageerror", lambda error: print("uncaught:", error))
            for name in names or LESSONS:
                for size, (width, height) in SIZES.items():
                    page.set_viewport_size({"width": width, "height": height})
                    page.goto(address + address_of(name, language))
                    settle(page)
                    page.set_viewport_size({"width": width, "height": min(TALLEST, height + page.evaluate(BEYOND)[0])})
                    settle(page)
                    picture = target / f"{name}-{language}-{scheme}-{size}.png"
                    page.screenshot(path=picture)
                    for fault in faults(page, scrolls=True):
                        print(f"{picture.name}: {fault}")
                page.set_viewport_size({"width": WALL[0], "height": WALL[1]})
                for step in range(1, len(load_lesson(name).steps) + 1):
                    page.goto(address + address_of(name, language, step))
                    settle(page)
                    picture = target / f"{name}-{language}-{scheme}-wall-{step:02}.png"
                    page.screenshot(path=picture)
                    for fault in faults(page, scrolls=False):
                        print(f"{picture.name}: {fault}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
