"""BertViz in a real Chromium without a network: its views draw, answer to the pointer, and run nothing of a token."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.figures import box_at_rest
from tests.browser.newcomers import Newcomer
from tests.browser.visitor import NARROW, WIDE, Visit, Visitor
from tests.hostile import HOSTILE

BELOW = """svg => [innerHeight - svg.getBoundingClientRect().bottom,
    document.documentElement.scrollHeight - document.documentElement.clientHeight]"""
SCRIPT = """
import streamlit as st

from tests import small
from tests.hostile import hostile_tokens
from viz.bertviz import document, embedded, height
from viz.text import Text
from viz.theme import theme

tokens = hostile_tokens()
trace = small.translator().trace_tokens(tokens, tokens)
for view in ("head", "model", "neuron"):
    drawn = document(trace, view, "cross", theme("light"), Text("en"))
    st.iframe(embedded(drawn, view), height=height(trace, view, "cross"))
st.title("End")
"""


def inside(page: Page, nth: int = 0) -> FrameLocator:
    """The document of the n-th view, once it is drawn."""
    frame = page.locator("[data-testid=stIFrame]").nth(nth).content_frame.locator("iframe").content_frame
    frame.locator("svg text:visible").first.wait_for()
    return frame


def opacities(lines: Locator) -> list[str]:
    return lines.evaluate_all("all => all.map(line => getComputedStyle(line).opacity)")


def visibilities(lines: Locator) -> list[str]:
    return lines.evaluate_all("all => all.map(line => getComputedStyle(line).visibility)")


def enlarge(frame: FrameLocator, nth: int) -> None:
    """Click the n-th thumbnail of a model view, near its corner, which no enlarged head covers."""
    frame.locator(".attn_background + g ~ rect, .attn_background ~ rect").nth(nth).click(position={"x": 3, "y": 3})


def test_head_view_answers_to_the_pointer(page: Page) -> None:
    page.goto("/bertviz?lang=en&layer=4")
    frame = inside(page)
    lines = frame.locator("#attention line")
    expect(lines).to_have_count(8 * 14 * 14)
    assert set(visibilities(lines)) == {"visible"}
    frame.locator("#left text", has_text=re.compile("^it$")).hover()
    shown = frame.locator("#attention line[left-token-index='8']")
    assert set(visibilities(shown)) == {"visible"}
    assert visibilities(lines).count("visible") == 8 * 14
    highlighted = frame.locator("#right .attentionBoxes rect").evaluate_all("all => all.map(box => +box.style.opacity)")
    assert sum(highlighted) == pytest.approx(8, abs=0.1), "each head gives 1"


def test_model_view_enlarges_a_head_and_answers_to_the_pointer_in_chinese(page: Page) -> None:
    page.goto("/bertviz?lang=zh&view=model")
    frame = inside(page)
    expect(frame.locator("text", has_text=re.compile("^(注意力头|层)$"))).to_have_count(2)
    expect(frame.locator(".attn_background")).to_have_count(6 * 8)
    enlarge(frame, 20)
    expect(frame.locator("text.detail")).to_have_text("第 3 层，第 5 个头")
    groups = frame.locator(".attn-line-group")
    assert set(opacities(groups)) == {"1"}
    frame.locator("g.detail text", has_text=re.compile("^it$")).first.hover()
    assert [place for place, shown in enumerate(opacities(groups)) if shown == "1"] == [8]


def test_neuron_view_shows_how_a_weight_is_made(page: Page) -> None:
    page.goto("/bertviz?lang=en&view=neuron&kind=cross&head=3")
    frame = inside(page)
    expect(frame.locator("#att_head")).to_have_value("2")
    tokens = frame.locator("#collapsed #leftText > g")
    tokens.nth(15).locator("text").hover()
    groups = frame.locator("#collapsed .attn-line-group")
    assert [place for place, shown in enumerate(opacities(groups)) if shown == "1"] == [15]
    tokens.nth(15).locator("rect").last.click(force=True)
    expect(frame.locator("#expanded")).to_have_attribute("visibility", "visible")
    frame.locator("#expanded #leftText text").nth(2).hover()
    expect(frame.locator("#expanded #product")).to_have_css("opacity", "1")
    weights = frame.locator("#expanded #rightText .highlight").evaluate_all("all => all.map(box => +box.style.opacity)")
    assert sum(weights) == pytest.approx(1, abs=0.03)
    drawn = frame.locator("svg").bounding_box()
    last = tokens.nth(15).locator("text").bounding_box()
    assert drawn
    assert last
    assert last["y"] + last["height"] <= drawn["y"] + drawn["height"], "there are more queries than keys"


def test_the_address_follows_the_selectors(page: Page) -> None:
    page.goto("/bertviz?lang=en&view=neuron")
    frame = inside(page)
    frame.locator("#layer").select_option(label="5")
    expect(page).to_have_url(re.compile(r"[?&]layer=5(&|$)"))
    frame.locator("#att_head").select_option(label="2")
    expect(page).to_have_url(re.compile(r"[?&]head=2(&|$)"))
    page.get_by_text("Head view", exact=True).click()
    expect(inside(page).locator("#left")).to_have_count(1)
    expect(inside(page).locator("#layer")).to_have_value("5")
    expect(page).to_have_url(re.compile(r"[?&]layer=5(&|$)"))
    page.get_by_text("Decoder", exact=True).click()  # has one layer
    expect(page).not_to_have_url(re.compile("layer="))
    page.get_by_role("link", name="Positions").click()
    expect(page).to_have_url(re.compile("/positions"))
    expect(page).not_to_have_url(re.compile("head="))


def test_a_model_that_was_brought_is_drawn_in_every_kind(page: Page, tiny_models: Path) -> None:
    folder = tiny_models / "marian"  # 2 + 2 layers with 2 heads each
    page.goto(f"/model?lang=en&id={folder}")
    page.locator(".st-key-load button").click()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_contain_text("is in memory")
    for view, kind in (("head", "encoder"), ("model", "cross"), ("neuron", "decoder")):
        page.goto(f"/bertviz?lang=en&model={folder}&view={view}&kind={kind}&text=The cat sat on the mat.")
        frame = inside(page)
        if view == "head":
            keys = frame.locator("#right text").count()
            frame.locator("#left text").nth(2).hover()
            assert visibilities(frame.locator("#attention line")).count("visible") == 2 * keys > 10
        elif view == "model":
            expect(frame.locator(".attn_background")).to_have_count(2 * 2)
        else:
            frame.locator("#collapsed #leftText > g").nth(2).locator("text").hover()
            shown = opacities(frame.locator("#collapsed .attn-line-group"))
            assert [place for place, opacity in enumerate(shown) if opacity == "1"] == [2]
    page.goto("/model?lang=en")
    page.get_by_role("button", name="Unload").click()
    expect(page.get_by_text("No model has been brought yet.")).to_be_visible()


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light-wide", "dark-narrow"])
def test_every_view_fits_its_frame_and_loads_nothing(visit: Visit, scheme: str, size: tuple[int, int]) -> None:
    visitor = visit(size=size, scheme=scheme)
    for view in ("head", "model", "neuron"):
        visitor.open("bertviz", f"&view={view}&kind=cross")
        frame = inside(visitor.page)
        expect(frame.locator(f"body.{view}.{scheme}")).to_have_count(1)
        unused, scrolled = frame.locator("svg").evaluate(BELOW)
        assert 15 <= unused <= 20, "room for a scroll bar, and no more"
        assert scrolled == 0, "cut off at the bottom"
    assert visitor.problems == []


def test_tokens_are_shown_and_run_nothing(newcomer: Newcomer, serve: Callable[[Path], str], tmp_path: Path) -> None:
    script = tmp_path / "hostile.py"
    script.write_text(SCRIPT, "utf-8")
    # high enough for all three: in a frame of another origin that is out of sight, a browser puts off what is drawn
    with newcomer((1440, 1600)) as page:
        visitor = Visitor(page, serve(script), "en")
        page.goto(visitor.address)
        for nth in range(3):
            frame = inside(page, nth)
            if nth == 1:
                enlarge(frame, 0)
            shown = frame.locator("svg text").evaluate_all("all => all.map(text => text.textContent)")
            for token in HOSTILE[:-1]:
                assert shown.count(token) == (4 if nth == 2 else 2)
            frame.locator("svg text:visible", has_text=HOSTILE[1]).first.hover()
            assert frame.locator("img, script:not(body > script)").count() == 0
            token = box_at_rest(frame.locator("svg text:visible", has_text=HOSTILE[0]))
            left = box_at_rest(page.locator("[data-testid=stIFrame]").nth(nth))["x"]
            assert token["x"] >= left - 4, "nothing is cut off but the margin around a letter"
        assert len(page.frames) == 1 + 2 * 3
        assert [each.evaluate("window.pwned") for each in page.frames] == [None] * 7
        reached = [
            each.evaluate("() => { try { return parent.document.title } catch { return null } }")
            for each in page.frames
        ]
        assert sum(title is None for title in reached) == 3, "the documents cannot reach out of their frames"
        assert [problem for problem in visitor.problems if "static/fonts" not in problem] == []  # those are the app's
