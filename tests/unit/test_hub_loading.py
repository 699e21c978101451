"""A model is loaded as it is, or the reason is said: nothing is guessed, run or fetched on the way."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

import model
from model import checkpoint
from model.checkpoint import Checkpoint
from model.errors import HeadlightError
from model.hub import loading
from model.hub.loading import Stage, load
from model.hub.policy import Source
from model.translator import Translator
from tests import hub, small

NAME = "mine"


@pytest.fixture
def gpt2(tiny_models: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_models / "gpt2", tmp_path / "somewhere")


def bring(folder: Path, **options: Any) -> Translator:
    return load(Source(NAME, folder), **options)[0]


def refused(folder: Path, **options: Any) -> HeadlightError:
    """The error; what it says names the model as it was asked for, and no place on this machine."""
    with pytest.raises(HeadlightError) as caught:
        bring(folder, **options)
    assert str(folder.parent) not in f"{caught.value} {dict(caught.value.details)}"
    return caught.value


def test_what_is_loaded_computes_what_transformers_does(gpt2: Path) -> None:
    from transformers import AutoModelForCausalLM

    brought = bring(gpt2)
    assert brought.name == NAME
    trace = brought.trace("the cat sat")
    theirs: Any = AutoModelForCausalLM.from_pretrained(gpt2).eval()
    with torch.no_grad():
        expected = theirs(torch.tensor([trace.target.ids])).logits[0]
    torch.testing.assert_close(trace.logits, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_the_number_format_is_the_one_asked_for(gpt2: Path, dtype: Any) -> None:
    brought = bring(gpt2, dtype=dtype)
    assert {one.dtype for _, one in brought.transformer.named_parameters()} == {getattr(torch, dtype)}
    assert brought.trace("the cat").attention("decoder")[0].weights.dtype == torch.float32


def test_an_encoder_is_brought_with_what_fits_it(tiny_models: Path) -> None:
    brought = bring(tiny_models / "bert")
    assert not brought.writes
    assert len(brought.trace("the cat sat on the mat.").attention("encoder")) == 3


def test_a_head_that_nothing_shows_is_left_out(tiny_models: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForSequenceClassification

    folder = shutil.copytree(tiny_models / "bert", tmp_path / "classifier")
    AutoModelForSequenceClassification.from_pretrained(folder).save_pretrained(folder)
    sentence = "the cat sat on the mat."
    ours, other = bring(tiny_models / "bert").trace(sentence), bring(folder).trace(sentence)
    torch.testing.assert_close(other.encoder.final, ours.encoder.final)


def test_a_model_of_ours_is_brought_under_the_name_asked_for(tmp_path: Path) -> None:
    made = small.translator()
    checkpoint.store(tmp_path / "own", Checkpoint(made.transformer, made.tokenizer), "", dtype=torch.float32)
    brought = bring(tmp_path / "own")
    assert brought.name == NAME
    assert brought.translate("The animal is tired.").text == made.translate("The animal is tired.").text
    (tmp_path / "own" / "tokenizer.json").write_text("{}")
    assert refused(tmp_path / "own").code == "unreadable"


@pytest.mark.parametrize("changes", [{"n_layer": 3}, {"n_layer": 1}, {"n_embd": 24}, {"vocab_size": 7}])
def test_weights_and_config_must_fit(gpt2: Path, changes: dict[str, int]) -> None:
    error = refused(hub.change_config(gpt2, **changes))
    assert error.code == "weights_differ"
    assert int(error.details["count"]) > 0


def test_a_tensor_that_is_missing_is_named_not_made_up(gpt2: Path) -> None:
    path = gpt2 / "model.safetensors"
    tensors = load_file(path)
    del tensors["transformer.h.1.mlp.c_fc.bias"]
    save_file(tensors, path, {"format": "pt"})
    error = refused(gpt2)
    assert (error.code, error.details["count"]) == ("weights_differ", 1)
    assert error.details["tensor"] == "transformer.h.1.mlp.c_fc.bias"


def test_a_tokenizer_there_must_be(gpt2: Path) -> None:
    (gpt2 / "tokenizer.json").write_text("{")
    assert refused(gpt2).code == "no_tokenizer"
    (gpt2 / "tokenizer.json").unlink()
    assert refused(gpt2).code == "no_tokenizer", "transformers would make an empty one"


def test_a_strange_value_in_the_config_is_no_crash(gpt2: Path) -> None:
    assert refused(hub.change_config(gpt2, activation_function="quux")).code == "unreadable"


def test_what_does_not_fit_into_memory_is_not_tried(gpt2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need = loading.look(Source(NAME, gpt2)).memory("float32")
    monkeypatch.setattr(loading, "free_memory", lambda device: need - 1)
    error = refused(gpt2)
    assert (error.code, error.details["dtype"]) == ("too_little_memory", "float32")
    assert bring(gpt2, dtype="bfloat16").name == NAME, "half as large"
    monkeypatch.setattr(loading, "free_memory", lambda device: None)
    assert bring(gpt2).name == NAME, "not known is not too little"


def test_a_device_that_is_not_there_is_said(gpt2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "devices", lambda: ("cpu",))
    assert refused(gpt2, device="cuda").code == "no_device"


def test_the_program_of_a_model_is_never_run(gpt2: Path) -> None:
    mark = gpt2 / "ran"
    (gpt2 / "mine.py").write_text(f"open({str(mark)!r}, 'w')\nclass Mine: pass\n")
    hub.change_config(gpt2, auto_map={"AutoModelForCausalLM": "mine.Mine", "AutoConfig": "mine.Mine"})
    assert bring(gpt2).trace("the cat").logits is not None
    assert not mark.exists()


def test_progress_is_told_and_may_stop_it(gpt2: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from transformers.utils import logging

    told: list[tuple[Stage, int, int]] = []
    bring(gpt2, report=lambda *one: told.append(one))
    n_tensors = len(load_file(gpt2 / "model.safetensors"))
    assert told == [("reading", done, n_tensors) for done in range(n_tensors + 1)]

    class Stopped(BaseException):
        pass

    def stop(stage: Stage, done: int, total: int) -> None:
        if done == 3:
            raise Stopped

    before = logging.set_tqdm_hook(None)
    with pytest.raises(Stopped):
        bring(gpt2, report=stop)
    assert logging.set_tqdm_hook(before) is None, "as it was before"
    assert capfd.readouterr() == ("", ""), "nothing is drawn or logged"


def test_costly_libraries_wait_until_a_model_is_brought() -> None:
    """A page asks what is on the shelf at every run: that alone must not cost the seconds that transformers takes."""
    code = (
        "import sys; from model.hub import loading, policy, remote, shelf; "
        "shelf.Shelf().get('x'); policy.Policy().find('a/b'); "
        "print(sorted({'transformers', 'huggingface_hub', 'sentencepiece'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_model_load_takes_all_kinds_of_models(gpt2: Path, tmp_path: Path) -> None:
    assert model.load("en-fr").name == "en-fr"
    assert model.load(str(gpt2)).trace("the cat").logits is not None
    made = small.translator()
    checkpoint.store(tmp_path / "own", Checkpoint(made.transformer, made.tokenizer), "")
    assert model.load(str(tmp_path / "own")).source_language == "en"
    for name, code in {"nowhere": "missing_model", "./nowhere": "missing_folder", "no/where": "not_fetched"}.items():
        with pytest.raises(HeadlightError) as caught:
            model.load(name)
        assert caught.value.code == code
