"""The attention page where only a browser tells: clicks on figures, and words that plotly might take for markup."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.elements import keyed, settle
from tests.browser.figures import click_plot, point

pytestmark = pytest.mark.browser


def test_clicks_choose_heads(page: Page) -> None:
    page.goto("/?lang=en")
    settle(page, "grid", "ribbons")
    click_plot(page, "grid", 2.5 / 8, 1.5 / 6)
    expect(page).to_have_url(re.compile(r"heads=L2H3(&|$)"))
    settle(page, "grid", "ribbons")
    expect(keyed(page, "heads")).to_contain_text("L2·H3")
    click_plot(page, "grid", 7.5 / 8, 5.5 / 6)
    expect(page).to_have_url(re.compile(r"heads=L6H8(&|$)"))
    settle(page, "grid", "ribbons")
    page.get_by_text("Clicks compare").click()
    expect(page).to_have_url(re.compile("compare=true"))
    settle(page, "grid", "ribbons")
    click_plot(page, "grid", 0.5 / 8, 0.5 / 6)
    expect(page).to_have_url(re.compile(r"heads=L6H8\.L1H1(&|$)"))
    settle(page, "grid", "ribbons")
    click_plot(page, "grid", 7.5 / 8, 5.5 / 6)
    expect(page).to_have_url(re.compile(r"heads=L1H1(&|$)"))


def test_a_click_on_a_word_brings_it_into_focus(page: Page) -> None:
    page.goto("/?lang=en")
    settle(page, "grid", "ribbons")
    click_plot(page, "ribbons", 0.005, 1.5 / 13)
    expect(page).to_have_url(re.compile("focus=2-animal"))
    settle(page, "grid", "ribbons")
    click_plot(page, "ribbons", 0.995, 5.5 / 13)  # a word that is looked at: nothing to focus on
    settle(page, "grid", "ribbons")
    expect(page).to_have_url(re.compile("focus=2-animal"))
    expect(keyed(page, "ribbons", ".ytick :is(b, tspan[style*=bold])")).to_have_text("animal")


def test_the_numbers_beside_the_heads_follow_the_focus(page: Page) -> None:
    page.goto("/?lang=en")
    settle(page, "grid", "ribbons")
    for option, bars in (("street", ["What “street” looks at"]), ("All words", []), ("it", ["What “it” looks at"])):
        keyed(page, "focus", "input").click()
        page.get_by_role("option", name=option, exact=True).click()
        expect(page.get_by_text("looks at", exact=False).filter(has_text="What")).to_have_text(bars)
        expect(keyed(page, "bars")).to_have_count(len(bars))


def test_the_pointer_is_told_who_looks_at_whom(page: Page) -> None:
    page.goto("/?lang=en&picture=heatmap&heads=L1H1")
    page.mouse.move(*point(page, "heatmap_0", 5.5 / 13, 7.5 / 13))
    expect(keyed(page, "heatmap_0", ".hoverlayer")).to_contain_text("it → street")


def test_typed_markup_is_written_as_typed(page: Page) -> None:
    page.goto("/?lang=en&sentence=%3Cb%3E+%26lt%3B+%24x%24")
    settle(page, "grid", "ribbons")
    labels = keyed(page, "ribbons", ".ytick").all_text_contents()
    assert labels[::-1] == ["<", "b", ">", "&", "lt", ";", "$", "x", "$", "</s>"]
