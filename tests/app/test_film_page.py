"""The film page, with a small random film whose translations are dictated where a test needs a pronoun."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from model import checkpoint
from model.coreference_pairs import READY_PAIRS
from model.film import Reading, read
from model.film.film import FILM, snapshot_path
from pages import _films as films
from pages import _player
from tests import small_film
from tests.app.conftest import Open
from viz.film_strip import tokens_name
from viz.text import LANGUAGES, Text, markdown_escape

EN = Text("en")
NAMES = [tokens_name(tokens) for tokens in small_film.TOKENS]
FIRST, SECOND = READY_PAIRS[0].sentences


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with the film in it."""
    folder = tmp_path_factory.mktemp("weights")
    small_film.write_film(folder / films.SHIPPED_FILM)
    return folder


@pytest.fixture(autouse=True)
def shipped(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "WEIGHTS", weights)


@pytest.fixture
def dictated(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """By English sentence, what the snapshots write: the n-th French text at the n-th frame."""
    french: dict[str, tuple[str, ...]] = {}

    def reading(index: int, sentence: str, roles=None, place=None) -> Reading:
        snapshot = films.snapshot(index)
        ending = films.ending(sentence, roles, place)
        if sentence not in french:
            return read(snapshot, ending)
        own, last = (snapshot.tokenizer.encode(french[sentence][frame], "fr") for frame in (index, -1))
        target = last.with_special_before(snapshot.tokenizer.end_id, "</s>")
        reading = read(snapshot, replace(ending, target=target, place=0))
        pronouns = [word for word, name in enumerate(own.words) if name in ("il", "elle")]
        return replace(reading, target=own, pronoun=pronouns[0] if pronouns else None)

    monkeypatch.setattr(films, "reading", reading)
    return french


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


def shown(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption, *test.info])


def frame(test: AppTest) -> int:
    return test.select_slider(key="frame").value


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_flip_is_named_and_the_pair_compared(open_page: Open, dictated, language) -> None:
    dictated |= {FIRST: ("la rue", "il", "il", "il"), SECOND: ("la rue", "il", "elle", "elle")}
    test = open_page("film", lang=language, word="2")
    text = Text(language)
    assert not test.exception
    assert not test.error
    assert test.title[0].value == text("film.title")
    told = text("film.story_from", pronoun="elle", tokens="1.2M", before="0.3M", written="il")
    both = text("film.pair_from", tokens="1.2M")
    assert f"{told} {both}" in [element.value for element in test.markdown]
    assert figures(test) == {"film_strip", "film_choice", "film_grid", "film_curves"}
    assert frame(test) == 1
    assert ":color[**la rue" not in shown(test)


def test_a_frame_shows_what_its_snapshot_writes(open_page: Open, dictated) -> None:
    dictated |= {FIRST: ("la rue", "elle", "il", "il"), SECOND: ("la", "il", "il", "il")}
    test = open_page("film", frame=NAMES[1])
    assert frame(test) == 2
    assert ":color[**elle**]" in shown(test)
    assert EN("film.pair_never") in shown(test)
    test.button(key="next").click().run()
    assert frame(test) == 3
    assert ":color[**il**]" in shown(test)
    test.button(key="previous").click().run()
    test.button(key="previous").click().run()
    assert frame(test) == 1
    assert test.button(key="previous").disabled


def test_without_a_pronoun_there_is_nothing_to_compare_but_the_heads_are_shown(open_page: Open, dictated) -> None:
    dictated |= {FIRST: ("la rue",) * 4, SECOND: ("la rue",) * 4}
    test = open_page("film")
    assert EN("film.story_never_none", pronoun="il", tokens="4M") in shown(test)
    assert EN("film.choice_missing") in shown(test)
    assert figures(test) == {"film_strip", "film_grid", "film_curves"}


def test_a_link_restores_everything(open_page: Open) -> None:
    test = open_page("film", pair=READY_PAIRS[1].name, word="2", frame=NAMES[2], numbers="true")
    assert not test.exception
    assert test.selectbox(key="pair").value == READY_PAIRS[1].name
    assert test.session_state["word"] == "2"
    assert frame(test) == 3
    frames, heads = (table.value for table in test.dataframe)
    assert frames[EN("film.column_tokens")].tolist() == list(small_film.TOKENS)
    assert len(heads) == 4 * 10


@pytest.mark.parametrize(
    "query", [{"frame": "99"}, {"frame": "<script>"}, {"frame": "5M"}, {"word": "3"}, {"pair": "nobody"}]
)
def test_an_invalid_value_in_a_link_falls_back_quietly(open_page: Open, query) -> None:
    test = open_page("film", **query)
    assert not test.exception
    assert not test.error
    assert frame(test) == 1
    assert test.session_state["word"] == "1"


@pytest.mark.parametrize("pair", READY_PAIRS, ids=lambda pair: pair.name)
def test_every_ready_pair_can_be_followed(open_page: Open, pair) -> None:
    test = open_page("film", pair=pair.name)
    assert not test.exception
    assert not test.error
    assert "film_grid" in figures(test)


def test_an_own_sentence_with_chosen_words(open_page: Open, dictated) -> None:
    sentence = "The street saw the animal because it was wide."
    dictated[sentence] = ("la rue", "il", "il", "elle")
    test = open_page("film", pair="own", sentence=sentence, antecedent_1="animal")
    assert not test.exception
    assert test.text_input(key="sentence").value == sentence
    assert test.selectbox(key="antecedent_1").value == "animal"
    told = EN("film.story_from", pronoun="elle", tokens="4M", before="1.2M", written="il")
    assert f"{told} {EN('film.own_story')}" in shown(test)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("sentence", "error"),
    [("", "empty"), ("it " * 200, "too_long"), ("it\x07 is", "control_characters"), ("</script> :red[*it*] $x$", None)],
)
def test_odd_sentences_get_a_message_or_are_only_text(open_page: Open, language, sentence, error) -> None:
    test = open_page("film", lang=language, pair="own", sentence="x")
    test.text_input(key="sentence").set_value(sentence).run()
    assert not test.exception
    assert test.text_input(key="sentence").value == sentence
    if error:
        beginning = Text(language)(f"errors.{error}", tokens=0, limit=0, characters="")[:4]
        assert [message.value[:4] for message in test.error] == [beginning]
        assert not figures(test)
    else:
        assert not test.error
        assert "film_curves" in figures(test)
        assert "</script>" not in shown(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_film_is_said(open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language) -> None:
    monkeypatch.setattr(checkpoint, "WEIGHTS", tmp_path)
    test = open_page("film", lang=language)
    assert not test.exception
    assert test.title[0].value == Text(language)("film.title")
    name = markdown_escape(films.SHIPPED_FILM)
    assert [message.value for message in test.error] == [Text(language)("errors.missing_model", name=name)]


def test_a_damaged_snapshot_is_said(open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small_film.write_film(tmp_path / films.SHIPPED_FILM)
    monkeypatch.setattr(checkpoint, "WEIGHTS", tmp_path)
    snapshot_path(folder, small_film.TOKENS[0]).write_bytes(b"nothing")
    test = open_page("film")
    assert not test.exception
    assert len(test.error) == 1
    assert EN("errors.corrupt_weights", name="")[:10] in test.error[0].value
    assert (folder / FILM).exists()


def test_it_plays_to_the_end_and_stops_there(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(_player.time, "monotonic", lambda: now[0])
    test = open_page("film")
    test.button(key="play").click().run()
    assert test.button(key="play").label == EN("decoding.pause")
    for step in (2, 3, 4):
        test.run()  # some other widget, not the clock
        assert frame(test) == step - 1
        now[0] += _player.SECONDS_PER_STEP
        test.run()
        assert frame(test) == step
    assert test.button(key="play").label == EN("decoding.play")
    test.button(key="play").click().run()
    assert frame(test) == 1


def test_another_sentence_keeps_the_frame(open_page: Open) -> None:
    test = open_page("film", frame=NAMES[2])
    test.session_state["word"] = "2"
    test.run()
    assert not test.exception
    assert frame(test) == 3
