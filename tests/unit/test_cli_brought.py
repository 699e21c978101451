"""Models that are brought to the command line: from a folder, and from a Hub of this computer."""

from pathlib import Path

import pytest

import model
from tests.command_line import call_here
from tests.hub import FakeHub


def test_a_model_in_a_folder_prints_what_it_would(tiny_models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tiny_models / "gpt2")
    code, output, errors = call_here(capsys, "translate", "--model", folder, "the cat")
    assert (code, errors) == (0, "")
    assert output == model.load(folder).translate("the cat").text + "\n"


def test_the_hub_is_asked_only_with_download(
    tiny_models: Path, fake_hub: FakeHub, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_hub.models = {"someone/gpt2": tiny_models / "gpt2"}
    asked = ("translate", "--model", "someone/gpt2", "the cat")
    code, output, errors = call_here(capsys, *asked)
    assert (code, output) == (2, "")
    assert "--download" in errors
    assert fake_hub.asked == []
    code, output, errors = call_here(capsys, *asked, "--download")
    assert code == 0
    assert "100%" in errors
    assert call_here(capsys, *asked) == (0, output, ""), "from now on it is here"


@pytest.mark.parametrize(
    ("name", "said"),
    [("someone/nothing", "no public model"), ("a b/c", "neither the id"), ("./nowhere", "no folder")],
)
def test_what_cannot_be_brought_is_said(
    fake_hub: FakeHub, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    code, _, errors = call_here(capsys, "translate", "--download", "--model", name, "it")
    assert code == 2
    assert said in errors
