"""The scorecard in a real Chromium: a dot chooses its head, a link keeps it, a file of one's own is measured."""

import re

import pytest
from playwright.sync_api import Page, expect

from model.analysis.stored import load_measured
from model.interventions import head_code
from tests.browser.elements import keyed
from tests.browser.figures import box_at_rest, click_row
from viz.text import Text

pytestmark = pytest.mark.browser

EN = Text("en")
OWN = (
    "sentence,antecedent,distractor,pronoun\n"
    "The animal didn't cross the street because it was too tired.,animal,street,il\n"
    "The animal didn't cross the street because it was too wide.,street,animal,elle\n"
    "Nothing to decide here.,Nothing,here,il\n"
)


def test_a_dot_clicked_chooses_its_head_and_the_link_keeps_it(page: Page) -> None:
    measured = load_measured("en-fr")
    assert measured is not None
    scores = measured.scorecard.scores
    best = max(scores, key=lambda score: (score.wins.hits, -score.edge_cut.change))
    other = min((score for score in scores if score != best), key=lambda score: score.edge_cut.change)
    page.goto("/scorecard?lang=en")
    chosen = keyed(page, "head", "input")
    expect(chosen).to_have_value(str(best.head))
    dots = keyed(page, "look_and_cost", ".scatterlayer .trace:first-child path.point")
    dot = box_at_rest(dots.nth(measured.scorecard.heads.index(other.head)))  # the encoder's heads come first
    page.mouse.click(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    expect(chosen).to_have_value(str(other.head))
    expect(page).to_have_url(re.compile(re.escape(f"head={head_code(*other.head)}")))
    expect(page.get_by_text(f"{other.head} prefers the right noun").first).to_be_visible()
    link = page.url
    page.goto("/positions")
    page.goto(f"{link}&heads_as=map")
    expect(chosen).to_have_value(str(other.head))
    place, number = best.head
    n_heads = 1 + max(head.number for head in measured.scorecard.heads)
    click_row(page, "head_map", place.layer, (number + 0.6) / (n_heads + 0.2))  # as the encoder's rows come first
    expect(chosen).to_have_value(str(best.head))
    expect(page).to_have_url(re.compile(r"heads_as=map"))


def test_what_takes_long_is_stopped_and_begun_again(page: Page) -> None:
    page.goto("/scorecard?lang=en&n=300")
    stop = page.get_by_role("button", name=EN("app.cancel"))
    expect(page.get_by_text(EN("scorecard.measuring", n=300))).to_be_visible()  # first the sentences are drawn
    stop.click()
    expect(page.get_by_text("Stopped before the end")).to_be_visible()
    expect(page.locator(".st-key-look_and_cost")).to_have_count(0)
    expect(stop).to_have_count(0)
    page.get_by_role("button", name=EN("app.measure")).click()
    expect(page.get_by_text(EN("scorecard.measuring", n=300))).to_be_visible()
    expect(stop).to_be_visible()


def test_a_file_of_ones_own_is_measured_and_its_faults_are_named(page: Page) -> None:
    page.goto("/scorecard?lang=en&source=own")
    page.locator("input[type=file]").set_input_files(
        [{"name": "own.csv", "mimeType": "text/csv", "buffer": OWN.encode()}]
    )
    expect(page.get_by_text("line 4")).to_be_visible()
    expect(page.get_by_text("of 2 sentences").first).to_be_visible()
    expect(keyed(page, "look_and_cost", ".main-svg").first).to_be_visible()
