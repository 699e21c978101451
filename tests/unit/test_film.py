"""The film of training: on disk, one sentence through it, and how it is made of a run."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from model.__main__ import main
from model.checkpoint import store_weights
from model.coreference import Roles
from model.errors import CheckpointError
from model.film import Ending, Film, Written, find_ending, pronoun_place, read
from model.film.film import FILM, snapshot_path, to_json
from model.film.measuring import evenly, make_film
from model.translator import Translator
from tests import small, small_film

METRICS = """\
step,tokens,minutes,learning_rate,loss,gloss_loss,tokens_per_second
50,100000,1.00,0.001,6.0000,1.0,1600
100,500000,3.00,0.001,5.0000,1.0,1600
150,2000000,9.00,0.001,4.0000,0.0,1600
"""
SOURCE, TARGET = small.SENTENCES


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_film.write_film(tmp_path_factory.mktemp("film") / "small")


@pytest.fixture
def folder(shared_folder: Path, tmp_path: Path) -> Path:
    """A film that a test may damage."""
    return Path(shutil.copytree(shared_folder, tmp_path / "film"))


def rewrite(folder: Path, change) -> None:
    values = json.loads((folder / FILM).read_text("utf-8"))
    change(values)
    (folder / FILM).write_text(json.dumps(values), "utf-8")


def code(folder: Path, index: int | None = None) -> str:
    """The code of the error on loading a film, or one of its snapshots."""
    with pytest.raises(CheckpointError) as caught:
        Film.load(str(folder)) if index is None else Film.load(str(folder)).translator(index)
    return caught.value.code


def test_a_film_is_read_as_it_was_written(shared_folder: Path) -> None:
    film = Film.load(str(shared_folder))
    assert film.frames == small_film.frames()
    assert film.n_pairs == 500
    assert film.best_head == (1, 2)
    assert film.head(3, 1, 2).wins.hits == 19


def test_each_frame_has_its_own_weights(shared_folder: Path) -> None:
    film = Film.load(str(shared_folder))
    for index in range(len(film)):
        expected = dict(small_film.snapshot(index).named_parameters())
        for name, parameter in film.translator(index).transformer.named_parameters():
            torch.testing.assert_close(parameter, expected[name].half().float(), rtol=0, atol=0)


def test_a_film_without_bleu_is_read_as_such(folder: Path) -> None:
    frames = tuple(replace(frame, bleu=None) for frame in small_film.frames())
    (folder / FILM).write_text(to_json(frames, 0), "utf-8")
    assert Film.load(str(folder)).frames == frames


def test_missing_files_are_named(folder: Path, tmp_path: Path) -> None:
    assert code(tmp_path / "none") == "missing_model"
    snapshot_path(folder, small_film.TOKENS[2]).unlink()
    with pytest.raises(CheckpointError, match="001200000") as caught:
        Film.load(str(folder))
    assert caught.value.code == "missing_model"
    (folder / FILM).unlink()
    with pytest.raises(CheckpointError, match=FILM) as caught:
        Film.load(str(folder))
    assert caught.value.code == "missing_model"


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.pop("pairs"),
        lambda values: values["frames"].clear(),
        lambda values: values["frames"].reverse(),
        lambda values: values["frames"][1]["heads"].pop(),
        lambda values: values["frames"][1].update(pronouns=[1]),
        lambda values: values["frames"][1].update(loss="much"),
        lambda values: values["frames"][1]["bleu"].update(colour=1),
    ],
)
def test_damaged_measurements_are_an_error(folder: Path, change) -> None:
    rewrite(folder, change)
    assert code(folder) == "corrupt_weights"


def test_what_is_no_json_is_an_error(folder: Path) -> None:
    (folder / FILM).write_bytes(b"\xff{")
    assert code(folder) == "corrupt_weights"


def test_damaged_weights_are_an_error_of_their_frame(folder: Path) -> None:
    path = snapshot_path(folder, small_film.TOKENS[1])
    path.write_bytes(path.read_bytes()[:-10])
    assert code(folder, 1) == "corrupt_weights"
    store_weights(path, small.transformer(d_ff=24, **small_film.SHAPE))
    assert code(folder, 1) == "mismatch"
    assert Film.load(str(folder)).translator(0)


@pytest.mark.parametrize(
    ("pronouns", "expected", "settled"),
    [
        ((None, "il", "elle", "elle"), "elle", 2),
        (("elle", "il", "elle"), "elle", 2),
        (("elle", "elle"), "elle", 0),
        (("elle", "il"), "elle", None),
        ((None, None), "elle", None),
        ((None, "elle", "il", "il"), None, 2),
        (("il", None), None, None),
    ],
)
def test_a_pronoun_settles_where_it_stays(pronouns, expected, settled) -> None:
    assert Written("wide", pronouns, expected).settled == settled


def test_a_reading_has_its_own_words_and_the_last_ones_choice() -> None:
    translator = small.translator()
    source = translator.read(SOURCE)
    words = source.words
    roles = Roles(words.index("it"), words.index("animal"), words.index("street"))
    ending = Ending(source, roles, translator.read_target(TARGET), place=0)

    reading = read(translator, ending)

    own = translator.translate(SOURCE)
    assert reading.target.text == own.text
    choice = reading.resolution.choice
    assert choice is not None
    assert (choice.written, choice.other) == ("il", "elle")
    trace = translator.trace(SOURCE, TARGET)
    assert trace.logits is not None
    assert trace.target is not None
    piece = trace.target.ids[trace.target.word_of.index(choice.word)]
    assert choice.probability == pytest.approx(float(trace.logits[choice.row].softmax(-1)[piece]))
    encoder = reading.resolution.encoder
    assert encoder is not None
    assert encoder.contrast.shape == (2, 5)


def test_no_pronoun_in_its_place_is_no_choice() -> None:
    translator = small.translator()
    source = translator.read(SOURCE)
    ending = Ending(source, Roles(None, None, None), translator.read_target(TARGET), place=1)
    reading = read(translator, ending)
    assert ending.pronoun is None
    assert reading.resolution.choice is None
    assert reading.resolution.cross is None


def test_the_last_snapshot_says_what_is_asked_about() -> None:
    translator = small.translator()
    ending = find_ending(translator, SOURCE)
    assert ending.target.ids[0] == translator.tokenizer.end_id
    assert ending.target.text in translator.translate(SOURCE).text
    assert ending.source.words[ending.roles.pronoun or 0] == "it"
    assert ending.place == 0


def test_the_place_of_a_pronoun_counts_the_subjects_before_it() -> None:
    tokens = small.tokenizer().encode("She saw the street because it was too wide.")
    assert pronoun_place(tokens, tokens.words.index("it")) == 1


def test_pairs_are_chosen_evenly() -> None:
    pairs = [(str(number), "") for number in range(10)]
    assert [int(source) for source, _ in evenly(pairs, 4)] == [0, 2, 5, 7]
    assert evenly(pairs, 99) == pairs
    assert evenly([], 3) == []


@pytest.fixture
def run(folder: Path) -> Path:
    """A finished run: two snapshots, metrics and card, without a film."""
    (folder / FILM).unlink()
    for tokens in (small_film.TOKENS[0], small_film.TOKENS[3]):
        snapshot_path(folder, tokens).unlink()
    (folder / "metrics.csv").write_text(METRICS)
    return folder


def test_a_run_becomes_a_film(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, output = tmp_path / "dev.tsv", tmp_path / "new"
    corpus.write_text("It was tired.\tIl était fatigué.\nThe street.\tLa rue.\n", encoding="utf-8")

    status = main(
        ["film", "--run", str(run), "--corpus", str(corpus), "--examples", "2", "--output", str(output)],
    )

    assert status == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("2 snapshots")
    film = Film.load(str(output))
    assert [frame.tokens for frame in film.frames] == [300_000, 1_200_000]
    assert [frame.step for frame in film.frames] == [75, 123]
    assert [frame.minutes for frame in film.frames] == [2.0, 5.8]
    assert [frame.loss for frame in film.frames] == [5.0, 4.0]
    assert film.n_pairs == 2
    for frame in film.frames:
        assert frame.bleu is not None
        assert frame.pronouns.total == 2
        assert [(head.layer, head.head) for head in frame.heads] == [divmod(place, 5) for place in range(10)]
    translator = film.translator(1)
    assert isinstance(translator, Translator)
    card = (output / "README.md").read_text("utf-8")
    assert "| 1.2 M | 4.000 |" in card
    assert "None." not in card
    assert card.rstrip().endswith("## Limits")


def test_a_run_without_snapshots_or_metrics_is_refused(run: Path, tmp_path: Path) -> None:
    output = tmp_path / "new"
    (run / "metrics.csv").write_text("step,tokens\n1,2\n")
    with pytest.raises(CheckpointError, match=r"metrics\.csv is damaged"):
        make_film(str(run), output, [])
    (run / "metrics.csv").unlink()
    with pytest.raises(CheckpointError, match=r"no metrics\.csv"):
        make_film(str(run), output, [])
    shutil.rmtree(run / "snapshots")
    with pytest.raises(CheckpointError, match="no snapshots"):
        make_film(str(run), output, [])
    assert not output.exists()


def test_a_bad_request_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["film", "--run", str(tmp_path / "none"), "--output", str(tmp_path / "new")]) == 2
    assert "no model called" in capsys.readouterr().err
