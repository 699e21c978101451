"""What the canvas draws and says, in a real Chromium."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import canvas_script as script
from tests.browser.canvas_sight import Open, coloured, expected, hover, map_of, pixels, problems, readout, rectangles
from tests.browser.figures import box_at_rest
from viz.theme import Mode, theme

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_weight_has_its_place_and_its_colour(open_canvas: Open, scheme: Mode) -> None:
    visitor = open_canvas(scheme=scheme)
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


def test_a_masked_cell_looks_masked(open_canvas: Open) -> None:
    page = open_canvas().page
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


def test_colours_follow_the_theme(open_canvas: Open) -> None:
    page = open_canvas().page
    assert rectangles(coloured(pixels(page), theme("light").sequential[-1]))
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(23, 25, 31)")
    found = rectangles(coloured(pixels(page), theme("dark").sequential[-1]))
    assert len(found) == script.LAYERS * script.HEADS


def test_long_texts_are_exact_inside_a_head(open_canvas: Open) -> None:
    page = open_canvas("?view=long").page
    box = box_at_rest(map_of(page))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    assert re.fullmatch(r"L[23]·H3: \d+% of [^→]*", readout(page)), (
        "a thumbnail shows blocks, and claims no single weight"
    )
    page.mouse.click(x, y + 20)
    expect(map_of(page)).to_have_attribute("data-head", "enc.3.h3")
    values = script.long.__wrapped__().values[2, 2]
    for part in (0.4, 0.5, 0.6):
        line = hover(page, part * box["width"], part * box["height"])
        match = re.fullmatch(r"L3·H3: q(\d+) → k(\d+): (\d\.\d+)", line)
        assert match
        query, key = int(match[1]), int(match[2])
        assert float(match[3]) == pytest.approx(float(values[query, key]), abs=0.5 / 255 + 0.005)
