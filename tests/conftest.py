"""What tests of several folders share."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import hub
from tests.golden.golden import Golden


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden figures anew")


def pytest_collection_finish() -> None:
    """Spare what all tests import from garbage collections, as the app does."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """`golden(figure, "name")` compares a figure with a stored file; see tests/golden/golden.py."""
    return Golden(update=request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tiny random Hugging Face models: `gpt2`, `bert`, `marian`. Copy one before changing it."""
    folder = tmp_path_factory.mktemp("tiny")
    hub.save_gpt2(folder / "gpt2")
    hub.save_bert(folder / "bert")
    hub.save_marian(folder / "marian")
    return folder


@pytest.fixture
def fake_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[hub.FakeHub]:
    """In place of the Hub, one on this computer, and an empty cache."""
    from huggingface_hub import constants

    with hub.served_hub() as (served, address):
        monkeypatch.setattr(constants, "ENDPOINT", address)
        template = f"{address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub-cache"))
        yield served
