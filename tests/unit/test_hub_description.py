"""A model is described as it is, before anything of it is loaded."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from model import checkpoint
from model.checkpoint import Checkpoint
from model.errors import HeadlightError
from model.hub import machine
from model.hub.description import Description, describe_folder, described
from model.hub.policy import Source
from model.hub.weights import Weights
from tests import hub, small

NAME = "group/mine"


@pytest.fixture
def gpt2(tiny_models: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_models / "gpt2", tmp_path / "somewhere")


def describe(folder: Path) -> Description:
    return describe_folder(Source(NAME, folder), folder)


def refused(folder: Path) -> str:
    """The code of the error; what it says names the model as it was asked for, and no place on this machine."""
    with pytest.raises(HeadlightError) as caught:
        describe(folder)
    said = f"{caught.value} {dict(caught.value.details)}"
    assert str(folder.parent) not in said
    return caught.value.code


@pytest.mark.parametrize(("name", "layers"), [("gpt2", (2,)), ("bert", (3,)), ("marian", (2, 2))])
def test_the_description_is_true(tiny_models: Path, name: str, layers: tuple[int, ...]) -> None:
    import transformers

    folder, found = tiny_models / name, describe(tiny_models / name)
    model_class: Any = getattr(transformers, json.loads((folder / "config.json").read_text())["architectures"][0])
    parameters = model_class.from_pretrained(folder).named_parameters()
    learnt = [one for key, one in parameters if name != "marian" or "embed_positions" not in key]  # sines and cosines
    assert found.weights.parameters == sum(one.numel() for one in learnt)
    assert found.weights.file_bytes == (folder / "model.safetensors").stat().st_size
    assert found.weights.dtypes == ("F32",)
    assert found.memory("float32") == sum(one.numel() * one.element_size() for one in learnt)
    assert found.memory("bfloat16") == found.memory("float16") == found.memory("float32") // 2
    assert (found.family, found.layers, found.heads) == (name, layers, 2)
    assert found.at_hand


def test_several_files_count_as_one(gpt2: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM

    parts = tmp_path / "parts"
    AutoModelForCausalLM.from_pretrained(gpt2).save_pretrained(parts, max_shard_size="16KB")
    assert len(list(parts.glob("model-*.safetensors"))) > 1
    assert describe(parts).weights.parameters == describe(gpt2).weights.parameters
    next(parts.glob("model-*.safetensors")).unlink()
    assert refused(parts) == "broken_weights"


def test_masks_that_old_files_hold_are_no_parameters(gpt2: Path) -> None:
    before, path = describe(gpt2), gpt2 / "model.safetensors"
    masks = {f"h.{n}.attn.bias": torch.ones(1, 1, 64, 64) for n in range(2)}
    save_file(load_file(path) | masks | {"position_ids": torch.arange(64)}, path, {"format": "pt"})
    assert describe(gpt2).weights.parameters == before.weights.parameters
    assert describe(gpt2).weights.file_bytes > before.weights.file_bytes


def test_a_model_of_ours_is_one_too(tmp_path: Path) -> None:
    made = small.translator()
    checkpoint.store(tmp_path, Checkpoint(made.transformer, made.tokenizer), "", dtype=torch.float16)
    found = describe(tmp_path)
    assert (found.family, found.layers, found.heads) == ("headlight", (2, 3), 5)
    assert found.weights.parameters == sum(parameter.numel() for parameter in made.transformer.parameters())
    assert found.memory("float16") == 4 * found.weights.parameters, "ours are always loaded as float32"


@pytest.mark.parametrize(
    ("config", "layers", "heads"),
    [
        ({"model_type": "marian", "encoder_layers": 6, "decoder_layers": 4, "encoder_attention_heads": 8}, (6, 4), 8),
        ({"model_type": "t5", "num_layers": 6, "num_decoder_layers": 5, "num_heads": 8}, (6, 5), 8),
        ({"model_type": "distilbert", "n_layers": 6, "n_heads": 12}, (6,), 12),
        ({"model_type": "llama"}, (), None),
    ],
)
def test_families_name_layers_and_heads_in_their_own_ways(config: dict[str, Any], layers: Any, heads: Any) -> None:
    found = described(Source(NAME), config, Weights(1, ("F32",), 4), at_hand=False)
    assert (found.layers, found.heads) == (layers, heads)


def test_only_pickle_is_refused_and_never_opened(gpt2: Path) -> None:
    assert refused(hub.only_pickle(gpt2)) == "only_pickle"
    assert not (gpt2 / "opened").exists()
    with pytest.raises(Exception):  # noqa: B017, PT011 - torch refuses or trips; the trap itself works:
        torch.load(gpt2 / "pytorch_model.bin", weights_only=False)
    assert (gpt2 / "opened").exists()


@pytest.mark.parametrize("keep", [0, 5, 100, 20_000, -1])
def test_truncated_weights_are_broken(gpt2: Path, keep: int) -> None:
    path = gpt2 / "model.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    assert refused(gpt2) == "broken_weights"


def test_a_header_that_lies_is_broken(gpt2: Path) -> None:
    path = gpt2 / "model.safetensors"
    path.write_bytes((1 << 40).to_bytes(8, "little") + path.read_bytes()[8:])
    assert refused(gpt2) == "broken_weights"


@pytest.mark.parametrize("index", ["{", "[]", "{}", '{"weight_map": {"a": "../../x"}}', '{"weight_map": 3}'])
def test_a_wrong_index_is_broken(gpt2: Path, index: str) -> None:
    (gpt2 / "model.safetensors").unlink()
    (gpt2 / "model.safetensors.index.json").write_text(index)
    assert refused(gpt2) == "broken_weights"


def test_missing_files_are_said(gpt2: Path) -> None:
    (gpt2 / "model.safetensors").unlink()
    assert refused(gpt2) == "no_weights"
    (gpt2 / "config.json").unlink()
    assert refused(gpt2) == "no_config"


@pytest.mark.parametrize("config", ["{", "[]", "3", "\udcff"])
def test_a_config_that_is_none_is_broken(gpt2: Path, config: str) -> None:
    (gpt2 / "config.json").write_text(config, encoding="utf-8", errors="surrogateescape")
    assert refused(gpt2) == "broken_config"


def test_an_unknown_family_is_said_and_its_program_never_run(gpt2: Path) -> None:
    assert refused(hub.change_config(gpt2, model_type="quux")) == "unknown_family"
    assert refused(hub.change_config(gpt2, model_type=None)) == "unknown_family"
    assert refused(hub.change_config(gpt2, auto_map={"AutoModel": "mine.Mine"})) == "needs_code"


def test_free_memory_is_that_of_the_machine_or_of_the_container(monkeypatch: Any, tmp_path: Path) -> None:
    free = machine.free_memory()
    assert free is not None
    assert 0 < free < 1 << 45
    for file, content in {"max": "3000", "current": "1200", "stat": "anon 5\ninactive_file 200\n"}.items():
        (tmp_path / f"memory.{file}").write_text(content)
    monkeypatch.setattr(machine, "_CGROUP", tmp_path)
    assert machine.free_memory() == 3000 - 1200 + 200
    (tmp_path / "memory.max").write_text("max\n")
    assert machine.free_memory() > 3000
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 9 kB\nMemAvailable:       7 kB\n")
    monkeypatch.setattr(machine, "_MEMINFO", meminfo)
    assert machine.free_memory() == 7 * 1024
