"""The command line: translating, evaluating, training, and how it refuses."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from model import checkpoint
from model.__main__ import MODULES
from model.checkpoint import Checkpoint
from model.commands import training
from model.evaluation import FAMOUS_PAIR, Proportion
from model.evaluation.measured import weights_digest
from model.interventions import parse, tap_of
from model.training.card import QUALITY, with_quality
from tests import small
from tests.command_line import ROOT, call, call_here, start, stored

TINY = """
[model]
d_model = 8
n_heads = 2
d_ff = 8
n_encoder_layers = 1
n_decoder_layers = 1

[training]
steps = 80
vocabulary_size = 200
batch_tokens = 100
chunk_tokens = 2000
sample_size = 50
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return stored(tmp_path_factory.mktemp("model"))


@pytest.mark.parametrize("command", [(), *((name,) for name in [name for names in MODULES.values() for name in names])])
def test_help_needs_no_torch(command: tuple[str, ...]) -> None:
    code = f"import sys; sys.argv[1:] = {[*command, '--help']!r}; import model.__main__ as m\n"
    code += "try:\n    m.main()\nexcept SystemExit:\n    sys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "usage: python -m model" in done.stdout


def test_a_language_model_prints_each_line_and_how_it_goes_on(tmp_path: Path) -> None:
    made = small.translator(**small.DECODER_ONLY)
    checkpoint.store(tmp_path, Checkpoint(made.transformer, made.tokenizer), "", dtype=torch.float32)

    code, output, errors = call("translate", "--model", str(tmp_path), "it was", "the animal")

    assert (code, errors) == (0, "")
    assert output.splitlines() == [made.translate("it was").text, made.translate("the animal").text]


def test_one_translation_a_line_and_a_message_for_each_bad_line(folder: str) -> None:
    code, output, errors = call("translate", "--model", folder, stdin="it was\n\nthe animal\na\x07b")

    assert code == 1
    lines = output.split("\n")
    assert len(lines) == 5
    assert lines[4] == lines[3] == lines[1] == ""
    assert lines[0]
    assert lines[2]
    assert [line.split(":")[0] for line in errors.splitlines()] == ["line 2", "line 4"]


def test_arguments_greedy_and_beam(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, output, errors = call("translate", "--model", folder, "it was", "because")
    assert (code, output.count("\n"), errors) == (0, 2, "")

    assert call_here(capsys, "translate", "--model", folder, "--beam", "3", "it was", "because")[0] == 0
    again = small.translator()
    assert output.splitlines()[0] == again.translate("it was").text


def test_a_reader_that_leaves_is_no_error(folder: str) -> None:
    process = start("translate", "--model", folder, *["it was tired"] * 30)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    process.stdin.close()
    assert process.wait() == 1
    assert process.stderr.read() == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("translate", "--model", "nowhere", "it"), "no model called nowhere"),
        (("translate", "--beam", "0", "it"), "must be at least 1"),
        (("translate", "--beam", "99", "it"), "width cannot be 99"),
        (("evaluate", "--corpus", "nowhere.tsv"), "no such file"),
        (("train", "--recipe", "nothing", "--output", "x"), "no recipe nothing"),
        (("train", "--output", "x", "--steps", "0"), "positive number of steps"),
        (("train", "--output", "x", "--steps", "1", "--corpus", "nowhere.tsv"), "no such file"),
        (("fly",), "invalid choice"),
    ],
)
def test_bad_requests_get_one_line_and_status_2(
    arguments: tuple[str, ...],
    said: str,
    folder: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "keep_freed_memory", lambda **_: None)  # no way back, for all tests of this process
    if arguments[0] in ("translate", "evaluate") and "--model" not in arguments:
        arguments = (arguments[0], "--model", folder, *arguments[1:])

    code, output, errors = call_here(capsys, *arguments)

    assert (code, output) == (2, "")
    assert said in errors
    assert "Traceback" not in errors


def test_evaluate_measures_and_writes_the_card(folder: str, tmp_path: Path) -> None:
    corpus = tmp_path / "dev.tsv"
    corpus.write_text("It was tired.\tIl était fatigué.\nThe street.\tLa rue.\n", encoding="utf-8")

    code, output, errors = call(
        "evaluate",
        "--model",
        folder,
        "--corpus",
        str(corpus),
        "--beam",
        "2",
        "--examples",
        "3",
        "--json",
        "--write-card",
    )

    assert (code, errors) == (0, "")
    results = json.loads(output)
    assert list(results["corpus"]) == ["greedy", "beam 2"]
    for scores in results["corpus"].values():
        assert [score["name"] for score in scores] == ["BLEU", "chrF2"]
        assert all("version:" in score["signature"] for score in scores)
    assert results["pronouns"]["accuracy"]["test_nouns"]["total"] == 3
    assert results["pronouns"]["causal"]["encoder antecedent"]["total"] == 3
    assert list(results["pronouns"]["famous_pair"]) == list(FAMOUS_PAIR)
    card = (Path(folder) / "README.md").read_text(encoding="utf-8")
    assert "| 2 pairs of the dev file | greedy | beam 2 |" in card
    assert "| encoder, *it* → antecedent |" in card
    assert "None." not in card
    assert card.rstrip().endswith("## Limits")
    stored = json.loads((Path(folder) / "evaluation.json").read_text(encoding="utf-8"))
    assert stored == {"weights": weights_digest(Path(folder)), **results}


def test_an_intervention_changes_the_translation(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    made = small.translator()
    text = "enc.1.self=skip; cross.2=cut; dec.1.h1=off"
    code, _, errors = call_here(capsys, "translate", "--model", folder, "--intervene", text, "it was")
    assert (code, "cross.2=cut" in errors) == (2, True)

    text = "enc.1.self=skip; cross.2[1,2]=cut; dec.1.h1=off; dec.2.h2=uniform"
    code, output, errors = call_here(
        capsys, "translate", "--model", folder, "--intervene", text, "it was", "the animal"
    )
    assert (code, errors) == (0, "")
    taps = [tap_of(parse(text, made.config)) for _ in range(2)]
    changed = [
        made.translate(sentence, tap=tap).text for sentence, tap in zip(("it was", "the animal"), taps, strict=True)
    ]
    assert output.splitlines() == changed
    assert changed != [made.translate(sentence).text for sentence in ("it was", "the animal")]

    code, output, errors = call_here(capsys, "translate", "--model", folder, "--intervene", "enc[9,1]=cut", "it was")
    assert (code, output) == (1, "\n")
    assert errors.startswith("line 1: ")


def test_only_english_to_french_has_pronouns_to_resolve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = small.translator(source_language="zh", target_language="en")
    checkpoint.store(tmp_path, Checkpoint(made.transformer, made.tokenizer), "# Card")
    corpus = tmp_path / "dev.tsv"
    corpus.write_text("It was.\tIt is.\n", encoding="utf-8")

    code, output, errors = call("coreference", "--model", str(tmp_path), "It was.")
    assert (code, output) == (2, "")
    assert "translates from zh to en" in errors

    asked = ("--model", str(tmp_path), "--corpus", str(corpus), "--beam", "1", "--json")
    code, output, errors = call_here(capsys, "evaluate", *asked)
    assert (code, errors) == (0, "")
    results = json.loads(output)
    assert (list(results["corpus"]), results["pronouns"]) == (["greedy"], None)


def test_a_part_of_another_sentence_is_taken_where_the_tokens_fit(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = small.translator()
    text = "; ".join(f'enc.out[{token}]=from "the animal"' for token in (1, 2, 3))
    asked = ("translate", "--model", folder, "--intervene")
    code, output, errors = call_here(capsys, *asked, text, "it was", "it was tired")
    assert (code, output) == (1, f"{made.translate('the animal').text}\n\n")
    assert errors == ("line 2: The sentence has 4 tokens, the one to take from 3: they must have equally many.\n")
    code, output, errors = call_here(capsys, *asked, 'enc.1[1]=from "a\x07b"', "it was", "it was tired")
    assert (code, output, errors.count("\n")) == (2, "", 1), "said once, not for each sentence"


def test_a_terminated_run_is_saved_and_resumed(tmp_path: Path) -> None:
    recipe = tmp_path / "tiny.toml"
    recipe.write_text(TINY)
    train = ("train", "--recipe", str(recipe), "--threads", "1", "--output", str(tmp_path / "run"))

    process = start(*train)
    assert process.stderr
    while process.stderr.read(1) != "%":  # the progress bar: training has begun
        pass
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate()

    assert process.returncode == 0
    assert 0 < int(output.split()[0]) < 80
    code, output, _ = call(*train, "--resume")
    assert (code, output.split()[0]) == (0, "80")


def test_wilson_interval() -> None:
    """Against the worked values of Newcombe (1998), table I."""
    assert Proportion(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert Proportion(0, 20).interval == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_a_card_without_the_section_keeps_its_text() -> None:
    card = f"# A\n\n{QUALITY}\n\nold\n\n## B\n\ntext\n"
    assert with_quality(card, "new") == f"# A\n\n{QUALITY}\n\nnew\n\n## B\n\ntext\n"
