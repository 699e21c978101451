"""What was measured of a model, as it lies beside its weights."""

import json
from pathlib import Path

import pytest

from model.checkpoint import WEIGHTS
from model.errors import CheckpointError
from model.evaluation import CONDITIONS, Evaluation, HandWrittenResult, HeadSelectivity, PronounResults, Proportion
from model.evaluation.measured import EVALUATION, PronounRoute, measured_route, store_evaluation, weights_digest

RIGHT = {"none": Proportion(9, 10), "encoder antecedent": Proportion(2, 10), "cross pronoun": Proportion(5, 10)}
SHIPPED = sorted(path.parent for path in WEIGHTS.glob(f"*/{EVALUATION}"))


def store(folder: Path, *, pronouns: bool = True) -> None:
    (folder / "model.safetensors").write_bytes(b"weights")
    heads = [
        HeadSelectivity("cross", 0, 1, Proportion(10, 10), 0.9, 0.1),
        HeadSelectivity("encoder", 5, 3, Proportion(8, 10), 0.8, 0.1),
    ]
    results = PronounResults({}, {}, RIGHT, heads, {}, HandWrittenResult(()))
    store_evaluation(folder, Evaluation("model", 0, {}, None, results if pronouns else None))


def test_the_route_is_read_as_it_was_measured(tmp_path: Path) -> None:
    store(tmp_path)
    route = measured_route(str(tmp_path))
    assert route is not None
    assert dict(route.right) == RIGHT
    assert (route.head, route.wins) == ("L6·H4", Proportion(8, 10)), "the best of the encoder, not of all"
    assert route.costliest == "encoder antecedent"
    assert route.is_better_than_chance
    assert not PronounRoute({"none": Proportion(55, 100)}, "", route.wins).is_better_than_chance
    assert json.loads((tmp_path / EVALUATION).read_text())["weights"] == weights_digest(tmp_path)


def test_a_model_without_measured_pronouns_has_no_route(tmp_path: Path) -> None:
    assert measured_route(str(tmp_path)) is None
    store(tmp_path, pronouns=False)
    assert measured_route(str(tmp_path)) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"pronouns": {"causal": {"none": 3}, "heads": []}}'])
def test_a_damaged_file_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / EVALUATION).write_text(content)
    with pytest.raises(CheckpointError) as caught:
        measured_route(str(tmp_path))
    assert caught.value.code == "mismatch"


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_what_is_shipped_was_measured_of_the_shipped_weights(folder: Path) -> None:
    assert json.loads((folder / EVALUATION).read_text())["weights"] == weights_digest(folder)
    route = measured_route(folder.name)
    if folder.name.startswith("en-fr"):
        assert route is not None
        assert list(route.right) == [condition.name for condition in CONDITIONS]


def test_the_flagship_has_been_measured() -> None:
    assert "en-fr" in [folder.name for folder in SHIPPED]
