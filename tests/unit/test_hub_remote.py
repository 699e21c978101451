"""The Hub is asked only where that was said, and every failure has its words. It is a Hub of this machine."""

import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from model.errors import HeadlightError
from model.hub import loading, remote
from model.hub.loading import Stage, load, look
from model.hub.policy import Source
from tests.hub import CONVERTED, FakeHub, names, only_pickle

GPT2 = Source("someone/gpt2")


@pytest.fixture
def filled(fake_hub: FakeHub, tiny_models: Path, tmp_path: Path) -> FakeHub:
    pickled = only_pickle(shutil.copytree(tiny_models / "gpt2", tmp_path / "pickled"))
    fake_hub.models = {
        GPT2.name: tiny_models / "gpt2",
        "someone/gated": tiny_models / "gpt2",
        "someone/pickled": pickled,
        "someone/old": pickled,
    }
    fake_hub.gated = {"someone/gated"}
    fake_hub.converted = {"someone/old": tiny_models / "gpt2"}
    return fake_hub


def refused(call: Callable[[], object]) -> HeadlightError:
    with pytest.raises(HeadlightError) as caught:
        call()
    return caught.value


def test_a_look_reads_headers_and_no_weights(filled: FakeHub, tiny_models: Path) -> None:
    found, local = look(GPT2), look(Source("x", tiny_models / "gpt2"))
    assert found.weights == local.weights
    assert (found.family, found.layers, found.heads) == (local.family, local.layers, local.heads)
    assert not found.at_hand
    assert remote.cached_folder(GPT2.name) is None, "what was looked at is not yet here"


def test_nothing_is_asked_or_fetched_that_was_not_said(filled: FakeHub) -> None:
    assert refused(lambda: load(GPT2)).code == "not_fetched"
    assert refused(lambda: look(GPT2, ask_hub=False)).code == "not_fetched"
    assert filled.asked == []


def test_what_was_fetched_is_here_without_a_network(filled: FakeHub, tiny_models: Path) -> None:
    told: list[tuple[Stage, int, int]] = []
    brought, _ = load(GPT2, download=True, report=lambda *one: told.append(one))
    assert brought.name == GPT2.name
    fetching = [(done, total) for stage, done, total in told if stage == "fetching"]
    needed = [file for file in (tiny_models / "gpt2").iterdir() if file.suffix in (".json", ".safetensors", ".txt")]
    assert fetching[-1] == (fetching[-1][1], sum(file.stat().st_size for file in needed))
    assert fetching == sorted(fetching)
    filled.asked.clear()
    assert load(GPT2)[0].trace("the cat").logits is not None
    assert look(GPT2).at_hand
    assert remote.cached_models() == [GPT2.name]
    assert filled.asked == []


def test_a_fetch_can_be_stopped_and_goes_on(filled: FakeHub) -> None:
    class Stopped(BaseException):
        pass

    def stop(stage: Stage, done: int, total: int) -> None:
        if done > total // 2:
            raise Stopped

    with pytest.raises(Stopped):
        load(GPT2, download=True, report=stop)
    assert remote.cached_folder(GPT2.name) is None
    assert remote.cached_models() == []
    filled.asked.clear()
    load(GPT2, download=True)
    assert "config.json" not in names([path for path in filled.asked if path.startswith("GET")]), "it was kept"


def test_only_what_is_needed_is_fetched(filled: FakeHub, tiny_models: Path, tmp_path: Path) -> None:
    crowded = shutil.copytree(tiny_models / "gpt2", tmp_path / "crowded")
    for name in ("pytorch_model.bin", "tf_model.h5", "rust_model.ot", "README.md", "model.py", "other.safetensors"):
        (crowded / name).write_bytes(b"x")
    filled.models[GPT2.name] = crowded
    load(GPT2, download=True)
    fetched = names([path for path in filled.asked if "/resolve/" in path])
    assert {Path(name).suffix for name in fetched} <= {".json", ".safetensors", ".txt"}
    assert "other.safetensors" not in fetched


def test_a_conversion_that_waits_beside_the_model_is_used(filled: FakeHub) -> None:
    brought, description = load(Source("someone/old"), download=True)
    assert description.weights.parameters == look(GPT2).weights.parameters
    assert brought.trace("the cat").logits is not None
    assert Path(str(remote.cached_folder("someone/old"))).name == CONVERTED


@pytest.mark.parametrize(
    ("name", "code"),
    [("someone/nothing", "not_on_hub"), ("someone/gated", "gated"), ("someone/pickled", "only_pickle")],
)
def test_what_cannot_be_had_is_said_before_it_is_fetched(filled: FakeHub, name: str, code: str) -> None:
    for call in (look, lambda source: load(source, download=True)):
        error = refused(lambda call=call: call(Source(name)))
        assert (error.code, error.details["name"]) == (code, name)
    assert not any(path.endswith((".bin", ".safetensors")) for path in filled.asked)
    assert remote.cached_models() == []


def test_a_model_without_a_tokenizer_is_not_fetched(filled: FakeHub, tiny_models: Path, tmp_path: Path) -> None:
    bare = shutil.copytree(tiny_models / "gpt2", tmp_path / "bare")
    (bare / "tokenizer.json").unlink()
    filled.models["someone/bare"] = bare
    assert refused(lambda: look(Source("someone/bare"))).code == "no_tokenizer"


def test_a_fetch_that_does_not_fit_into_memory_is_not_begun(filled: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "free_memory", lambda device: 1000)
    assert refused(lambda: load(GPT2, download=True)).code == "too_little_memory"
    assert remote.cached_folder(GPT2.name) is None


def test_trouble_of_the_hub_is_passed_on(filled: FakeHub) -> None:
    filled.status = 500
    error = refused(lambda: look(GPT2))
    assert (error.code, error.details["status"]) == ("hub_trouble", 500)


def test_no_network_is_said_at_once(filled: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{port}")  # nobody listens there any more
    assert refused(lambda: look(GPT2)).code == "no_network"


def test_a_server_that_stays_offline_asks_nobody(filled: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    load(GPT2, download=True)
    filled.asked.clear()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert load(GPT2)[0].name == GPT2.name
    for call in (look, load, lambda source: load(source, download=True)):
        assert refused(lambda call=call: call(Source("someone/old"))).code == "offline"
    assert filled.asked == []
