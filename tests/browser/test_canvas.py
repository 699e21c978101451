"""The canvas in a real Chromium: what it draws, what it says, what it sends, and how it is reached."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, WebSocket, expect

from pages._canvas import head_codes
from tests.browser import canvas_script as script
from tests.browser.figures import box_at_rest
from tests.browser.visitor import Visitor
from tests.canvas_messages import unpack
from viz.canvas import transport
from viz.canvas.messages import detail, overview
from viz.canvas.transport import digest, pack
from viz.text import Text
from viz.theme import Mode, theme

pytestmark = pytest.mark.browser
Open = Callable[..., Visitor]
DECODER = Path(transport.__file__).with_name("decode.js")
MANY = 40_000  # bytes that nothing which was sent before can hide in


@pytest.fixture(scope="module")
def served_canvas(serve: Callable[[Path], str]) -> str:
    return serve(Path(script.__file__))


@pytest.fixture
def visit(browser: Browser, served_canvas: str) -> Iterator[Open]:
    contexts = []

    def arrive(query: str = "", *, scheme: Mode = "light", address: str = served_canvas, **options) -> Visitor:
        options = {"viewport": {"width": 1440, "height": 900}} | options
        contexts.append(browser.new_context(color_scheme=scheme, locale="en-GB", reduced_motion="reduce", **options))
        visitor = Visitor(contexts[-1].new_page(), address, "en")
        visitor.page.goto(f"{address}/{query}")
        visitor.settle()
        map_of(visitor.page).and_(visitor.page.locator("[data-drawn]")).wait_for()
        return visitor

    yield arrive
    for context in contexts:
        context.close()


def map_of(page: Page) -> Locator:
    return page.locator("canvas.map")


def readout(page: Page) -> str:
    return re.sub("[\u2068\u2069]", "", page.locator("output.readout").inner_text())


def pixels(page: Page) -> NDArray[np.uint8]:
    """[row column channel] as they are on the screen."""
    box_at_rest(map_of(page))
    return np.asarray(Image.open(io.BytesIO(map_of(page).screenshot())).convert("RGB"))


def coloured(picture: NDArray[np.uint8], colour: str) -> NDArray[np.bool_]:
    return (picture == [int(colour[at : at + 2], 16) for at in (1, 3, 5)]).all(-1)


def rectangles(where: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of each rectangle of True, by its upper left corner."""
    left, found = where.copy(), []
    while left.any():
        top, start = np.argwhere(left)[0]
        width = int(np.argmin(np.append(left[top, start:], False)))
        height = int(np.argmin(np.append(left[top:, start], False)))
        left[top : top + height, start : start + width] = False
        if width > 3 and height > 3:  # not a stroke of a letter
            found.append((int(start), int(top), width, height))
    return found


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """A place on the canvas, in its pixels, as one on the screen."""
    box = map_of(page).bounding_box()
    assert box
    return box["x"] + x, box["y"] + y


def hover(page: Page, x: float, y: float) -> str:
    page.mouse.move(*place(page, x, y))
    return readout(page)


def thumbnail(page: Page, layer: int, head: int, layers: int, heads: int) -> tuple[float, float]:
    """The middle of a head in the grid, on the screen: the grid fills the canvas but for the names at its edges."""
    box = box_at_rest(map_of(page))
    return place(
        page, 34 + (head + 0.5) / heads * (box["width"] - 40), 24 + (layer + 0.5) / layers * (box["height"] - 30)
    )


def problems(visitor: Visitor) -> list[str]:
    """What went wrong; the fonts lie beside the app, not beside a test's script."""
    return [problem for problem in visitor.problems if "/static/fonts/" not in problem]


def said(layer: int, head: int, query: int, key: int, weight: float) -> str:
    return f"L{layer + 1}·H{head + 1}: {script.QUERY_LABELS[query]} → {script.KEY_LABELS[key]}: {weight:.2f}"


def expected() -> set[str]:
    cells = [(layer, head) for layer in range(script.LAYERS) for head in range(script.HEADS)]
    return {said(*cell, *script.strongest(*cell), 1.0) for cell in cells}


def heard(page: Page) -> dict[str, int]:
    """Bytes over the websocket from now on; call before the page is opened."""
    count = {"sent": 0, "received": 0}

    def listen(socket: WebSocket) -> None:
        for direction in count:
            socket.on(f"frame{direction}", lambda payload, direction=direction: add(direction, payload))

    def add(direction: str, payload: str | bytes) -> None:
        count[direction] += len(payload)

    page.on("websocket", listen)
    return count


@pytest.mark.parametrize(("length", "masked"), [(7, False), (9, True), (101, True)])
def test_the_browser_reads_what_python_packed(browser: Browser, length: int, masked: bool) -> None:
    rng = np.random.default_rng(length)
    values = rng.random((2, 3, length, length + 2)).astype(np.float32)
    mask = rng.random((2, length, length + 2)) < (0.3 if masked else 0)
    message = pack(values, mask, {"word": "é汉\U0001f680"}, first=(4, 5), finest=48)
    module = base64.b64encode(DECODER.read_bytes()).decode()
    page = browser.new_page()
    found = page.evaluate(
        """async ([module, message]) => {
            const { decode, digestOf } = await import(`data:text/javascript;base64,${module}`);
            const bytes = Uint8Array.from(atob(message), (character) => character.charCodeAt(0));
            const read = decode(bytes);
            return { ...read, values: [...read.values], masked: read.masked && [...read.masked] };
        }""",
        [module, base64.b64encode(message).decode()],
    )
    page.close()
    there = unpack(message)
    steps = np.reshape(found["values"], there.values.shape)
    assert steps * found["scale"] / 255 == pytest.approx(there.values, abs=1e-6)
    assert np.array_equal(np.reshape(found["masked"] or 0 * there.masked, there.masked.shape), there.masked)
    assert (found["layers"], found["heads"], found["queries"], found["keys"]) == there.size
    assert (found["queryBlock"], found["keyBlock"]) == there.block
    assert (found["layer"], found["head"]) == there.first
    assert found["names"] == there.names
    assert found["digest"] == digest(message)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_weight_has_its_place_and_its_colour(visit: Open, scheme: Mode) -> None:
    visitor = visit(scheme=scheme)
    page, colours = visitor.page, theme(scheme)
    picture = pixels(page)
    found = rectangles(coloured(picture, colours.sequential[-1]))
    assert len(found) == script.LAYERS * script.HEADS
    assert {hover(page, x + width / 2, y + height / 2) for x, y, width, height in found} == expected()
    x, y, width, height = found[0]
    below = picture[int(y + 1.5 * height), x + width // 2]
    step = script.FAINT**0.5 * (len(colours.sequential) - 1)
    ends = [[int(colours.sequential[n][at : at + 2], 16) for at in (1, 3, 5)] for n in (int(step), int(step) + 1)]
    wanted = np.array(ends[0]) + (np.array(ends[1]) - ends[0]) * (step - int(step))
    assert below == pytest.approx(wanted, abs=3), "the faint weight, at its square root on the scale"
    assert f": {script.FAINT:.2f}" in hover(page, x + width / 2, y + 1.5 * height)
    assert "</b>" not in page.locator("output.readout").evaluate("line => line.innerHTML.replaceAll('&lt;', '')")
    assert problems(visitor) == []


def test_a_masked_cell_looks_masked(visit: Open) -> None:
    page = visit().page
    picture = pixels(page)
    x, y, width, height = rectangles(coloured(picture, theme("light").sequential[-1]))[0]
    key = script.strongest(0, 0)[1]
    column = x + (script.KEYS - 1 - key) * width
    cell = picture[y : y + height, column + 2 : column + width - 2]
    assert coloured(cell, theme("light").masked).any()
    assert coloured(cell, theme("light").panel).any()
    assert hover(page, column + width / 2, y + height / 2).endswith("g: masked")
    zero = picture[y + 3 : y + height - 3, x - width + 3 : x - 3]
    assert coloured(zero, theme("light").sequential[0]).all()


def test_colours_follow_the_theme(visit: Open) -> None:
    page = visit().page
    assert rectangles(coloured(pixels(page), theme("light").sequential[-1]))
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(23, 25, 31)")
    found = rectangles(coloured(pixels(page), theme("dark").sequential[-1]))
    assert len(found) == script.LAYERS * script.HEADS


def test_the_sliders_are_answered_without_the_server(visit: Open) -> None:
    visitor = visit("?view=known")
    page = visitor.page
    count = heard(page)
    page.reload()
    visitor.settle()
    picture = pixels(page)
    x, y, width, height = rectangles(coloured(picture, theme("light").sequential[-1]))[0]
    middle, below = x + width // 2, int(y + 1.5 * height)
    page.wait_for_timeout(500)
    count.update(sent=0, received=0)
    threshold = page.locator("input.threshold")
    threshold.focus()
    for _ in range(24):
        threshold.press("ArrowRight")  # 24 × 0.005: above the faint weight
    hidden = pixels(page)
    assert coloured(hidden[below, middle], theme("light").sequential[0])
    assert coloured(hidden[y + height // 2, middle], theme("light").sequential[-1])
    threshold.press("Home")
    assert np.array_equal(pixels(page), picture)
    page.locator("input.sharpen").press("End")
    assert not np.array_equal(pixels(page), picture)
    page.wait_for_timeout(500)
    assert count == {"sent": 0, "received": 0}


def test_what_was_sent_is_not_sent_again(visit: Open) -> None:
    view, text = script.long.__wrapped__(), Text("en")
    shown = overview(view, list(head_codes(view)), text)
    whole = detail(view, (2, 3), shown, enter=True)
    visitor = visit("?view=long")
    page = visitor.page
    count = heard(page)
    page.reload()
    visitor.settle()
    expect(map_of(page)).to_have_attribute("data-drawn", re.compile("."))
    assert len(shown) < count["received"] < len(shown) + len(whole) + 2 * MANY
    page.wait_for_timeout(500)

    count.update(sent=0, received=0)
    page.get_by_test_id("stNumberInputStepUp").click()
    page.wait_for_timeout(1500)
    visitor.settle()
    assert 0 < count["received"] < 4_000, "an unrelated widget"

    count.update(sent=0, received=0)
    box = box_at_rest(map_of(page))
    page.mouse.click(box["x"] + 34 + 3.5 / 5 * (box["width"] - 40), box["y"] + 24 + 2.5 / 4 * (box["height"] - 30))
    expect(map_of(page)).to_have_attribute("data-head", "enc.3.h4")
    expect(page.get_by_text("chosen enc.3.h4")).to_be_visible()
    page.wait_for_timeout(300)
    assert len(whole) < count["received"] < len(whole) + 8_000, "that head alone"
    assert count["sent"] < 3_000


def test_long_texts_are_exact_inside_a_head(visit: Open) -> None:
    page = visit("?view=long").page
    box = box_at_rest(map_of(page))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    assert re.fullmatch(r"L[23]·H3", readout(page)), "a thumbnail shows blocks, and claims no single weight"
    page.mouse.click(x, y + 20)
    expect(map_of(page)).to_have_attribute("data-head", "enc.3.h3")
    values = script.long.__wrapped__().values[2, 2]
    for part in (0.4, 0.5, 0.6):
        line = hover(page, part * box["width"], part * box["height"])
        match = re.fullmatch(r"L3·H3: q(\d+) → k(\d+): (\d\.\d+)", line)
        assert match
        query, key = int(match[1]), int(match[2])
        assert float(match[3]) == pytest.approx(float(values[query, key]), abs=0.5 / 255 + 0.005)


def test_keys_lead_from_head_to_head_and_from_cell_to_cell(visit: Open) -> None:
    visitor = visit()
    page = visitor.page
    for _ in range(3):  # listeners must not pile up when Streamlit calls the component again
        page.get_by_test_id("stNumberInputStepUp").click()
        visitor.settle()
    map_of(page).focus()
    map_of(page).press("ArrowDown")
    map_of(page).press("ArrowRight")
    assert readout(page).startswith("L2·H2: ")
    map_of(page).press("Enter")
    expect(page.get_by_text("chosen enc.2.h2")).to_be_visible()
    expect(map_of(page)).to_have_attribute("data-head", "enc.2.h2")
    query, key = script.strongest(1, 1)
    for _ in range(query):
        map_of(page).press("ArrowDown")
    for _ in range(key):
        map_of(page).press("ArrowRight")
    assert readout(page) == said(1, 1, query, key, 1.0)
    assert page.locator("output.readout").get_attribute("aria-live") == "polite"
    map_of(page).press("Escape")
    expect(map_of(page)).to_have_attribute("data-head", "")
    expect(page.get_by_text("chosen enc.2.h2")).to_be_visible()
    before = pixels(page)
    map_of(page).press("+")
    assert not np.array_equal(pixels(page), before)
    map_of(page).press("-")
    assert np.array_equal(pixels(page), before)
    assert problems(visitor) == []


def test_a_head_that_is_clicked_stands_in_the_link(visit: Open, served_app: str) -> None:
    visitor = visit("map?lang=zh", address=served_app)
    page = visitor.page
    page.mouse.click(*thumbnail(page, 2, 4, 6, 8))
    expect(page).to_have_url(re.compile(r"[?&]at=enc\.3\.h5(&|$)"))
    expect(map_of(page)).to_have_attribute("data-head", "enc.3.h5")
    visitor.settle()
    expect(page.get_by_test_id("stMain")).to_contain_text(Text("zh")("map.strongest", head="L3·H5"))
    line = hover(page, 300, 200)
    assert line.startswith("L3·H5")
    assert "→" in line

    receiver = visit(page.url.removeprefix(f"{served_app}/"), address=served_app)
    expect(map_of(receiver.page)).to_have_attribute("data-head", "enc.3.h5")
    assert hover(receiver.page, 300, 200) == line

    map_of(page).press("Escape")
    expect(map_of(page)).to_have_attribute("data-head", "")
    map_of(page).press("ArrowDown")
    map_of(page).press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]at=enc\.4\.h5(&|$)"))
    visitor.settle()
    with page.context.expect_page() as opened:
        page.get_by_test_id("stLinkButton").click()
    there = opened.value
    expect(there).to_have_url(re.compile(r"/\?(.*&)?heads=L4H5(&|$)"))
    expect(there.locator("h1")).to_contain_text(Text("zh")("attention.title"))
    assert problems(visitor) == problems(receiver) == []


def test_a_finger_enters_a_head_and_can_still_scroll_the_page(visit: Open, served_app: str) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    visitor = visit("map?lang=en&kind=decoder&model=en-fr-plain", address=served_app, **phone)
    page = visitor.page
    box = box_at_rest(map_of(page))
    assert box["y"] + box["height"] <= 844, "the whole canvas in the first screen"
    expect(map_of(page)).to_have_css("touch-action", "pan-y")
    page.touchscreen.tap(*thumbnail(page, 1, 2, 6, 8))
    expect(page).to_have_url(re.compile(r"[?&]at=dec\.2\.h3(&|$)"))
    expect(map_of(page)).to_have_attribute("data-head", "dec.2.h3")
    expect(map_of(page)).to_have_css("touch-action", "none")
    page.touchscreen.tap(*place(page, 0.55 * box["width"], 0.7 * box["height"]))
    expect(page.locator("output.readout")).to_contain_text("→")
    assert problems(visitor) == []


def test_a_head_that_the_wheel_reaches_is_chosen(visit: Open) -> None:
    visitor = visit()
    page = visitor.page
    page.mouse.move(*thumbnail(page, 1, 2, script.LAYERS, script.HEADS))
    before = pixels(page)
    page.mouse.wheel(0, 300)  # all is in sight: there is nothing to zoom out of
    assert np.array_equal(pixels(page), before)
    for _ in range(4):
        page.mouse.wheel(0, -120)
    expect(page.get_by_text("chosen enc.2.h3")).to_be_visible()
    expect(map_of(page)).to_have_attribute("data-head", "enc.2.h3")
    x, y, width, height = rectangles(coloured(pixels(page), theme("light").sequential[-1]))[0]
    start = place(page, x + width / 2, y + height / 2)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] - 60, start[1] - 30, steps=4)
    page.mouse.up()
    page.mouse.move(0, 0)
    left, top, _, tall = rectangles(coloured(pixels(page), theme("light").sequential[-1]))[0]
    assert (left, top + tall) == pytest.approx((x - 60, y + height - 30), abs=1)  # its top may be below the labels
    assert problems(visitor) == []


def test_two_fingers_zoom(visit: Open) -> None:
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True).page
    fingers = page.context.new_cdp_session(page)
    x, y = thumbnail(page, 0, 1, script.LAYERS, script.HEADS)

    def touch(kind: str, *apart: float) -> None:
        points = [{"x": x + side * half, "y": y, "id": n} for half in apart for n, side in enumerate((-1, 1))]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 20)
    for half in range(24, 120, 8):
        touch("touchMove", half)
    touch("touchEnd")
    expect(page.get_by_text("chosen enc.1.h2")).to_be_visible()
    expect(map_of(page)).to_have_attribute("data-head", "enc.1.h2")
