"""Batches, loss, schedule, gloss; and runs that can be repeated and resumed bit for bit."""

import functools
import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file

from model import checkpoint
from model.config import TransformerConfig
from model.corpus import Example, examples
from model.errors import CheckpointError, ConfigError, CorpusError
from model.tokenizer import Tokenizer
from model.training.batching import Batch, TrainingPair, bucketed
from model.training.config import RECIPES, Recipe, TrainingConfig
from model.training.gloss import GlossHead, gloss_labels, lemma_genders, lemma_inventory
from model.training.loop import Trainer
from model.training.loss import IGNORED, translation_loss
from model.training.record import RunRecord
from model.training.run import fastest_precision, prepare
from model.training.schedule import share_of_peak
from model.training.sides import Sides, grammar_named
from model.training.stream import BatchStream, careless, vocabulary_texts

TINY = Recipe(
    model={"d_model": 16, "n_heads": 2, "d_ff": 24, "n_encoder_layers": 2, "n_decoder_layers": 1}, training={}
)
PAIRS = [(f"the dog {n}", f"le chien {n}") for n in range(17)]


def config(**changes: object) -> TrainingConfig:
    values = {
        "steps": 12,
        "vocabulary_size": 220,
        "batch_tokens": 400,
        "chunk_tokens": 2000,
        "sample_size": 60,
        "warm_up_steps": 5,
        "learning_rate": 3e-3,
        "gloss_weight": 1.0,
        "careless_share": 0.1,
    }
    return TrainingConfig(**{**values, **changes})


@functools.cache
def tokenizer() -> Tokenizer:
    generated = [(example.source, example.target) for example in examples("train", 0, 200)]
    return Tokenizer.train(vocabulary_texts([*generated, *5 * PAIRS]), 300)


def run(folder: Path, settings: TrainingConfig, *, stop_after: int | None = None, resume: bool = False) -> Trainer:
    """Train in `folder`, stopping after some steps as a signal handler would."""
    trainer, write_model = prepare(folder, TINY, settings, [], command="train", resume=resume)
    if stop_after is not None:
        step = trainer._step

        def counted(batch: Batch) -> tuple[tuple[float, float], float]:
            if trainer.progress.step + 1 == stop_after:
                trainer.stop()
            return step(batch)

        trainer._step = counted
    trainer.run(write_model)
    return trainer


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def test_smoothed_loss_and_gradient_are_those_of_cross_entropy() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(7, 90, 31, generator=generator, requires_grad=True)
    labels = torch.randint(0, 31, (7, 90), generator=generator)
    labels[2, 5:] = IGNORED

    ours = translation_loss(logits, labels, smoothing=0.1)
    theirs = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, label_smoothing=0.1)

    torch.testing.assert_close(ours, theirs)
    (expected,) = torch.autograd.grad(3 * theirs, logits)
    (gradient,) = torch.autograd.grad(3 * ours, logits)
    torch.testing.assert_close(gradient, expected)


def test_learning_rate_warms_up_and_falls_to_nothing() -> None:
    rates = [share_of_peak(step, step / 100, warm_up_steps=10) for step in range(101)]

    assert rates[0] == pytest.approx(0.1)
    assert rates[:10] == sorted(rates[:10])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[100] == pytest.approx(0.0)


def test_a_batch_is_padded_and_shifted_right() -> None:
    pairs = [TrainingPair([5, 6], [7], [IGNORED, 3]), TrainingPair([8], [9, 10])]

    batch = Batch.of(pairs, pad_id=0, end_id=2)

    assert batch.source.tolist() == [[5, 6, 2], [8, 2, 0]]
    assert batch.target.tolist() == [[2, 7, 0], [2, 9, 10]]
    assert batch.labels.tolist() == [[7, 2, IGNORED], [9, 10, 2]]
    assert batch.glosses.tolist() == [[IGNORED, 3, IGNORED], [IGNORED] * 3]
    assert batch.n_target_tokens == 5


def test_buckets_hold_every_pair_once_within_the_budget() -> None:
    rng = random.Random(0)
    pairs = [TrainingPair([1] * rng.randint(1, 20), [1] * rng.randint(1, 20)) for _ in range(300)]

    buckets = bucketed(pairs, 100, rng)

    assert sorted(map(id, pairs)) == sorted(id(pair) for bucket in buckets for pair in bucket)
    assert all(len(bucket) * max(pair.n_target_tokens for pair in bucket) <= 100 for bucket in buckets)
    assert all(len({len(pair.target) for pair in bucket}) <= 3 for bucket in buckets)


def stream(**changes: object) -> BatchStream:
    return BatchStream(config(**changes), tokenizer(), Sides("en", "fr"), grammar_named("en-fr"), PAIRS, [])


def taken(batches: Iterator[tuple[int, int, Batch]], count: int) -> list[tuple[int, int, list[list[int]]]]:
    return [(chunk, index, batch.source.tolist()) for chunk, index, batch in islice(batches, count)]


def test_the_stream_can_be_entered_anywhere() -> None:
    whole = taken(stream().batches(0), 25)
    chunk, index, _ = whole[13]

    assert taken(stream().batches(chunk, index), 11) == whole[14:]
    assert taken(stream(seed=2).batches(0), 3) != whole[:3]


def test_real_pairs_come_in_rounds_after_the_grammar() -> None:
    without_grammar = stream(grammar_share=0.0, warm_up_grammar_tokens=3000, chunk_tokens=2000)

    position, seen = 2, list[tuple[str, str]]()
    while len(seen) < 3 * len(PAIRS):
        seen += without_grammar._real_pairs(position, 120)
        position += 1
    for turn in range(3):
        assert sorted(seen[turn * len(PAIRS) : (turn + 1) * len(PAIRS)]) == sorted(PAIRS)
    warm_up = next(without_grammar.batches(0))[2]
    longest_pair = max(len(tokenizer().encode(source)) for source, _ in PAIRS)
    assert warm_up.source.shape[1] > longest_pair + 1  # a chunk of the grammar, though its share is 0 afterwards


def test_glosses_stand_at_the_last_piece_of_their_word() -> None:
    example: Example = next(iter(examples("test", 3)))
    source = tokenizer().encode(example.source, "en")
    lemmas = lemma_inventory([example])

    labels = gloss_labels(example, source, {lemma: index for index, lemma in enumerate(lemmas)})

    found = {source.spans[place][1]: lemmas[label] for place, label in enumerate(labels) if label != IGNORED}
    assert found == {gloss.span.end: gloss.lemma for gloss in example.glosses}


def test_it_is_glossed_in_a_contraction_too() -> None:
    contracted = (example for example in examples("train", 3) if example.pronoun and "it's" in example.source)
    example = next(contracted)
    source = tokenizer().encode(example.source, "en")
    lemmas = lemma_inventory([example])

    labels = gloss_labels(example, source, {lemma: index for index, lemma in enumerate(lemmas)})

    assert example.pronoun
    (place,) = (n for n, span in enumerate(source.spans) if span and span[0] < example.pronoun.end <= span[1])
    assert lemmas[labels[place]] == ("elle" if example.antecedent_gender == "f" else "il")


def test_the_gloss_asks_nouns_and_it_for_their_gender() -> None:
    lemmas = ["chien", "elle", "grand", "il", "rue", "tour"]
    genders = lemma_genders(lemmas)
    assert genders[:5] == [0, 1, IGNORED, 0, 1]

    head = GlossHead(4, genders)
    states, labels = torch.randn(1, 3, 4), torch.tensor([[4, 2, IGNORED]])
    lemma_loss = F.cross_entropy(head.classify(states[0, :2]), labels[0, :2])
    gender_loss = F.cross_entropy(head.gender(states[0, :1]), torch.tensor([1]))  # "grand" has no gender of its own
    torch.testing.assert_close(head.loss(states, labels, labels), lemma_loss + gender_loss)


def test_careless_typing_loses_capitals_or_the_full_stop() -> None:
    rng = random.Random(0)

    assert careless("The dog.", "Le chien.", 0.0, rng) == ("The dog.", "Le chien.")
    typed = {careless("The dog.", "Le chien.", 1.0, rng) for _ in range(50)}
    assert typed == {("the dog.", "Le chien."), ("The dog", "Le chien."), ("the dog", "Le chien.")}
    assert {careless("狗。", "The dog.", 1.0, rng) for _ in range(50)} == {("狗。", "The dog."), ("狗", "The dog")}


@pytest.mark.parametrize(
    ("sides", "read", "written"),
    [(Sides("en", "fr"), "one", "other"), (Sides("zh", "en"), "other", "one"), (Sides(None, "en"), "", "one")],
)
def test_english_stands_first_in_a_corpus_file_whichever_side_it_is(sides: Sides, read: str, written: str) -> None:
    assert sides.of_pair("one", "other") == (read, written)


def test_an_unknown_grammar_is_an_error() -> None:
    with pytest.raises(ConfigError, match="grammar"):
        grammar_named("en-tlh")


@pytest.mark.parametrize("recipe", sorted(RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_committed_recipes_are_valid(recipe: Path) -> None:
    read = Recipe.load(recipe.stem)

    assert TransformerConfig(vocabulary_size=8000, **read.model)
    assert TrainingConfig(**{"steps": 1, **read.training})


@pytest.mark.parametrize("text", ["[", "[model]\nd_modell = 3", "[training]\ncolour = 1", "[weights]\n"])
def test_a_bad_recipe_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.toml").write_text(text)

    with pytest.raises(ConfigError, match="recipe"):
        Recipe.load(str(tmp_path / "bad.toml"))


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": None},
        {"steps": 0},
        {"grammar_share": 1.5},
        {"precision": "int8"},
        {"optimizer": "sgd"},
        {"batch_tokens": 9},
    ],
)
def test_settings_that_cannot_be_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        config(**changes)


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_training_twice_and_resuming_give_the_same_bits(tmp_path: Path, optimizer: str) -> None:
    settings = config(optimizer=optimizer)
    once = run(tmp_path / "once", settings)
    run(tmp_path / "twice", settings)
    run(tmp_path / "resumed", settings, stop_after=7)
    half = weights(tmp_path / "resumed")
    resumed = run(tmp_path / "resumed", settings, resume=True)

    assert weights(tmp_path / "once") == weights(tmp_path / "twice") == weights(tmp_path / "resumed") != half
    assert (once.progress.step, once.progress.tokens) == (
        resumed.progress.step,
        resumed.progress.tokens,
    )


def test_a_run_learns_writes_its_metrics_and_a_model(tmp_path: Path) -> None:
    run(tmp_path, config(steps=100, learning_rate=1e-2, batch_tokens=200))

    rows = [line.split(",") for line in (tmp_path / "metrics.csv").read_text().splitlines()]
    losses = [float(row[rows[0].index("loss")]) for row in rows[1:]]
    assert [row[0] for row in rows] == ["step", "50", "100"]
    assert losses[1] < losses[0] - 0.1
    assert float(rows[2][rows[0].index("gloss_loss")]) < float(rows[1][rows[0].index("gloss_loss")])
    assert checkpoint.load(str(tmp_path)).config.d_model == 16
    card = (tmp_path / "README.md").read_text()
    assert "100 steps" in card
    assert "Declared: an auxiliary task shaped this model" in card


def test_the_gloss_stops_for_the_last_part_of_a_run(tmp_path: Path) -> None:
    trainer = run(tmp_path, config(steps=10, gloss_share=0.5), stop_after=5)
    batch = next(trainer._stream.batches(0))[2]
    heard = trainer._step(batch)[0][1]
    assert heard == 0.0  # at step 5 of 10 the gloss has gone
    assert "gloss.classify.weight" in "".join(load_file(tmp_path / "state.safetensors"))
    assert "gloss" not in "".join(load_file(tmp_path / "model.safetensors"))


def test_snapshots_are_kept_on_the_way_and_survive_a_stop(tmp_path: Path) -> None:
    points = (300, 1200, 2500)
    run(tmp_path / "once", config(snapshot_tokens=points))
    run(tmp_path / "resumed", config(snapshot_tokens=points), stop_after=5)
    run(tmp_path / "resumed", config(snapshot_tokens=points), resume=True)

    once, resumed = (sorted((tmp_path / name / "snapshots").iterdir()) for name in ("once", "resumed"))
    assert [path.name for path in once] == [f"{tokens:09d}.safetensors" for tokens in points]
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in resumed]
    assert load_file(once[0]).keys() == load_file(tmp_path / "once" / "model.safetensors").keys()
    assert once[0].read_bytes() != once[1].read_bytes() != once[2].read_bytes()


def test_a_run_can_start_from_a_model(tmp_path: Path) -> None:
    run(tmp_path / "first", config(steps=3))

    again = prepare(tmp_path / "again", TINY, config(), [], command="train", initial=str(tmp_path / "first"))[0]

    stored = load_file(tmp_path / "first" / "model.safetensors")
    for name, parameter in again.transformer.named_parameters():
        torch.testing.assert_close(parameter.detach().half(), stored[name])
    drier = Recipe({**TINY.model, "dropout": 0.3}, {})
    started = prepare(tmp_path / "drier", drier, config(), [], command="train", initial=str(tmp_path / "first"))[0]
    assert started.transformer.config.dropout == 0.3
    other = Recipe({**TINY.model, "d_model": 32}, {})
    origin = RunRecord.load(tmp_path / "again").initial
    assert origin
    assert origin.startswith("first (SHA-256 ")  # no path of this machine in what will be the card
    assert origin.endswith(", trained by `train`)")
    with pytest.raises(ConfigError, match="another shape"):
        prepare(tmp_path / "other", other, config(), [], command="train", initial=str(tmp_path / "first"))


def test_the_precision_of_a_run_is_settled_when_it_begins(tmp_path: Path) -> None:
    run(tmp_path, config(steps=1, precision="auto"))

    with safe_open(tmp_path / "state.safetensors", framework="pt") as state:
        settled = json.loads(state.metadata()["config"])["precision"]
    assert settled == fastest_precision("cpu") != "auto"
    assert fastest_precision("cuda") == "bfloat16"


def test_an_earlier_run_is_not_overwritten(tmp_path: Path) -> None:
    run(tmp_path, config(steps=2))
    before = weights(tmp_path)

    with pytest.raises(ConfigError, match="resume"):
        run(tmp_path, config(steps=2))

    assert weights(tmp_path) == before


def test_resuming_with_other_settings_or_a_damaged_state_is_refused(tmp_path: Path) -> None:
    run(tmp_path, config(), stop_after=2)

    with pytest.raises(CheckpointError, match="learning_rate"):
        run(tmp_path, config(learning_rate=1e-3), resume=True)
    state = tmp_path / "state.safetensors"
    state.write_bytes(state.read_bytes()[:-10])
    with pytest.raises(CheckpointError) as caught:
        run(tmp_path, config(), resume=True)
    assert caught.value.code == "corrupt_weights"


def test_resuming_nothing_and_an_unreadable_corpus_are_errors(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no run to resume"):
        run(tmp_path / "nothing", config(), resume=True)
    with pytest.raises((CorpusError, ValueError), match="no such file"):
        prepare(tmp_path / "new", TINY, config(), [tmp_path / "none.tsv"], command="train")
    assert not (tmp_path / "new").exists()
