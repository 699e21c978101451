"""All heads in a real Chromium: the canvas against BertViz's model view, both on a page of Streamlit.

A picture is complete two frames after the last head is in it; time runs from the start of the page's loading, with the
server's caches warm on both sides. Beside it stands what is left without the page itself, which Streamlit needs some
time to load whatever is on it. BertViz gets d3, jQuery and require.js from this machine, as fast as they can come.
"""

import argparse
import importlib.util
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Frame, Locator, Page, Route, WebSocket, sync_playwright

from bench.cdn import cdn
from bench.table import report, row
from tools.served_app import CHROMIUM_FLAGS, ROOT, find_chromium, served

AGAINST = {64: 0.2, 128: 0.1}  # length → the most that the canvas may take of BertViz's time, at 6 × 8 heads
REST = 3  # seconds: closing a page with a million lines takes a while, which must not fall on the next one
LONG = (12, 12, 512)
FIRST, DETAIL, FRAME, OVERVIEW = 2000.0, 300.0, 20.0, 1_500_000  # milliseconds; bytes
PAINTED = (
    "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
    "() => done(performance.timeOrigin + performance.now()))))"
)
WATCH = """() => {
    window.frames_at = [];
    const note = now => { window.frames_at.push(now); window.noting = requestAnimationFrame(note); };
    window.noting = requestAnimationFrame(note);
}"""
WATCHED = """() => {
    cancelAnimationFrame(window.noting);
    return window.frames_at.slice(1).map((now, place) => now - window.frames_at[place]);
}"""


def page_address(address: str, side: str, layers: int, heads: int, length: int) -> str:
    return f"{address}/?side={side}&layers={layers}&heads={heads}&length={length}"


def map_of(page: Page) -> Locator:
    return page.locator("canvas.map")


def complete(page: Page, side: str, n_heads: int) -> Page | Frame:
    """Wait until every head is in the picture; where it stands."""
    if side == "empty":
        page.locator("h1").wait_for()
        return page
    if side == "canvas":
        page.locator("canvas.map[data-drawn]").wait_for()
        return page
    page.locator("iframe").wait_for()
    frame = next(frame for frame in page.frames if frame != page.main_frame)
    frame.wait_for_function(f"document.querySelectorAll('.attn_background').length === {n_heads}", timeout=300_000)
    return frame


def first_picture(browser: Browser, files: Mapping[str, bytes], address: str, side: str, *size: int) -> float:
    """Milliseconds from the start of the loading to the complete picture, with a browser's cache cold."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(300_000)

        def answer(route: Route) -> None:
            route.fulfill(body=files[route.request.url.rsplit("/", 1)[-1]], content_type="text/javascript")

        page.route("https://cdnjs.cloudflare.com/**", answer)
        page.goto(page_address(address, side, *size))
        drawn = complete(page, side, size[0] * size[1])
        taken = drawn.evaluate(PAINTED) - page.evaluate("performance.timeOrigin")
    time.sleep(REST)
    return taken


def against_bertviz(browser: Browser, address: str, rounds: int) -> int:
    """The first picture at 6 × 8 heads, on both sides in turn."""
    files: Mapping[str, bytes] = cdn() if importlib.util.find_spec("bertviz") else {}
    sides = ("empty", "canvas", *(("bertviz",) if files else ()))
    if not files:
        print("BertViz is not here, or npm has not brought its libraries: the canvas alone")
    missed = 0
    for length, target in AGAINST.items():
        times: dict[str, list[float]] = {side: [] for side in sides}
        for number in range(1 + rounds):
            for side in sides:
                taken = first_picture(browser, files, address, side, 6, 8, length)
                if number:
                    times[side].append(taken)
        medians = {side: statistics.median(found) for side, found in times.items()}
        for side, median in medians.items():
            row(f"first picture, 6 × 8 heads, {length} tokens: {side}", f"{median:.0f} ms", "", "")
        if files:
            missed += report(
                f"… of BertViz's time at {length} tokens", medians["canvas"] / medians["bertviz"], target, "×"
            )
            alone = {side: medians[side] - medians["empty"] for side in ("canvas", "bertviz")}
            share = alone["canvas"] / alone["bertviz"]
            row("… without the time of an empty page", f"{share:.3f} ×", "", "")
    return missed


def frames_while(page: Page, act: Callable[[], None]) -> list[float]:
    """Milliseconds between frames while `act` runs, in ascending order."""
    page.evaluate(WATCH)
    act()
    return sorted(page.evaluate(WATCHED))


def p95(numbers: list[float]) -> float:
    return numbers[int(0.95 * (len(numbers) - 1))]


def long_text(browser: Browser, address: str, rounds: int) -> int:
    """12 × 12 heads at 512 tokens: bytes, the first overview, a head whole, panning, zooming and the slider."""
    missed = 0
    times = [first_picture(browser, {}, address, "canvas", *LONG) for _ in range(1 + rounds)]
    row("first overview, 12 × 12 heads, 512 tokens, nothing packed yet", f"{times[0]:.0f} ms", "", "")
    missed += report("first overview, 12 × 12 heads, 512 tokens", statistics.median(times[1:]), FIRST, "ms")
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        received: list[int] = []

        def listen(socket: WebSocket) -> None:
            socket.on("framereceived", lambda payload: received.append(len(payload)))

        page.on("websocket", listen)
        page.goto(page_address(address, "canvas", *LONG) + "&unrelated=yes")
        complete(page, "canvas", 144)
        page.wait_for_timeout(1500)
        missed += report("bytes of the page with its overview and one head", sum(received), OVERVIEW, "B")
        received.clear()
        page.get_by_test_id("stNumberInputStepUp").click()
        page.wait_for_timeout(1500)
        row("bytes after an unrelated widget changed", f"{sum(received):,} B", "", "")
        missed += measure_details(page, rounds)
        missed += measure_frames(page)
    return missed


def measure_details(page: Page, rounds: int) -> int:
    """From a click on a thumbnail to the whole head on the screen, the flight into it included."""
    times: list[float] = []
    page.evaluate("() => addEventListener('pointerup', () => (window.clicked = performance.now()), true)")
    box = map_of(page).bounding_box()
    assert box
    for number in range(rounds):
        head, layer = 2 + number % 8, 3 + number % 5
        x, y = 34 + (head + 0.5) / 12 * (box["width"] - 40), 24 + (layer + 0.5) / 12 * (box["height"] - 30)
        page.mouse.click(box["x"] + x, box["y"] + y)
        page.locator(f"canvas.map[data-head='enc.{layer + 1}.h{head + 1}']").wait_for()
        times.append(page.evaluate("() => performance.now() - window.clicked"))
        map_of(page).press("Escape")
        page.wait_for_timeout(600)
    return report("a head whole, after the click", statistics.median(times), DETAIL, "ms")


def measure_frames(page: Page) -> int:
    """Milliseconds between frames while the map moves under the hand; a screen shows one every 16.7."""
    box = map_of(page).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def pan() -> None:
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(120):
            page.mouse.move(x + 100 * ((step % 40) - 20) / 20, y + 2 * (step % 30))
        page.mouse.up()

    def zoom() -> None:
        for step in range(60):
            page.mouse.wheel(0, -120 if step < 30 else 120)

    def slide() -> None:
        for _ in range(60):
            page.locator("input.threshold").press("ArrowRight")

    missed = 0
    page.mouse.move(x, y)
    for _ in range(5):
        page.mouse.wheel(0, -120)
    page.wait_for_timeout(800)
    for what, act in {"panning": pan, "zooming": zoom, "the threshold's slider": slide}.items():
        frames = frames_while(page, act)
        row(f"{what}: frames, median", f"{statistics.median(frames):.1f} ms", "", f"{len(frames)} frames")
        missed += report(f"{what}: frames, p95", p95(frames), FRAME, "ms")
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="pictures of each kind")
    rounds = parser.parse_args().rounds
    row("\nall heads in Chromium", "median", "target")
    with ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory())
        address = opened.enter_context(served(ROOT / "bench" / "canvas_page.py", Path(folder) / "log"))
        chromium = opened.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        opened.callback(browser.close)
        missed = against_bertviz(browser, address, rounds) + long_text(browser, address, rounds)
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
