"""From the start of the server's process to its first page in Chromium: the app against a page with a title only.

Both are started anew for each round, one after the other, and loaded by a new browser. The first page is there when its
title is; of the app also when its navigation is, and when the figure is drawn.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.table import report, row
from tools.served_app import CHROMIUM_FLAGS, ROOT, find_chromium, served

TARGET = 1.3  # of the trivial app's time
TRIVIAL = 'import streamlit as st\n\nst.title("Trivial")\n'
MARKS = {
    "navigation": "[data-testid=stSidebarNavLink]",
    "title": "[data-testid=stMain] h1",
    "figure": "[data-testid=stPlotlyChart] .main-svg",
}


def seconds_to(browser: Browser, script: Path, marks: tuple[str, ...]) -> dict[str, float]:
    """Seconds from the start of a server that runs `script` to each of the marks."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, served(script, Path(folder) / "log") as address:
        page: Page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(address)
        found: dict[str, float] = {}
        for mark in marks:
            page.locator(MARKS[mark]).first.wait_for()
            found[mark] = time.perf_counter() - start
        page.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="starts of each app")
    rounds = parser.parse_args().rounds
    print("\nprocess start to the first page in Chromium (median)")
    times: dict[str, list[float]] = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        trivial = Path(folder) / "trivial.py"
        trivial.write_text(TRIVIAL, "utf-8")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        for number in range(1 + rounds):  # the first fills the disk's cache
            for name, script, marks in (
                ("trivial", trivial, ("title",)),
                ("app", ROOT / "app.py", ("navigation", "title", "figure")),
            ):
                for mark, taken in seconds_to(browser, script, marks).items():
                    if number:
                        times.setdefault(f"{name}: {mark}", []).append(taken)
        browser.close()
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, median in medians.items():
        row(name, f"{median:.2f} s")
    return report("app's title / trivial app's", medians["app: title"] / medians["trivial: title"], TARGET, "×")


if __name__ == "__main__":
    raise SystemExit(main())
