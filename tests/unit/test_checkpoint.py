"""Models on disk: what is written is read back, and every kind of damage has its error."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from model import checkpoint
from model.checkpoint import Checkpoint
from model.errors import CheckpointError
from tests import small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    checkpoint.store(tmp_path / "model", stored(), "# Card\n")
    return tmp_path / "model"


def stored(**changes: object) -> Checkpoint:
    transformer = small.transformer(vocabulary_size=len(small.tokenizer()), **changes)
    return Checkpoint(transformer, small.tokenizer())


def test_what_is_stored_in_float32_is_read_back_bit_for_bit(tmp_path: Path) -> None:
    checkpoint.store(tmp_path, stored(), "", dtype=torch.float32)

    read = checkpoint.load(str(tmp_path))

    for name, parameter in stored().transformer.named_parameters():
        assert torch.equal(parameter, read.transformer.get_parameter(name)), name
    assert read.config == stored().config
    assert read.tokenizer.to_json() == small.tokenizer().to_json()


def test_float16_is_read_as_float32_within_its_rounding(folder: Path) -> None:
    read = checkpoint.load(str(folder)).transformer

    assert not read.training
    assert load_file(folder / "model.safetensors")["vocabulary"].dtype == torch.float16
    for name, parameter in stored().transformer.named_parameters():
        again = read.get_parameter(name)
        assert again.dtype == torch.float32
        torch.testing.assert_close(again, parameter, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("tied", [True, False])
def test_tied_weights_are_stored_once_and_stay_tied(tmp_path: Path, tied: bool) -> None:
    checkpoint.store(tmp_path, stored(tied_embeddings=tied), "")

    shape = (len(small.tokenizer()), small.config().d_model)
    tensors = load_file(tmp_path / "model.safetensors")
    assert sum(tensor.shape == shape for tensor in tensors.values()) == (1 if tied else 3)
    read = checkpoint.load(str(tmp_path)).transformer
    assert (read.vocabulary is read.source_embedding.tokens) == tied


def test_an_unknown_name_lists_the_models_at_hand() -> None:
    with pytest.raises(CheckpointError, match="no model called nowhere") as caught:
        checkpoint.load("nowhere")

    assert caught.value.code == "missing_model"


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(CheckpointError, match=name) as caught:
        checkpoint.load(str(folder))

    assert caught.value.code == "missing_model"


@pytest.mark.parametrize("keep", [0, 5, 100, -1])
def test_truncated_weights_are_corrupt(folder: Path, keep: int) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(CheckpointError) as caught:
        checkpoint.load(str(folder))

    assert caught.value.code == "corrupt_weights"


@pytest.mark.parametrize("config", ["{", "[]", '{"vocabulary_size": "many"}', '{"d_model": 8, "colour": 1}', "\udcff"])
def test_a_wrong_configuration_is_an_error(folder: Path, config: str) -> None:
    (folder / "config.json").write_text(config, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(CheckpointError) as caught:
        checkpoint.load(str(folder))

    assert caught.value.code == "bad_config"


@pytest.mark.parametrize("changes", [{"d_ff": 24}, {"n_encoder_layers": 3}, {"norm_placement": "pre"}])
def test_weights_of_another_shape_do_not_fit(folder: Path, changes: dict[str, object]) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | changes))

    with pytest.raises(CheckpointError) as caught:
        checkpoint.load(str(folder))

    assert caught.value.code == "mismatch"


def test_a_tokenizer_of_another_size_does_not_fit(folder: Path) -> None:
    checkpoint.store(folder, Checkpoint(small.transformer(vocabulary_size=41), small.tokenizer()), "")

    with pytest.raises(CheckpointError) as caught:
        checkpoint.load(str(folder))

    assert caught.value.code == "mismatch"


def test_an_extra_tensor_does_not_fit(folder: Path) -> None:
    path = folder / "model.safetensors"
    save_file({**load_file(path), "stowaway": torch.zeros(1)}, path)

    with pytest.raises(CheckpointError, match="stowaway") as caught:
        checkpoint.load(str(folder))

    assert caught.value.code == "mismatch"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    checkpoint.write_atomically(path, b"old")

    def fail(*arguments: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(checkpoint.os, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        checkpoint.write_atomically(path, b"new")

    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
