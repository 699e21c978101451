"""The film page where only a browser tells: the clock of the player, the scrubber, clicks, and the flip that is named.

It plays the film that ships with the app.
"""

import re

import pytest
from playwright.sync_api import Locator, expect

from model.film import Film
from pages._films import SHIPPED_FILM
from pages._player import SECONDS_PER_STEP
from tests.browser.elements import keyed
from tests.browser.figures import box_at_rest, click_plot
from tests.browser.visitor import NARROW, WIDE, Visit, Visitor
from viz.film_strip import tokens_name
from viz.text import LANGUAGES, Language, Text

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def names() -> list[str]:
    """The snapshots as the page names them."""
    return [tokens_name(frame.tokens) for frame in Film.load(SHIPPED_FILM).frames]


def at(visitor: Visitor, name: str, names: list[str]) -> None:
    """Wait until a snapshot is shown; the first one is left out of the address."""
    pattern = r"^((?!frame=).)*$" if name == names[0] else rf"frame={re.escape(name)}(&|$)"
    expect(visitor.page).to_have_url(re.compile(pattern))
    expect(keyed(visitor.page, "frame")).to_contain_text(name)
    visitor.draw()


def emphasised(visitor: Visitor) -> Locator:
    """What is bold in the lines of the two sentences: last comes the pronoun of the translation, if there is one."""
    reads = Text(visitor.language)("film.reads")  # pyright: ignore[reportArgumentType]
    return visitor.page.get_by_test_id("stMain").locator("p", has=visitor.page.locator("strong", has_text=reads))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pronoun_flips_at_the_snapshot_that_is_named(
    visit: Visit, names: list[str], language: Language, size: tuple[int, int]
) -> None:
    visitor = visit(language, size)
    visitor.open("film", "&word=2")
    visitor.draw()
    said = visitor.page.get_by_test_id("stMain").get_by_text(re.compile(r"\d+M\b.*\belle\b")).first.inner_text()
    named = re.search(r"[\d.]+M", said)
    assert named, said
    assert named[0] in names[1:], "no flip: the first snapshot is right already"
    before = names[names.index(named[0]) - 1]

    visitor.open("film", f"&word=2&frame={named[0]}")
    at(visitor, named[0], names)
    expect(emphasised(visitor).locator("strong").last).to_have_text("elle")
    keyed(visitor.page, "previous", "button").click()
    at(visitor, before, names)
    expect(emphasised(visitor).locator("strong").last).not_to_have_text("elle")
    assert visitor.problems == []


def rests(visitor: Visitor) -> bool:
    """Whether the address stays for the time of two steps and a half; a step under way at a pause may still arrive."""
    visitor.draw()
    before = visitor.page.url
    visitor.page.wait_for_timeout(2500 * SECONDS_PER_STEP)
    return visitor.page.url == before


def test_it_plays_pauses_and_is_scrubbed(visit: Visit, names: list[str]) -> None:
    visitor = visit()
    visitor.open("film")
    at(visitor, names[0], names)
    page = visitor.page
    page.get_by_role("button", name="Play").click()
    expect(page).to_have_url(re.compile("frame="))  # to wait until all is drawn would be to wait until the film ends
    # Once, whatever comes of it: Playwright would click again where the button has become "Play" under its pointer.
    page.get_by_role("button", name="Pause").click(force=True)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert any(rests(visitor) for _ in range(4)), "it goes on moving"
    page.get_by_role("slider").press("End")
    at(visitor, names[-1], names)
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_role("slider").press("ArrowLeft")
    at(visitor, names[-2], names)
    assert visitor.problems == []


def test_a_click_on_a_cell_goes_to_its_snapshot(visit: Visit, names: list[str]) -> None:
    visitor = visit()
    visitor.open("film")
    at(visitor, names[0], names)
    click_plot(visitor.page, "film_strip", 4.5 / len(names), 1 / 4)
    at(visitor, names[4], names)
    assert visitor.problems == []


def test_the_answer_and_every_head_are_in_the_first_screen(visit: Visit, names: list[str]) -> None:
    visitor = visit()
    visitor.open("film", f"&frame={names[-1]}")
    visitor.draw()
    for part in ("play", "film_strip", "film_choice", "film_curves"):
        box = box_at_rest(keyed(visitor.page, part))
        assert box["y"] + box["height"] <= WIDE[1], part
    lowest_head = box_at_rest(keyed(visitor.page, "film_grid", ".ytick").last)
    assert lowest_head["y"] + lowest_head["height"] <= WIDE[1]
