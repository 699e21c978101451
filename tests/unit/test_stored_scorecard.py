"""What was measured of the heads beforehand is read as it was written, and only beside the same weights."""

from pathlib import Path

import pytest
import torch

from model import checkpoint
from model.analysis import stored
from model.analysis.head_sets import find_head_sets
from model.analysis.routes import make_routes
from model.analysis.scorecard import make_scorecard
from model.analysis.stored import MEASURED, Measured, load_measured, store_measured
from model.checkpoint import TENSORS, WEIGHTS, Checkpoint
from model.errors import CheckpointError
from tests import planted
from tests.planted import SENTENCES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    translator = planted.translator()
    checkpoint.store(tmp_path, Checkpoint(translator.transformer, translator.tokenizer), "# Card\n")
    return tmp_path


@pytest.fixture(scope="module")
def measured() -> Measured:
    translator, probes = planted.translator(), [planted.probe(sentence) for sentence in SENTENCES]
    return Measured(
        make_scorecard(translator, probes), make_routes(translator, probes), find_head_sets(translator, probes)
    )


def test_it_is_read_as_it_was_written(folder: Path, measured: Measured) -> None:
    store_measured(folder, measured)
    found = load_measured(str(folder))
    assert found is not None
    assert found.sets == measured.sets
    assert (found.scorecard.heads, found.scorecard.probes) == (measured.scorecard.heads, measured.scorecard.probes)
    torch.testing.assert_close(found.scorecard.off, measured.scorecard.off, atol=0.01, rtol=0)
    assert list(found.routes.after) == list(measured.routes.after)
    assert [effect.right for effect in found.routes.effects.values()] == [
        effect.right for effect in measured.routes.effects.values()
    ]


def test_without_it_or_beside_other_weights_there_is_nothing(folder: Path, measured: Measured) -> None:
    assert load_measured(str(folder)) is None
    store_measured(folder, measured)
    (folder / TENSORS).write_bytes((folder / TENSORS).read_bytes() + b" ")
    assert load_measured(str(folder)) is None


@pytest.mark.parametrize("content", [b"", b"not safetensors at all"])
def test_a_damaged_file_is_an_error(folder: Path, content: bytes) -> None:
    (folder / MEASURED).write_bytes(content)
    with pytest.raises(CheckpointError) as raised:
        load_measured(str(folder))
    assert raised.value.code == "mismatch"


def test_measuring_counts_up_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    probes = [planted.probe(sentence) for sentence in SENTENCES]
    monkeypatch.setattr(stored, "make_probes", lambda translator, count: probes)
    seen: list[float] = []
    found = stored.measure(planted.translator(), on_progress=seen.append)
    assert found.sets.right.total == 8
    assert seen[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("name", sorted(path.parent.name for path in WEIGHTS.glob(f"*/{MEASURED}")))
def test_what_ships_was_measured_of_the_weights_that_ship(name: str) -> None:
    assert load_measured(name) is not None
