"""What three people do with Headlight: someone curious, a teacher who sends a link, a student who takes numbers home.

They use the weights that ship with it.
"""

import csv
import re
from collections import defaultdict
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.elements import keyed
from tests.browser.figures import box_at_rest, click_plot, click_row, plot
from tests.browser.visitor import NARROW, WIDE, Visit, Visitor
from viz.text import LANGUAGES, Language, Text

pytestmark = pytest.mark.browser

SECOND = 1  # the row of the second most probable word
UNKNOWN = "errors.unknown_characters"
# What is typed, and the message it gets. Messages that follow each other differ, so that each can be waited for.
BAD_INPUTS = [
    ("", "errors.empty", {}),
    ("القط على السجادة", UNKNOWN, {"characters": "ا ل ق ط ع ى س ج د ة"}),
    (" \t ", "errors.empty", {}),
    ("שלום", UNKNOWN, {"characters": "ש ל ו ם"}),
    ("a " * 300, "errors.too_long", {"tokens": 300, "limit": 255}),
    ("I like 🚀 and 👩‍👧.", UNKNOWN, {"characters": "🚀 👩 U+200D 👧"}),
    ("a\x07b", "errors.control_characters", {"characters": "U+0007"}),
    ("</script><script>alert(1)</script>", UNKNOWN, {"characters": "< / > ( )"}),
    ("**bold** $x^2$ :smile:", UNKNOWN, {"characters": "* ^"}),
]
# Everything that can be seen or is set on a page: text, what is typed and chosen, and the words in the figures.
WALL = """() => {
    const main = document.querySelector("[data-testid=stMain]");
    const all = (root, selector, value) => Array.from(root.querySelectorAll(selector), value);
    return {
        text: main.innerText,
        inputs: all(main, "input", input => input.type === "checkbox" ? input.checked : input.value),
        chosen: all(document, "[aria-checked=true]", option => option.innerText),
        figures: all(main, ".js-plotly-plot", figure => all(figure, "text", label => label.textContent)),
    };
}"""


def sentence_box(page: Page, key: str = "sentence") -> Locator:
    """The text box with that key: not by its place, since the second of two columns may be there before the first."""
    return keyed(page, key, "input")


def type_sentence(page: Page, sentence: str, key: str = "sentence") -> None:
    sentence_box(page, key).fill(sentence)
    sentence_box(page, key).press("Enter")


def wall(visitor: Visitor) -> dict[str, Any]:
    visitor.draw()
    return visitor.page.evaluate(WALL)


def send_link(sender: Visitor, receiver: Visitor) -> None:
    """What the receiver of the address sees is what the sender sees."""
    shown = wall(sender)
    assert any(shown["figures"])
    receiver.page.goto(sender.page.url)
    assert wall(receiver) == shown
    assert receiver.page.url == sender.page.url
    assert sender.problems == receiver.problems == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_first_screen_shows_the_translation_and_every_head(visit: Visit, size: tuple[int, int]) -> None:
    visitor = visit(size=size)
    visitor.page.goto(visitor.address)
    visitor.draw()
    expect(visitor.page.locator("[data-testid=stMain] h3").first).to_contain_text("il était trop fatigué")
    grid = box_at_rest(plot(visitor.page, "grid"))
    assert grid["y"] + 5.5 / 6 * grid["height"] <= size[1], "not every layer can be seen"
    assert grid["x"] + grid["width"] <= size[0]
    chosen = keyed(visitor.page, "heads", "[data-tag]").all_inner_texts()
    assert chosen
    ribbons = " ".join(keyed(visitor.page, "ribbons", "text").all_text_contents())
    assert [name for name in chosen if name not in ribbons] == []
    assert visitor.problems == []


def test_a_link_shows_the_same_heads_of_the_same_sentence(visit: Visit) -> None:
    teacher = visit("zh")
    page, text = teacher.page, Text("zh")
    teacher.open("attention")
    type_sentence(page, "The cat sat on the mat & slept.")
    expect(page).to_have_url(re.compile("sentence=The"))
    page.get_by_role("radio", name=text("attention.kind_cross")).click()
    expect(page).to_have_url(re.compile("kind=cross"))
    expect(keyed(page, "grid", "text").filter(has_text="L2")).to_have_count(0)  # there is one decoder layer
    teacher.draw()
    click_plot(page, "grid", 2.9 / 4, 0.1 / 2)  # the third in a row of four
    expect(page).to_have_url(re.compile("heads=L1H3"))
    page.get_by_role("button", name=text("attention.more")).click()
    page.get_by_role("radio", name=text("attention.unit_subwords")).click()
    expect(page).to_have_url(re.compile("unit=subwords"))
    page.keyboard.press("Escape")
    page.get_by_role("radio", name=text("attention.picture_heatmap")).click()
    expect(page).to_have_url(re.compile("picture=heatmap"))
    keyed(page, "heatmap_0", ".main-svg").first.wait_for()
    send_link(teacher, visit("zh"))


@pytest.mark.parametrize("language", ["zh"])
def test_a_link_shows_the_same_step_with_the_same_forced_words(visit: Visit, language: Language) -> None:
    teacher, text = visit(language), Text(language)
    teacher.open("decoding", "&search=sample&seed=7&temperature=0.7&sentence=The+dog+is+too+big+for+the+box.")
    teacher.draw()
    click_row(teacher.page, "next_tokens", SECOND)
    expect(teacher.page.get_by_text("push_pin")).to_have_count(1)
    word = keyed(teacher.page, "forced", "[data-tag]").inner_text()
    teacher.page.get_by_role("button", name=text("decoding.next")).click()
    expect(teacher.page).to_have_url(re.compile("step=2"))
    expect(teacher.page.get_by_role("heading", name=text("decoding.attention_title", step=2))).to_be_visible()
    student = visit(language)
    send_link(teacher, student)
    expect(keyed(student.page, "forced", "[data-tag]")).to_have_text(word)
    expect(student.page.get_by_text("push_pin")).to_have_count(1)


def test_a_forced_word_changes_the_rest_until_it_is_released(visit: Visit) -> None:
    visitor = visit()
    page, text = visitor.page, Text("en")
    writes = page.locator("[data-testid=stMarkdownContainer] p", has_text=text("decoding.target_title"))
    visitor.open("decoding")
    visitor.draw()
    expect(writes).to_contain_text("L'animal")
    own_choice = writes.inner_text()
    click_row(page, "next_tokens", SECOND)
    expect(writes).to_contain_text("push_pin")
    forced = keyed(page, "forced", "[data-tag]")
    word = forced.inner_text().removeprefix("1 ")
    assert not word.startswith("L'")
    expect(writes).to_contain_text(re.compile(rf"{re.escape(word)}\s*push_pin"))
    forced.get_by_role("button").click()
    expect(forced).to_have_count(0)
    expect(writes).not_to_contain_text("push_pin")
    expect(writes).to_have_text(own_choice, use_inner_text=True)
    assert "forced" not in page.url
    assert visitor.problems == []


def test_the_numbers_of_a_head_can_be_taken_home(visit: Visit, tmp_path: Path) -> None:
    visitor = visit()
    visitor.open("attention", "&heads=L2H3.L6H1&focus=all")
    type_sentence(visitor.page, 'She said "good, bad; or =1+1".')
    expect(keyed(visitor.page, "ribbons", ".ytick").filter(has_text="said").first).to_be_visible()
    visitor.draw()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=Text("en")("attention.download")).click()
    download.value.save_as(tmp_path / "numbers.csv")
    with (tmp_path / "numbers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = ["She", "said", '"', "good", ",", "bad", ";", "or", "=", "1", "+", "1", '"', ".", "</s>"]
    assert {row["head"] for row in rows} == {"L2·H3", "L6·H1"}
    assert [row["key"] for row in rows[: len(words)]] == words
    assert len(rows) == 2 * len(words) ** 2
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        sums[row["head"], row["query_position"]] += float(row["value"])
    assert list(sums.values()) == pytest.approx([1] * 2 * len(words), abs=1e-3)
    assert visitor.problems == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pronoun_follows_the_meaning(visit: Visit, language: Language) -> None:
    visitor = visit(language)
    visitor.open("coreference")
    visitor.draw()
    main = visitor.page.get_by_test_id("stMain")
    expect(main.get_by_text("L'animal n'a pas traversé la rue parce qu'il était trop fatigué.")).to_be_visible()
    expect(main.get_by_text("L'animal n'a pas traversé la rue parce qu'elle était trop large.")).to_be_visible()
    for n, (right, wrong) in enumerate([("il", "elle"), ("elle", "il")], start=1):
        shown = keyed(visitor.page, f"choice_{n}", "text").first.text_content()
        assert shown
        written, probability = shown.split()
        assert written == right, f"not {wrong}"
        assert 50 < float(probability.rstrip("%")) <= 100
    assert visitor.problems == []


# Each page in one of the languages: the words themselves are tested without a browser.
@pytest.mark.parametrize(
    ("name", "language"),
    list(
        zip(
            ["attention", "decoding", "coreference", "laboratory", "compare", "methods", "layer_norm", "positions"],
            cycle(LANGUAGES),
            strict=False,
        )
    ),
)
def test_bad_input_gets_a_message_and_loses_nothing(visit: Visit, name: str, language: Language) -> None:
    visitor, text = visit(language), Text(language)
    key, query = ("sentence_1", "&pair=own") if name == "coreference" else ("sentence", "")
    visitor.open(name, query)
    alerts = visitor.page.get_by_test_id("stAlert")
    for typed, message, details in BAD_INPUTS:
        type_sentence(visitor.page, typed, key)
        expect(alerts.first).to_have_text(text(message, **details))
        visitor.draw()
        expect(sentence_box(visitor.page, key)).to_have_value(typed)
        assert visitor.page.get_by_test_id("stException").count() == 0
        assert visitor.problems == [], typed
    type_sentence(visitor.page, "The cat is black.", key)
    if name != "coreference":
        expect(alerts).to_have_count(0)
    visitor.draw()
    assert visitor.problems == []
