"""What is chosen on the canvas: words, heads side by side, their order, arcs; and the pictures it saves."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import canvas_script as script
from tests.browser.canvas_sight import (
    Open,
    coloured,
    expected,
    hover,
    map_of,
    pixels,
    place,
    problems,
    readout,
    rectangles,
    thumbnail,
)
from tests.browser.figures import box_at_rest
from viz.theme import HEAD_COLOURS, theme

pytestmark = pytest.mark.browser
DARKEST = theme("light").sequential[-1]
SVG = "{http://www.w3.org/2000/svg}"
# A software's WebGL counts as none: make the canvas take it, so that what a GPU would draw can be seen here.
PRETEND = """
    const parameter = WebGL2RenderingContext.prototype.getParameter;
    WebGL2RenderingContext.prototype.getParameter = function (name) {
        const found = parameter.call(this, name);
        return typeof found === "string" && /swiftshader|llvmpipe/i.test(found) ? "a GPU" : found;
    };
"""


def saved(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.locator(f"button.{kind}").click()
    return download.value.path().read_bytes()


def test_the_gpu_draws_what_the_canvas_draws(open_canvas: Open) -> None:
    flat = open_canvas().page
    expect(map_of(flat)).to_have_attribute("data-painter", "canvas")
    visitor = open_canvas(init=PRETEND)
    page = visitor.page
    expect(map_of(page)).to_have_attribute("data-painter", "webgl2")
    drawn, wanted = pixels(page), pixels(flat)
    found = rectangles(coloured(drawn, DARKEST))
    assert {hover(page, x + width / 2, y + height / 2) for x, y, width, height in found} == expected()
    page.mouse.move(0, 0)
    assert (np.abs(drawn.astype(int) - wanted).max(-1) > 8).mean() < 0.05, "but for the edges of stripes"
    page.locator("input.threshold").focus()
    for _ in range(24):
        page.locator("input.threshold").press("ArrowRight")  # 24 × 0.005: above the faint weight
    x, y, width, height = found[0]
    assert coloured(pixels(page)[int(y + 1.5 * height), x + width // 2], theme("light").sequential[0])
    page.evaluate(
        """() => document.querySelectorAll("*").forEach((host) => host.shadowRoot?.querySelectorAll("canvas.weights")
            .forEach((canvas) => canvas.getContext("webgl2").getExtension("WEBGL_lose_context").loseContext()))"""
    )
    expect(map_of(page)).to_have_attribute("data-painter", "canvas")
    assert {r[:2] for r in rectangles(coloured(pixels(page), DARKEST))} == {r[:2] for r in found}
    assert problems(visitor) == []


def test_words_are_pinned_by_click_by_brush_and_by_key(open_canvas: Open) -> None:
    visitor = open_canvas()
    page = visitor.page
    page.mouse.click(*thumbnail(page, 1, 1, script.LAYERS, script.HEADS))
    expect(map_of(page)).to_have_attribute("data-head", "enc.2.h2")
    query, key = script.strongest(1, 1)
    x, y, width, height = rectangles(coloured(pixels(page), DARKEST))[0]
    row = y + height / 2
    page.mouse.click(*place(page, 30, row))
    expect(page).to_have_url(re.compile(rf"[?&]rows={query + 1}(&|$)"))
    page.mouse.move(0, 0)
    assert rectangles(coloured(pixels(page), DARKEST)), "the pinned row keeps its colours"
    page.mouse.click(*place(page, 30, row))
    expect(page).not_to_have_url(re.compile("rows="))
    other = row - height if query else row + height
    page.mouse.click(*place(page, 30, other))
    expect(page).to_have_url(re.compile("rows="))
    page.mouse.move(0, 0)
    assert not rectangles(coloured(pixels(page), DARKEST)), "a row that is not pinned steps back"
    page.locator("button.unpin").click()
    expect(page).not_to_have_url(re.compile("rows="))

    first, last = y + height / 2 - query * height, y + height / 2 + (script.QUERIES - 2 - query) * height
    page.mouse.move(*place(page, 30, first))
    page.mouse.down()
    page.mouse.move(*place(page, 30, last), steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"rows=1-{script.QUERIES - 1}(&|$)"))
    map_of(page).press("x")
    expect(page).not_to_have_url(re.compile("rows="))
    page.mouse.click(*place(page, x + width / 2, row))
    map_of(page).press("c")
    expect(page).to_have_url(re.compile(rf"columns={key + 1}(&|$)"))
    assert problems(visitor) == []


def height_of(text: ElementTree.Element) -> float:
    """Where a text stands in a picture, also where it was moved there."""
    moved = re.search(r"translate\(\S+ (\S+)\)", text.get("transform", ""))
    return float(text.get("y", "0")) + (float(moved[1]) if moved else 0)


def test_arcs_join_the_words(open_canvas: Open) -> None:
    visitor = open_canvas()
    page = visitor.page
    page.locator("button.arcs").click()
    expect(page).to_have_url(re.compile("draw=arcs"))
    page.mouse.click(*thumbnail(page, 0, 1, script.LAYERS, script.HEADS))
    expect(map_of(page)).to_have_attribute("data-head", "enc.1.h2")
    page.mouse.move(0, 0)
    query, key = script.strongest(0, 1)
    svg = ElementTree.fromstring(saved(page, "svg"))
    arcs = [path for path in svg.iter(f"{SVG}path") if path.get("stroke") == HEAD_COLOURS[1]]
    widths = sorted(float(path.get("stroke-width") or 0) for path in arcs)
    assert len(widths) == 2
    assert widths[1] / widths[0] > 5, "one weight of 1, and a faint one"
    box = box_at_rest(map_of(page))
    tops = {text.text: height_of(text) for text in svg.iter(f"{SVG}text")}
    at = tops[f"\u2068{script.QUERY_LABELS[query]}\u2069"]
    assert f"{script.QUERY_LABELS[query]} → {script.KEY_LABELS[key]}: 1.00" in hover(page, 0.3 * box["width"], at)
    at = tops[f"\u2068{script.KEY_LABELS[key]}\u2069"]
    assert f"{script.QUERY_LABELS[query]} → {script.KEY_LABELS[key]}: 1.00" in hover(page, 0.8 * box["width"], at)
    assert problems(visitor) == []


def test_heads_side_by_side_keep_their_colours(open_canvas: Open) -> None:
    visitor = open_canvas()
    page = visitor.page
    page.keyboard.down("Shift")
    page.mouse.click(*thumbnail(page, 1, 2, script.LAYERS, script.HEADS))
    page.keyboard.up("Shift")
    expect(page).to_have_url(re.compile(r"beside=enc\.2\.h3"))
    page.locator("button.compare").click()
    page.mouse.click(*thumbnail(page, 1, 1, script.LAYERS, script.HEADS))
    expect(page).to_have_url(re.compile(r"beside=enc\.2\.h3%2Cenc\.2\.h2"))
    page.mouse.move(0, 0)
    picture = pixels(page)
    for head in (0, 1, 2):  # the one that is chosen at first, and these two
        assert coloured(picture, HEAD_COLOURS[head]).sum() > 500
    page.select_option("select.show", "chosen")
    expect(page).to_have_url(re.compile("only=chosen"))
    assert len(rectangles(coloured(pixels(page), DARKEST))) == 3
    receiver = open_canvas(page.url.removeprefix(f"{visitor.address}/"))
    assert len(rectangles(coloured(pixels(receiver.page), DARKEST))) == 3
    assert problems(visitor) == problems(receiver) == []


def test_heads_are_sorted_and_left_out(open_canvas: Open) -> None:
    page = open_canvas("?view=long").page
    before = pixels(page)
    page.select_option("select.order", "sharp")
    expect(page).to_have_url(re.compile("order=sharp"))
    assert not np.array_equal(pixels(page), before)
    map_of(page).press("Home")
    values = script.long.__wrapped__().values
    entropy = torch_entropy(values)
    layer, head = divmod(int(entropy.argmin()), values.shape[1])
    map_of(page).focus()
    for _ in range(10):
        map_of(page).press("ArrowLeft")
        map_of(page).press("ArrowUp")
    assert readout(page).startswith(f"L{layer + 1}·H{head + 1}: "), "the sharpest head comes first"


def torch_entropy(values) -> np.ndarray:
    rows = (values / values.sum(-1, keepdim=True)).numpy().astype(float)
    return -(rows * np.log(rows, where=rows > 0, out=np.zeros_like(rows))).sum(-1).mean(-1).ravel()


def test_the_saved_pictures_show_what_is_seen(open_canvas: Open) -> None:
    visitor = open_canvas()
    page = visitor.page
    page.mouse.move(0, 0)
    seen = pixels(page)
    png = np.asarray(Image.open(io.BytesIO(saved(page, "png"))).convert("RGB"))
    assert png.shape[:2] == pytest.approx((2 * seen.shape[0], 2 * seen.shape[1]), abs=2)
    assert len(rectangles(coloured(png, DARKEST))) == script.LAYERS * script.HEADS
    page.mouse.click(*thumbnail(page, 0, 0, script.LAYERS, script.HEADS))
    expect(map_of(page)).to_have_attribute("data-head", "enc.1.h1")
    svg = ElementTree.fromstring(saved(page, "svg"))
    written = [text.text for text in svg.iter(f"{SVG}text")]
    assert all(f"\u2068{label}\u2069" in written for label in (*script.QUERY_LABELS, *script.KEY_LABELS))
    assert not list(svg.iter(f"{SVG}image"))
    assert DARKEST.lower() in {(path.get("fill") or "").lower() for path in svg.iter(f"{SVG}path")}
    assert problems(visitor) == []
