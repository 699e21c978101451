"""The laboratory where only a browser tells: a switch is clicked, the link is sent on, a bar is dragged.

What is switched off is chosen by asking the shipped model what would change its translation.
"""

import functools
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

import model
from model.analysis.head_effects import head_effects
from model.coreference_pairs import READY_PAIRS
from model.interventions import HeadOff, Place
from model.interventions.place import all_heads, layers_of
from pages._loaded import SHIPPED_MODEL
from tests.browser.elements import keyed
from tests.browser.figures import box_at_rest, click_row
from tests.browser.visitor import Visit
from viz.text import Text

pytestmark = pytest.mark.browser

EN = Text("en")
HIGH = (1440, 1200)


@functools.cache
def telling_switch() -> tuple[str, HeadOff, str]:
    """A sentence, a head whose absence changes a word of its translation, and what is written then."""
    translator = model.load(SHIPPED_MODEL)
    for sentence in (sentence for pair in READY_PAIRS for sentence in pair.sentences):
        plain = translator.translate(sentence)
        changes = head_effects(plain).changes
        heads = sorted(all_heads(translator.config), key=lambda one: float(changes[one[0].kind][one[0].layer, one[1]]))
        for place, head in heads[:3]:  # those that spoke most for what was written
            switch = HeadOff(place, head)
            written = translator.translate(sentence, tap=switch.tap()).text
            if written != plain.text:
                return sentence, switch, written
    raise AssertionError("no single head matters for any of these sentences")


def line(page: Page, which: str, language: str = "en"):
    """The translation without or with interventions."""
    label = Text(language)(f"laboratory.{which}")  # pyright: ignore[reportArgumentType]
    return page.get_by_test_id("stMain").locator("p", has=page.locator("strong", has_text=re.compile(f"^{label}$")))


def click_switch(page: Page, place: Place, head: int) -> None:
    config = model.load(SHIPPED_MODEL).config
    layers = layers_of(config)
    row = sum(layers[kind] for kind in list(layers)[: list(layers).index(place.kind)]) + place.layer
    click_row(page, "switchboard", row, (head + 0.5) / config.n_heads)


def interventions(page: Page):
    return keyed(page, "intervene", "input")


@pytest.mark.parametrize("language", ["en"])
def test_a_head_is_switched_off_and_the_link_shows_the_same(visit: Visit, language: str) -> None:
    sentence, switch, written = telling_switch()
    sender = visit(language, HIGH)
    page = sender.page
    sender.open("laboratory", f"&sentence={quote(sentence)}")
    sender.draw()
    own = line(page, "without", language).inner_text()
    assert written not in own
    click_switch(page, switch.place, switch.head)
    expect(interventions(page)).to_have_value(str(switch))
    shown = line(page, "with", language)
    expect(shown).to_contain_text(written)
    expect(line(page, "without", language)).to_have_text(own)
    sender.draw()
    assert "intervene=" in page.url

    receiver = visit(language, HIGH)
    receiver.page.goto(page.url)
    expect(interventions(receiver.page)).to_have_value(str(switch))
    expect(line(receiver.page, "with", language)).to_have_text(shown.inner_text())

    click_switch(page, switch.place, switch.head)  # the same cell once more: on again
    expect(interventions(page)).to_have_value("")
    expect(shown).to_have_count(0)
    sender.draw()
    keyed(page, "undo", "button").click()
    expect(interventions(page)).to_have_value(str(switch))
    expect(shown).to_contain_text(written)
    sender.draw()
    keyed(page, "reset", "button").click()
    expect(interventions(page)).to_have_value("")
    expect(shown).to_have_count(0)
    assert "intervene=" not in page.url
    assert sender.problems == receiver.problems == []


def test_a_row_is_dragged_typed_and_touched(visit: Visit) -> None:
    visitor = visit(size=HIGH, has_touch=True)
    page = visitor.page
    visitor.open("laboratory", "&part=encoder&head=L1H2&query=2-animal")
    visitor.draw()
    sliders = page.get_by_role("slider")
    sliders.nth(4).scroll_into_view_if_needed()
    box = box_at_rest(sliders.nth(0))
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2, steps=4)
    expect(sliders.nth(0)).to_have_attribute("aria-valuenow", "0.50")
    assert page.url.count("intervene") == 0, "nothing is sent before the bar is let go"
    page.mouse.up()
    expect(interventions(page)).to_have_value("enc.1.h2[2,1]=0.5")
    expect(sliders.nth(0)).to_have_attribute("aria-valuenow", "0.50")

    visitor.draw()
    sliders.nth(2).press("End")
    expect(interventions(page)).to_have_value("enc.1.h2[2,1]=0.5; enc.1.h2[2,3]=1")
    expect(sliders.nth(0)).to_have_attribute("aria-valuenow", "0.00")
    expect(sliders.nth(2)).to_be_focused()
    sliders.nth(2).press("ArrowLeft")
    expect(interventions(page)).to_have_value("enc.1.h2[2,1]=0.5; enc.1.h2[2,3]=0.99")

    visitor.draw()
    box = box_at_rest(sliders.nth(4))
    page.touchscreen.tap(box["x"] + 0.25 * box["width"], box["y"] + box["height"] / 2)
    expect(interventions(page)).to_have_value(re.compile(r"enc\.1\.h2\[2,5\]=0\.2\d?$"))
    assert visitor.problems == []
