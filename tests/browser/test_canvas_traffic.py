"""What goes between the canvas and the server: each thing once, and nothing for a slider."""

import base64
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from model.attention_measures import head_measures
from pages._canvas import head_codes
from tests.browser import canvas_script as script
from tests.browser.canvas_sight import (
    Open,
    coloured,
    heard,
    map_of,
    pixels,
    rectangles,
)
from tests.browser.figures import box_at_rest
from tests.canvas_messages import unpack
from viz.canvas import transport
from viz.canvas.component import SCRIPT, STYLE
from viz.canvas.messages import detail, overview
from viz.canvas.transport import digest, pack
from viz.text import Text
from viz.theme import theme

pytestmark = pytest.mark.browser
DECODER = Path(transport.__file__).with_name("decode.js")
MANY = 40_000  # bytes that nothing which was sent before can hide in


@pytest.mark.parametrize(("length", "masked"), [(7, False), (9, True), (101, True)])
def test_the_browser_reads_what_python_packed(page: Page, length: int, masked: bool) -> None:
    rng = np.random.default_rng(length)
    values = rng.random((2, 3, length, length + 2)).astype(np.float32)
    mask = rng.random((2, length, length + 2)) < (0.3 if masked else 0)
    message = pack(values, mask, {"word": "é汉\U0001f680"}, first=(4, 5), finest=48)
    module = base64.b64encode(DECODER.read_bytes()).decode()
    found = page.evaluate(
        """async ([module, message]) => {
            const { decode, digestOf } = await import(`data:text/javascript;base64,${module}`);
            const bytes = Uint8Array.from(atob(message), (character) => character.charCodeAt(0));
            const read = decode(bytes);
            return { ...read, values: [...read.values], masked: read.masked && [...read.masked] };
        }""",
        [module, base64.b64encode(message).decode()],
    )
    there = unpack(message)
    steps = np.reshape(found["values"], there.values.shape)
    assert steps * found["scale"] / 255 == pytest.approx(there.values, abs=1e-6)
    assert np.array_equal(np.reshape(found["masked"] or 0 * there.masked, there.masked.shape), there.masked)
    assert (found["layers"], found["heads"], found["queries"], found["keys"]) == there.size
    assert (found["queryBlock"], found["keyBlock"]) == there.block
    assert (found["layer"], found["head"]) == there.first
    assert found["names"] == there.names
    assert found["digest"] == digest(message)


def test_the_sliders_are_answered_without_the_server(open_canvas: Open) -> None:
    visitor = open_canvas("?view=known")
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


def test_what_was_sent_is_not_sent_again(open_canvas: Open) -> None:
    view, text = script.long.__wrapped__(), Text("en")
    shown = overview(view, list(head_codes(view)), head_measures(view), text)
    whole = detail(view, (2, 3), shown)
    visitor = open_canvas("?view=long")
    page = visitor.page
    count = heard(page)
    page.reload()
    visitor.settle()
    expect(map_of(page)).to_have_attribute("data-drawn", re.compile("."))
    script_and_style = len(SCRIPT) + len(STYLE)
    assert len(shown) < count["received"] < len(shown) + len(whole) + script_and_style + MANY
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
