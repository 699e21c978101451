"""The course where only a browser tells: on a wall, by keyboard, with its terms and equations under the pointer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import grave_violations
from tests.browser.newcomers import Newcomer
from tests.browser.visitor import Visit, Visitor
from tests.lessons import LESSONS, lesson
from tools.course_pictures import WALL, address_of, faults, on_a_wall, settle, settle_on_a_wall
from viz.text import Language, Text

pytestmark = pytest.mark.browser

EN = Text("en")
LESSON = "self_attention"


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    """Somebody whose screen is the wall."""
    return visit(size=WALL)


@pytest.fixture(scope="module")
def reading(newcomer: Newcomer, served_app: str) -> Iterator[Visitor]:
    """Somebody who reads a whole lesson. To draw one takes seconds: its tests leave it as they found it."""
    with newcomer(WALL) as page:
        visitor = Visitor(page, served_app, "en")
        page.goto(address_of(LESSON, "en"))
        settle(page)
        yield visitor
        assert visitor.problems == []


# Each lesson in one language: half of them in each, as the browser tests of all pages pair language and size.
@pytest.mark.parametrize(("name", "language"), [(name, ("en", "zh")[n % 2]) for n, name in enumerate(LESSONS)])
def test_no_step_needs_scrolling_on_a_wall_and_the_lesson_shuts_nobody_out(
    visitor: Visitor, name: str, language: Language
) -> None:
    page = visitor.page
    wrong = {}
    for step in on_a_wall(page, visitor.address, name, language):
        if found := list(faults(page, scrolls=False)):
            wrong[step.id] = found
    assert wrong == {}
    page.keyboard.press("Escape")  # from the wall to the whole lesson, which is thus not opened anew
    expect(page.locator(".presenter-bar")).to_have_count(0)
    settle(page)
    assert grave_violations(page) == []
    assert visitor.problems == []


def open_step(visitor: Visitor, step: int) -> Page:
    visitor.page.goto(visitor.address + address_of(LESSON, "en", step))
    settle_on_a_wall(visitor.page)
    return visitor.page


def test_keys_that_change_an_experiment_turn_no_step(visitor: Visitor) -> None:
    page = open_step(visitor, 1 + [step.id for step in lesson(LESSON).steps].index("shop"))
    place = page.locator(".presenter-bar output").inner_text()
    basket = page.locator(".st-key-step-shop strong").last  # what it costs
    before = basket.inner_text()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(basket).not_to_have_text(before)
    page.get_by_role("textbox").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    settle(page)
    expect(page.locator(".presenter-bar output")).to_have_text(place)
    expect(page.locator(".presenter-light")).to_be_hidden()


def test_a_question_is_answered_by_keyboard(visitor: Visitor) -> None:
    one = lesson(LESSON)
    quiz = one.quizzes[0]
    page = open_step(visitor, [step.id for step in one.steps].index(quiz.id) + 1)
    group = page.locator(f".st-key-{one.name}-{quiz.id}")
    group.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    expect(group.get_by_role("radio").first).to_be_checked()
    settle(page)
    page.locator(f".st-key-{one.name}-{quiz.id}-reveal button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    assert visitor.problems == []


def test_a_symbol_lights_up_with_its_meaning(reading: Visitor) -> None:
    page = reading.page
    shown = page.locator(".equation[data-drawn]").first
    shown.scroll_into_view_if_needed()
    symbol = shown.locator(".formula [data-symbol]").first
    name = symbol.get_attribute("data-symbol")
    meaning = shown.locator(f"li[data-symbol='{name}']")
    symbol.hover()
    expect(meaning).to_have_class(re.compile("lit"))
    page.mouse.move(5, 5)
    expect(meaning).not_to_have_class(re.compile("lit"))
    meaning.focus()
    expect(symbol).to_have_class(re.compile("lit"))


def test_a_term_is_explained_where_it_stands(reading: Visitor) -> None:
    page = reading.page
    page.locator(".glossary-term").wait_for(state="attached")  # before that, no pointer is heard
    term = page.locator("a[href^='#term-']").first
    term.scroll_into_view_if_needed()
    settle(page)  # scrolling closes what is open
    tip = page.get_by_role("tooltip")
    explained = EN("glossary.about_" + (term.get_attribute("href") or "").removeprefix("#term-"))
    term.hover()
    expect(tip).to_contain_text(explained)
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    term.focus()
    expect(tip).to_contain_text(explained)
    expect(term).to_have_attribute("aria-describedby", tip.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    before = page.url
    term.click()
    expect(tip).to_be_visible()
    assert page.url == before
    page.keyboard.press("Escape")


def test_a_lesson_is_presented_by_keys(reading: Visitor) -> None:
    page, steps = reading.page, lesson(LESSON).steps
    page.get_by_role("button", name=EN("learn.present")).click()
    place = page.locator(".presenter-bar output")
    expect(place).to_have_text(EN("learn.step_of", step=1, steps=len(steps)))
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text(EN("learn.step_of", step=2, steps=len(steps)))
    expect(page).to_have_url(re.compile(r"step=2"))
    page.keyboard.press("s")
    expect(page.locator(".presenter-light")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(place).to_have_text(EN("learn.step_of", step=1, steps=len(steps)))
    expect(page.locator(".presenter-light")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".presenter-light")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".presenter-bar")).to_have_count(0)
    expect(page.locator("[data-testid=stSidebar]")).to_be_visible()
    expect(page).not_to_have_url(re.compile("present="))
    settle(page)
