"""Every page opens in a real Chromium: in both languages and themes, on a wide and on a narrow screen, offline."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import grave_violations
from tests.browser.elements import keyed, settle
from tests.browser.newcomers import Newcomer
from tests.browser.visitor import DEFAULT, NARROW, WIDE, Visit, Visitor
from viz.text import Text

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("[!_]*.py"))
SIZES = {"wide": WIDE, "narrow": NARROW}


# Every pair of a language, a theme and a width stands together once (an orthogonal array): what only all three could
# break together is rare, and twice as many visits would take minutes.
SIGHTS = [("en", "light", "wide"), ("en", "dark", "narrow"), ("zh", "light", "narrow"), ("zh", "dark", "wide")]


@pytest.fixture(scope="module", params=SIGHTS, ids="-".join)
def visitor(request: pytest.FixtureRequest, newcomer: Newcomer, served_app: str) -> Iterator[Visitor]:
    language, scheme, size = request.param
    with newcomer(SIZES[size], scheme=scheme) as page:
        yield Visitor(page, served_app, language)


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_page_opens(visitor: Visitor, name: str) -> None:
    visitor.problems.clear()
    visitor.open(name)
    assert visitor.problems == []
    main = visitor.page.locator("[data-testid=stMain]")
    assert main.locator("[data-testid=stException]").count() == 0
    assert bool(re.search(r"[\u4e00-\u9fff]", main.locator("h1").inner_text())) == (visitor.language == "zh")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth"), "cut off at the right"
    if visitor.page.viewport_size == {"width": WIDE[0], "height": WIDE[1]}:  # once in each theme
        visitor.draw()
        assert grave_violations(visitor.page) == []


@pytest.mark.browser
def test_navigation_keeps_the_language_and_reports_nothing(visit: Visit) -> None:
    visitor = visit(locale="zh-CN")
    visitor.open(DEFAULT)
    links = visitor.page.locator("[data-testid=stSidebarNav] a")
    assert links.count() == len(PAGES) - 1, "all but the lesson, which the course leads to"
    for link in links.all()[::-1]:
        link.click()
        visitor.settle()
        visitor.page.wait_for_url(re.compile(r"\?(.*&)?lang=en(&|$)"))
        assert not re.search(r"[\u4e00-\u9fff]", visitor.page.locator("[data-testid=stMain] h1").inner_text())
    assert visitor.problems == []


@pytest.mark.browser
def test_language_follows_the_browser_and_can_be_changed(newcomer: Newcomer, served_app: str) -> None:
    with newcomer(locale="zh-CN") as page:
        page.goto(f"{served_app}/decoding")
        settle(page)
        page.wait_for_url("**/decoding?lang=zh")
        page.get_by_role("radio", name="English").or_(page.get_by_role("button", name="English")).click()
        page.wait_for_url("**/decoding?lang=en")
        page.get_by_role("link", name="Positions").wait_for()


@pytest.mark.browser
def test_the_first_page_is_found_by_its_name_too(visit: Visit) -> None:
    visitor = visit()
    visitor.page.goto(f"{visitor.address}/{DEFAULT}?lang=zh&picture=heatmap&sentence=Hello+%26+you.")
    visitor.page.wait_for_url(re.compile(rf"^{visitor.address}/\?"))
    visitor.settle()
    assert visitor.page.locator("[data-testid=stMain] h1").inner_text().startswith(Text("zh")("attention.title"))
    expect(keyed(visitor.page, "sentence", "input")).to_have_value("Hello & you.")
    expect(visitor.page).to_have_url(re.compile("picture=heatmap"))
    assert visitor.page.get_by_role("dialog").count() == 0
    assert visitor.problems == []


@pytest.mark.browser
def test_figures_and_logo_follow_the_theme_that_is_chosen(visit: Visit) -> None:
    visitor = visit(scheme="light")
    visitor.open("positions")
    logo = visitor.page.locator("[data-testid=stSidebarLogo]").first
    light = logo.get_attribute("src")
    visitor.page.locator("[data-testid=stMainMenu] button").click()
    visitor.page.locator("[data-testid=stMainMenuPopover]").get_by_text("Dark").click()
    visitor.page.wait_for_function("([logo, light]) => logo.src !== light", arg=[logo.element_handle(), light])
    assert visitor.problems == []
