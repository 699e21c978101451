"""The canvas by keys, wheel, mouse and fingers, and the link that leads to a head."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import canvas_script as script
from tests.browser.canvas_sight import (
    Open,
    coloured,
    hover,
    map_of,
    pixels,
    place,
    problems,
    readout,
    rectangles,
    said,
    thumbnail,
)
from tests.browser.elements import keyed
from tests.browser.figures import box_at_rest
from tests.browser.visitor import NARROW, Visit
from viz.text import Text
from viz.theme import theme

pytestmark = pytest.mark.browser


def test_keys_lead_from_head_to_head_and_from_cell_to_cell(open_canvas: Open) -> None:
    visitor = open_canvas()
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


def test_a_head_that_the_wheel_reaches_is_chosen(open_canvas: Open) -> None:
    visitor = open_canvas()
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


def test_two_fingers_zoom(open_canvas: Open) -> None:
    page = open_canvas(size=NARROW, has_touch=True).page
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


def test_a_head_that_is_clicked_stands_in_the_link(open_canvas: Open, served_app: str) -> None:
    visitor = open_canvas("map?lang=zh", address=served_app)
    page = visitor.page
    page.mouse.click(*thumbnail(page, 2, 4, 6, 8))
    expect(page).to_have_url(re.compile(r"[?&]at=enc\.3\.h5(&|$)"))
    expect(map_of(page)).to_have_attribute("data-head", "enc.3.h5")
    visitor.settle()
    expect(page.get_by_test_id("stMain")).to_contain_text(Text("zh")("map.strongest", head="L3·H5"))
    line = hover(page, 300, 200)
    assert line.startswith("L3·H5")
    assert "→" in line

    receiver = open_canvas(page.url.removeprefix(f"{served_app}/"), address=served_app)
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


def test_a_finger_enters_a_head_and_can_still_scroll_the_page(open_canvas: Open, served_app: str) -> None:
    query = "map?lang=en&kind=decoder&model=en-fr-plain"
    visitor = open_canvas(query, address=served_app, size=NARROW, has_touch=True)
    page = visitor.page
    box = box_at_rest(map_of(page))
    assert box["y"] + box["height"] <= NARROW[1], "the whole canvas in the first screen"
    expect(map_of(page)).to_have_css("touch-action", "pan-y")
    page.touchscreen.tap(*thumbnail(page, 1, 2, 6, 8))
    expect(page).to_have_url(re.compile(r"[?&]at=dec\.2\.h3(&|$)"))
    expect(map_of(page)).to_have_attribute("data-head", "dec.2.h3")
    expect(map_of(page)).to_have_css("touch-action", "none")
    page.touchscreen.tap(*place(page, 0.55 * box["width"], 0.7 * box["height"]))
    expect(page.locator("output.readout")).to_contain_text("→")
    assert problems(visitor) == []


def test_another_kind_and_another_sentence_come_onto_the_same_canvas(visit: Visit) -> None:
    visitor = visit()
    page, text = visitor.page, Text("en")
    visitor.open("map")
    drawn = map_of(page).and_(page.locator("[data-drawn]"))
    drawn.wait_for()
    for name in ("kind_cross", "kind_decoder"):
        before = drawn.get_attribute("data-drawn") or ""
        page.get_by_role("radio", name=text(f"attention.{name}")).click()
        expect(drawn).not_to_have_attribute("data-drawn", before)
    before = drawn.get_attribute("data-drawn") or ""
    keyed(page, "sentence", "input").fill("The cat sat.")
    keyed(page, "sentence", "input").press("Enter")
    expect(drawn).not_to_have_attribute("data-drawn", before)
    map_of(page).focus()
    map_of(page).press("Enter")
    expect(map_of(page)).to_have_attribute("data-head", re.compile(r"^dec\.1\.h\d$"))
    assert visitor.problems == []
