"""The command line, as its own process wherever that may matter."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from model import checkpoint, commands
from model.__main__ import main
from model.checkpoint import Checkpoint
from model.evaluation import FAMOUS_PAIR, Proportion
from model.evaluation.measured import weights_digest
from model.interventions import parse, tap_of
from model.training.card import QUALITY, with_quality
from tests import small
from tests.hub import FakeHub
from tests.launch import launch

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
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


def start(*arguments: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "model", *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        encoding="utf-8",
    )


def call(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    process = start(*arguments)
    output, errors = process.communicate(stdin)
    return process.returncode, output, errors


def call_here(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int | str | None, str, str]:
    """The same without the seconds that a process of its own needs to load torch."""
    try:
        code = main(arguments)
    except SystemExit as leaving:
        code = leaving.code
    return code, *capsys.readouterr()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random model; what it says is noise, but it says it."""
    path = tmp_path_factory.mktemp("model")
    made = small.translator()
    checkpoint.store(path, Checkpoint(made.transformer, made.tokenizer), f"# Card\n\n{QUALITY}\n\nNone.\n\n## Limits\n")
    return str(path)


@pytest.mark.parametrize(
    "command", [(), *((name,) for name in ("translate", "coreference", "roles", "scorecard", "train", "evaluate"))]
)
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


def test_a_model_that_is_brought_prints_what_it_would(tiny_models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import model

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
    for name, said in {
        "someone/nothing": "no public model",
        "a b/c": "neither the id",
        "./nowhere": "no folder",
    }.items():
        code, _, errors = call_here(capsys, "translate", "--download", "--model", name, "it")
        assert code == 2
        assert said in errors


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
    monkeypatch.setattr(commands, "keep_freed_memory", lambda **_: None)  # no way back, for all tests of this process
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


def test_a_scorecard_as_text_and_as_json(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sentence, translation = small.SENTENCES
    rows = [["sentence", "antecedent", "distractor", "pronoun", "translation"]]
    rows += [[sentence, noun, other, "il", translation] for noun, other in (("animal", "street"), ("street", "animal"))]
    (tmp_path / "own.csv").write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    asked = ("scorecard", "--model", folder, "--sentences", str(tmp_path / "own.csv"))
    code, output, _ = call_here(capsys, *asked, "--json")
    assert code == 0
    card = json.loads(output)
    assert card["right"]["total"] == 2
    assert len(card["heads"]) == (2 + 3) * 5
    assert {head["wins"]["hits"] for head in card["heads"]} == {1}, (
        "the two sentences are one, with the nouns exchanged"
    )

    with (tmp_path / "own.csv").open("a", encoding="utf-8") as file:
        file.write("\nWho knows?\ta\tb\til\t")
    code, output, errors = call_here(capsys, *asked)
    assert code == 1
    assert "line 4: " in errors
    assert "right pronoun" in output


def test_routes_and_sets_of_heads_as_text_and_as_json(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence, translation = small.SENTENCES
    table = f"sentence;antecedent;distractor;pronoun;translation\n{sentence};animal;street;il;{translation}"
    (tmp_path / "own.csv").write_text(table, encoding="utf-8")
    asked = ("scorecard", "--model", folder, "--sentences", str(tmp_path / "own.csv"), "--show")
    routes = json.loads(call_here(capsys, *asked, "routes", "--json")[1])
    assert len(routes["routes"]) == 12 * 3 + 4 * 4
    assert routes["right_with_nothing_cut"]["total"] == 1
    assert "encoder L1–L2: pronoun → antecedent" in "".join(call_here(capsys, *asked, "routes")[1])
    sets = json.loads(call_here(capsys, *asked, "sets", "--json")[1])
    assert sets["sufficient"] == sets["necessary"] == [], "one sentence is no better than chance"
    assert "right pronoun: " in call_here(capsys, *asked, "sets")[1]


def test_two_processes_share_the_sentences_of_a_scorecard(folder: str, tmp_path: Path) -> None:
    sentence, translation = small.SENTENCES
    words = ("animal", "street", "cross")
    rows = [f"{sentence}\t{noun}\t{other}\til\t{translation}" for noun in words for other in words if noun != other]
    table = "sentence\tantecedent\tdistractor\tpronoun\ttranslation\n" + "\n".join(rows[:5])
    (tmp_path / "own.csv").write_text(table, encoding="utf-8")
    asked = ("model", "scorecard", "--json", "--model", folder, "--sentences", tmp_path / "own.csv")
    _, output, _ = call(*map(str, asked[1:]))
    alone, together = (
        json.loads(said[said.index("{\n") : said.rindex("}") + 1]) for said in (output, launch("torchrun", *asked))
    )
    assert together["right"] == alone["right"]
    assert together["baselines"] == alone["baselines"]
    for one, other in zip(alone["heads"], together["heads"], strict=True):
        assert one["wins"] == other["wins"]
        for effect in ("off", "edge_cut"):
            assert other[effect]["right"] == one[effect]["right"]
            assert other[effect]["change"] == pytest.approx(one[effect]["change"], abs=1e-4)


def test_coreference_as_text_and_as_json_lines(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    sentences = f"{FAMOUS_PAIR[0]}\n\n{FAMOUS_PAIR[1]}\n"
    code, output, errors = call("coreference", "--model", folder, "--json", stdin=sentences)
    assert (code, errors.split(":")[0]) == (1, "line 2")
    found = [json.loads(line) for line in output.splitlines()]
    assert [one["sentence"] for one in found] == list(FAMOUS_PAIR)

    code, output, errors = call_here(capsys, "coreference", "--model", folder, FAMOUS_PAIR[0], "--antecedent", "street")
    assert (code, errors) == (0, "")
    assert output.splitlines()[0] == found[0]["translation"]
    assert '"it": antecedent "street", distractor "animal"' in output

    code, output, errors = call_here(capsys, "coreference", "--model", folder, FAMOUS_PAIR[0], "--antecedent", "dog")
    assert (code, output) == (1, "")
    assert 'no word "dog"' in errors


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


def test_roles_prints_a_line_for_each_head_or_json(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("roles", "--model", folder, "--sentences", "4")
    code, output, errors = call_here(capsys, *arguments, "--ablation", "2")
    assert (code, errors) == (0, "")
    lines = output.splitlines()
    heads = [
        f"{kind}.{layer + 1}.h{head + 1}"
        for kind, layers in (("enc", 2), ("dec", 3), ("cross", 3))
        for layer in range(layers)
        for head in range(5)
    ]
    assert [line.split()[0] for line in lines[1 : 1 + len(heads)]] == heads
    assert all(" off " in line for line in lines[1 : 1 + len(heads)])
    assert "rank correlation" in lines[-1]

    code, output, _ = call_here(capsys, *arguments, "--ablation", "0", "--json")
    assert code == 0
    found = json.loads(output)
    assert [head["name"] for head in found["heads"]] == heads
    assert found["heads"][0]["ablation"] is None
    assert found["heads"][0]["importance"]["normalised"] > 0
    assert {"determiner_noun", "subject_verb"} <= set(found["absent"]["decoder"])
    assert all(
        set(score) >= {"score", "chance", "baseline", "is_held"} for head in found["heads"] for score in head["scores"]
    )
