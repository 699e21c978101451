import math
from decimal import Decimal

import pytest

from viz.labels import columns, head_name, isolated, number_text, plain, short_number, shortened, word_ticks


def test_plain_leaves_plotly_no_markup_entity_or_tex():
    assert plain("<b>x</b> & $y$") == "&lt;b&gt;x&lt;/b&gt; &amp; &#36;y&#36;"
    assert plain("</script><script>alert(1)</script>").count("<") == 0
    assert plain("&lt;") == "&amp;lt;"


def test_plain_keeps_a_label_on_one_line():
    assert plain("one\n two\t three ") == "one two three"


def test_a_right_to_left_word_is_isolated():
    assert isolated("שלום") == "\u2068שלום\u2069"


@pytest.mark.parametrize(
    ("text", "width"), [("animal", 6), ("动物", 4), ("e\u0301", 1), ("😀", 2), ("", 0), ("👩\u200d🚀", 4)]
)
def test_columns(text, width):
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("animal", 6, "animal"),
        ("animals", 6, "anima…"),
        ("反宪法主义者", 6, "反宪…"),
        ("cafe\u0301s", 5, "cafe\u0301s"),
        ("cafe\u0301sxy", 5, "cafe\u0301…"),
        ("ab👩\u200d🚀cd", 6, "ab…"),
    ],
)
def test_shortened_fits_and_cuts_no_character_apart(text, limit, short):
    assert shortened(text, limit) == short
    assert columns(short) <= limit


def test_repeated_words_have_places_of_their_own():
    ticks = word_ticks(["the", "<b>", "the"], pixels=300)
    assert ticks["labelalias"] == {"0": "the", "1": "&lt;b&gt;", "2": "the"}
    assert ticks["dtick"] == 1


def test_ticks_thin_out_before_they_overlap():
    words = [f"w{index}" for index in range(100)]
    ticks = word_ticks(words, pixels=500)
    assert ticks["dtick"] == 3
    assert len(ticks["labelalias"]) == 100


def test_no_words_no_labels():
    assert word_ticks([], pixels=300)["labelalias"] == {}


@pytest.mark.parametrize(
    ("value", "options", "short"),
    [
        (0.43, {}, ".43"),
        (-0.426, {}, "−.43"),
        (0.0, {}, ".00"),
        (1.0, {}, "1.0"),
        (-10.4, {"digits": 1, "signed": True}, "−10"),
        (10.04, {}, "10"),
        (1234.0, {}, "1234"),
        (0.43, {"signed": True}, "+.43"),
        (-2.25, {"digits": 1, "signed": True}, "−2.2"),
        (0.04, {"least": 0.05}, ""),
        (-0.05, {"least": 0.05}, "−.05"),
        (math.nan, {}, ""),
    ],
)
def test_numbers_fit_into_small_cells(value, options, short):
    assert short_number(value, **options) == short


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [(-0.5, ".2f", "−0.50"), (0.25, "+.1f", "+0.2"), (Decimal("-1.10"), "", "−1.10"), (1e-7, ".1e", "1.0e−07")],
)
def test_a_number_in_a_text_has_a_minus_sign(value: float | Decimal, form: str, shown: str) -> None:
    assert number_text(value, form) == shown


def test_heads_are_counted_from_one():
    assert head_name(0, 0) == "L1·H1"
    assert head_name(5, 7) == "L6·H8"
