from dataclasses import replace

import pytest
from plotly import graph_objects as go

from model.coreference import PronounChoice, Resolution, Roles
from model.film import Reading, Written
from tests import small, small_film
from viz.film_curves import curves_description, film_curves
from viz.film_strip import pair_story, story, strip_description, tokens_name, writing_strip
from viz.film_tables import frames_table, heads_table, pronoun_probabilities
from viz.text import LANGUAGES, Text
from viz.theme import theme

EN, ZH = Text("en"), Text("zh")
TOKENS = small_film.TOKENS
TIRED = Written("<b>tired</b>", (None, "il", "il", "il"), "il")
WIDE = Written("wide", (None, "il", "elle", "elle"), "elle")
OWN = Written("this sentence", (None, "il", "elle", "elle"), None)


def test_strip_of_a_pair(valid_golden) -> None:
    valid_golden(writing_strip([TIRED, WIDE], TOKENS, 2, EN, theme("light")), "film_strip")


def test_strip_of_one_sentence(valid_golden) -> None:
    valid_golden(writing_strip([OWN], TOKENS, 0, ZH, theme("dark")), "film_strip_own")


def test_curves(valid_golden) -> None:
    valid_golden(film_curves(small_film.film(), 1, EN, theme("light")), "film_curves")


def test_what_was_not_measured_is_said() -> None:
    film = small_film.film()
    bare = replace(film, frames=tuple(replace(frame, bleu=None) for frame in film.frames), n_pairs=0)
    figure = film_curves(bare, 0, EN, theme("light"))
    go.Figure(figure.to_dict())
    assert EN("film.not_measured") in [annotation.text for annotation in figure.layout.annotations]
    assert EN("film.not_measured") in curves_description(bare, 0, EN)
    assert frames_table(bare, [reading("rue", None)] * 4, EN)["BLEU"].isna().all()


def test_every_point_and_cell_leads_to_its_snapshot() -> None:
    strip = writing_strip([TIRED, WIDE], TOKENS, 0, EN, theme("light"))
    assert strip.data[1].customdata == (1, 2, 3, 4) * 2
    curves = film_curves(small_film.film(), 0, EN, theme("light"))
    lines = [trace for trace in curves.data if trace.customdata]
    assert [trace.customdata for trace in lines] == [(1, 2, 3, 4)] * 4


def test_figures_in_words() -> None:
    assert strip_description([WIDE], TOKENS, EN).endswith("wide: 0.1M –, 0.3M il, 1.2M elle, 4M elle.")
    words = curves_description(small_film.film(), 3, EN)
    assert "At 4M: training loss 2.00" in words
    assert "BLEU 40.0 ± 2.0" in words
    assert "L2·H3" in words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (WIDE, "**From 1.2M tokens on it writes *elle*.** At 0.3M it still wrote *il*."),
        (TIRED, "**From 0.3M tokens on it writes *il*.** At 0.1M it wrote no *il* or *elle* in this place."),
        (Written("a", ("il",) * 4, "il"), "**It writes *il* in every snapshot,** from the first one (0.1M tokens) on."),
        (Written("a", ("il",) * 4, "elle"), "**It never settles on *elle*:** after 4M tokens it writes *il*."),
        (
            Written("a", ("elle", "elle", "elle", None), "elle"),
            "**It never settles on *elle*:** after 4M tokens it writes no *il* or *elle* in this place.",
        ),
        (
            Written("a", (None,) * 4, None),
            "**There is no pronoun to follow:** after 4M tokens the model writes no *il* or *elle* for this sentence.",
        ),
    ],
)
def test_the_story_names_the_snapshot_or_denies_it(written: Written, said: str) -> None:
    assert story(written, TOKENS, EN) == said
    assert story(written, TOKENS, ZH)


def test_a_pair_is_right_where_its_later_sentence_settles() -> None:
    never = Written("a", ("il",) * 4, "elle")
    always = Written("a", ("il",) * 4, "il")
    for language in LANGUAGES:
        text = Text(language)
        assert pair_story([TIRED, WIDE], TOKENS, text) == text("film.pair_from", tokens="1.2M")
        assert pair_story([never, WIDE], TOKENS, text) == text("film.pair_never")
        assert pair_story([always, always], TOKENS, text) == text("film.pair_always")


def reading(french: str, choice: PronounChoice | None) -> Reading:
    source, target = small.tokenizer().encode("it"), small.tokenizer().encode(french, "fr")
    resolution = Resolution(source, target, Roles(0, None, None), choice, None, None)
    return Reading(target, 0 if choice else None, resolution)


def test_tables_have_every_number() -> None:
    choice = PronounChoice(0, 0, "il", "elle", probability=0.75, other_probability=None)
    table = frames_table(small_film.film(), [reading("il rue", choice)] * 4, EN)
    assert table["target tokens"].tolist() == list(TOKENS)
    assert table["BLEU"].tolist() == [10, 20, 30, 40]
    assert table["pronouns right"].tolist() == [0.25, 0.5, 0.75, 1]
    assert table["L2·H3 wins"].tolist() == [0.5, 0.65, 0.8, 0.95]
    assert table["writes"].tolist() == ["il rue"] * 4
    assert table["pronoun"].tolist() == ["il"] * 4
    assert table["P(il)"].tolist() == [0.75] * 4
    assert pronoun_probabilities(choice) == "P(il) = 75.0%, P(elle) = ?"
    heads = heads_table(small_film.film(), EN)
    assert len(heads) == 4 * 10
    assert heads.iloc[-3].tolist() == [4_000_000, "L2", "H3", 19, 20, 1.0, 0.0, 1.0]
    assert len(set(table.columns)) == len(table.columns)


@pytest.mark.parametrize(
    ("tokens", "name"), [(100_000, "0.1M"), (2_600_000, "2.6M"), (12_000_000, "12M"), (500, "0.0005M")]
)
def test_tokens_are_named_in_millions(tokens: int, name: str) -> None:
    assert tokens_name(tokens) == name
