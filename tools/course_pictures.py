"""Look at every lesson as its readers do: `.venv/bin/python -m tools.course_pictures FOLDER [NAME …]` writes PNGs.

Each lesson, in both languages and themes, on a wide and on a narrow screen, and each of its steps on a wall; beside the
pictures it prints what a script can see to be wrong. Names of lessons, languages (`en`, `zh`) and themes (`light`,
`dark`) choose what is looked at; without them, everything.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import ConsoleMessage, Page, TimeoutError, sync_playwright

from pages.lessons import LESSONS, load_lesson
from pages.lessons.lesson import Step
from tools.served_app import CHROMIUM_FLAGS, PROBE, ROOT, find_chromium, served
from viz.text import LANGUAGES, Language

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
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
AT_REST = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    .then(() => Promise.all(document.getAnimations()
        .filter((one) => one.playState === "running" && one.effect.getComputedTiming().endTime < Infinity)
        .map((one) => one.finished.catch(() => {}))))"""
DRAWN = """() => !document.querySelector("[data-testid=stSkeleton]")
    && [...document.querySelectorAll("[data-testid=stPlotlyChart]")].every((one) => one.querySelector(".main-svg"))"""
FITS = """() => { const main = document.querySelector("[data-testid=stMain]");
    return document.querySelector(".presenter-bar[data-fitted]") && main.scrollHeight <= main.clientHeight; }"""
PATIENCE = 3000  # milliseconds that a step has to make itself fit


def settle(page: Page) -> None:
    """Wait until the page is drawn."""
    page.locator("[data-testid=stMain] h1").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function(DRAWN)
    page.evaluate("document.fonts.ready")
    page.evaluate(AT_REST)


def settle_on_a_wall(page: Page) -> None:
    """Wait until a step is drawn and fits, or will not."""
    page.locator(".presenter-bar").wait_for()
    settle(page)
    page.locator(".presenter-bar[data-fitted]").wait_for()
    with suppress(TimeoutError):
        page.wait_for_function(FITS, timeout=PATIENCE)


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


def on_a_wall(page: Page, address: str, name: str, language: Language) -> Iterator[Step]:
    """Each step of a lesson once it stands on the wall, turned by the keys of a clicker."""
    page.goto(address + address_of(name, language, 1))
    for step in load_lesson(name).steps:
        page.locator(f".st-key-step-{step.id} h3").wait_for()
        settle_on_a_wall(page)
        yield step
        page.keyboard.press("PageDown")


def report(message: ConsoleMessage) -> None:
    if message.type == "error" and not PROBE.search(message.location["url"]):
        print("console:", message.text)


def main(folder: str, *names: str) -> None:
    lessons = [one for one in LESSONS if one in names] or LESSONS
    languages: list[Language] = [one for one in LANGUAGES if one in names] or [*LANGUAGES]
    schemes: list[Scheme] = [one for one in SCHEMES if one in names] or [*SCHEMES]
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as logs,
        served(ROOT / "app.py", Path(logs) / "log.txt") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        for language, scheme in product(languages, schemes):
            page = browser.new_page(color_scheme=scheme, locale="en-GB")
            page.on("console", report)
            page.on("pageerror", lambda error: print("uncaught:", error))
            for name in lessons:
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
                for number, step in enumerate(on_a_wall(page, address, name, language), start=1):
                    picture = target / f"{name}-{language}-{scheme}-wall-{number:02}-{step.id}.png"
                    page.screenshot(path=picture)
                    for fault in faults(page, scrolls=False):
                        print(f"{picture.name}: {fault}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
