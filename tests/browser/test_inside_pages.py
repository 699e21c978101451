"""Coreference, roles, layer norm, positions where only a browser tells: clicks on figures, what dropdowns display."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.elements import keyed, settle
from tests.browser.figures import click_plot, click_row, plot

pytestmark = pytest.mark.browser


def test_a_click_on_the_stream_chooses_token_and_norm(page: Page) -> None:
    page.goto("/layer_norm?lang=en")
    settle(page, "stream")
    click_plot(page, "stream", 1.5 / 14, 2.5 / 12)
    expect(page).to_have_url(re.compile(r"norm=2-self_attention"))
    expect(page).to_have_url(re.compile(r"token=2-"))
    expect(keyed(page, "norm", "input")).to_have_value("L2 self-attention")


def test_clicks_choose_the_head_and_the_word_to_compare(page: Page) -> None:
    page.goto("/compare?lang=en")
    settle(page, "heads_1")
    click_plot(page, "heads_1", 2.6 / 8.2, 1.6 / 6.2)  # there is a tenth of a cell around the cells
    expect(page).to_have_url(re.compile(r"head=L2H3"))
    expect(keyed(page, "head", "input")).to_have_value("L2·H3")
    expect(keyed(page, "map_1", ".annotation-text")).to_have_text("L2·H3")
    settle(page, "output")
    plot(page, "output").scroll_into_view_if_needed()
    click_plot(page, "output", 0.03, 0.5)
    expect(page).to_have_url(re.compile(r"word=1-"))


def test_an_empty_field_means_the_suggested_intervention(page: Page) -> None:
    page.goto("/compare?lang=en&compare_mode=intervention")
    settle(page, "heads_1")
    field = page.get_by_label("Intervention", exact=True)
    expect(field).to_have_attribute("placeholder", re.compile(r"^enc\["))
    field.fill("enc.2.h3=off")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"intervene=enc.2.h3(=|%3D)off"))
    expect(page.get_by_text("With enc.2.h3=off").first).to_be_visible()


def test_a_click_on_the_map_of_roles_chooses_the_head(page: Page) -> None:
    page.goto("/roles?lang=en")
    keyed(page, "role_map", ".main-svg").first.wait_for(timeout=120_000)  # first every head is measured
    settle(page, "role_map")
    click_row(page, "role_map", 6, 2.5 / 8)  # under the encoder's six layers
    expect(page).to_have_url(re.compile(r"head=dec\.1\.h3"))
    expect(keyed(page, "head", "input")).to_have_value(re.compile(r"^Decoder L1·H3: "))


def test_the_words_found_follow_the_sentence(page: Page) -> None:
    page.goto("/coreference?lang=en&pair=own")
    settle(page)
    meant = keyed(page, "antecedent_1", "input")
    expect(meant).to_have_value("animal (found)")
    sentence = page.get_by_label("Sentence 1", exact=True)
    for typed, found in (("The cow ate the grass.", "cow (found)"), ("Hello.", "nothing found: choose")):
        sentence.fill(typed)
        sentence.press("Enter")
        expect(meant).to_have_value(found)


def test_dropdowns_change_their_language(page: Page) -> None:
    page.goto("/layer_norm?lang=en")
    settle(page, "stream")
    shown = keyed(page, "quantity_norm", "input")
    expect(shown).to_have_value("Share of the sublayer")
    page.get_by_text("中文").click()
    expect(shown).to_have_value("子层所占的份额")


def test_a_smaller_dimension_takes_the_pair_along(page: Page) -> None:
    page.goto("/positions?lang=en&size=8&wave=3")
    settle(page, "waves")
    slider = keyed(page, "size", "input")
    slider.focus()
    slider.press("ArrowLeft")
    expect(keyed(page, "wave", "input[max='2']")).to_have_value("2")
    settle(page, "waves")
    assert page.locator("[data-testid=stException]").count() == 0
