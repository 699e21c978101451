"""The commands that read a sentence or two: coreference, ablate, patch, compare, explain."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

import model
from model.analysis.attribution import METHODS, applicable, ask, attribute
from model.analysis.comparison import Comparison
from model.evaluation import FAMOUS_PAIR
from model.interventions import How
from tests import planted, small
from tests.command_line import call, call_here, stored

TIRED, WIDE = planted.SENTENCES[:2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return stored(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def planted_folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return stored(tmp_path_factory.mktemp("planted"), planted.translator())


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


def test_patch_finds_where_the_planted_model_holds_what_decides(
    planted_folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("patch", "--model", planted_folder, TIRED, WIDE)
    code, output, errors = call_here(capsys, *asked, "--json")
    assert (code, errors) == (0, "")
    found = json.loads(output)
    assert (found["translations"], found["beginning"], found["decision"]) == (["il", "elle"], "", ["il", "elle"])
    assert found["log_odds"][0] > 0 > found["log_odds"][1]
    assert found["boundaries"] == ["L1", "L2", "out"]
    turned = {
        (boundary, found["tokens"][token])
        for boundary, row in zip(found["boundaries"], found["stream"]["moved"], strict=True)
        for token, moved in enumerate(row)
        if moved > 0.5
    }
    assert turned == {("L1", "tired"), ("L2", "it"), ("out", "it")}
    assert [[moved > 0.5 for moved in row] for row in found["heads"]["moved"]] == [[True, False], [False, True]]

    code, output, errors = call_here(capsys, *asked)
    assert (code, errors) == (0, "")
    lines = {line.split("  ")[0]: line.split()[-3:] for line in output.splitlines()}
    assert lines["9 tired"] == ["100%", "0%", "0%"]
    assert lines["7 it"] == ["0%", "100%", "100%"]
    assert output.splitlines()[-1].split() == ["L2", "0%", "100%"]


def test_compare_two_sentences(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = "it was tired", "it was street"
    asked = ("compare", "--model", folder, one, other)
    found = json.loads(call_here(capsys, *asked, "--json")[1])
    made = model.load(folder)
    comparison = Comparison(made.translate(one), made.translate(other))
    assert [side["translation"] for side in found["sides"]] == [comparison.first.text, comparison.second.text]
    assert found["same_model"]
    assert len(found["heads"]) == (2 + 3 + 3) * 5
    assert [head["moved"] for head in found["heads"][:10]] == pytest.approx(
        comparison.attention["encoder"].head_by_head.nanmean(-1).flatten().tolist()
    )
    assert found["stream"]["encoder"]["words"] == ["it", "was", "tired→street", "</s>"]
    assert len(found["stream"]["encoder"]["cosine"]) == 2 + 1
    assert len(found["output"]) == len(comparison.written)
    assert json.dumps(found, allow_nan=False)

    code, output, errors = call_here(capsys, *asked)
    assert (code, errors) == (0, "")
    assert output.splitlines()[:2] == [comparison.first.text, comparison.second.text]
    assert "tired→street" in output
    assert "nan" not in output


def test_compare_with_and_without_interventions_and_another_model(
    folder: str, planted_folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = ("compare", "--model", planted_folder, TIRED, "--intervene", f'enc.1[9]=from "{WIDE}"')
    found = json.loads(call_here(capsys, *cut, "--json")[1])
    assert [side["translation"] for side in found["sides"]] == ["il", "elle"]
    assert found["output"][0]["words"] == ["il", "elle"]
    assert found["output"][0]["total_variation"] > 0.5
    assert WIDE in call_here(capsys, *cut)[1].splitlines()[1]

    code, output, errors = call_here(
        capsys, "compare", "--model", planted_folder, TIRED, "--other-model", folder, "--json"
    )
    assert (code, errors) == (0, "")
    found = json.loads(output)
    assert (found["same_model"], found["stream"]) == (False, {})
    assert found["output"][0]["total_variation"] is None
    assert len(found["heads"]) == 2 * 2 + 2 + 2
    code, output, errors = call_here(capsys, "compare", "--model", planted_folder, TIRED, "--other-model", folder)
    assert (code, errors) == (0, "")
    assert "heads most alike" in output


def test_every_head_is_switched_off_alone(
    folder: str, planted_folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("ablate", "--model", planted_folder, TIRED)
    found = json.loads(call_here(capsys, *asked, "--json")[1])
    assert (found["translation"], found["measure"], found["how"]) == ("il", "pronoun", "zero")
    felt = {one["name"] for one in found["heads"] if abs(one["change"]) > 0.01}
    assert felt == {"enc.1.h1", "enc.2.h2", "cross.1.h1"}, "the planted route"
    assert {one["name"] for one in found["heads"] if one["translation"] != "il"} <= felt
    code, output, errors = call_here(capsys, *asked, "--how", "uniform")
    assert (code, errors) == (0, "")
    assert output.splitlines()[0] == "il"
    assert len(output.splitlines()) == 2 + 8 + 1

    assert set(get_args(How)) == {"zero", "mean", "uniform"}, "the words of --how"
    code, output, errors = call_here(capsys, "ablate", "--model", folder, "it was tired")
    assert (code, errors, "log P of it all" in output) == (0, "", True)
    path = stored(tmp_path, small.translator(**small.DECODER_ONLY))
    written = json.loads(call_here(capsys, "ablate", "--model", path, "it was tired", "--json")[1])["heads"]
    assert {one["kind"] for one in written} == {"decoder"}
    assert {one["translation"] for one in written} == {None}


def test_explain_a_word_by_all_methods_or_some(
    folder: str, planted_folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("explain", "--model", planted_folder, TIRED)
    found = json.loads(call_here(capsys, *asked, "--json")[1])
    assert (found["piece"], found["against"], found["place"]) == ("il", "elle", 0)
    question = ask(planted.translator().translate(TIRED), 0)
    assert list(found["methods"]) == found["agreement"]["methods"] == list(applicable(question))
    for name in METHODS:
        scores = attribute(question, name).scores.tolist()
        assert found["methods"][name]["scores"] == pytest.approx(scores, rel=0.02, abs=1e-3)
    assert [one["text"] for one in found["inputs"]] == [*TIRED.split(), "</s>", "</s>"]
    assert json.dumps(found, allow_nan=False)
    lens = found["logit_lens"]
    assert lens["after"] == ["input", "L1 self attention", "L1 cross attention", "L1 feed forward"]
    assert lens["pieces"] == ["il", "elle"]
    assert [row[0]["piece"] for row in lens["top"]][2:] == ["il", "il"], "known once cross attention has read it"
    assert [ranks[0] for ranks in lens["ranks"]][2:] == [1, 1]

    alone = json.loads(call_here(capsys, *asked, "--alone", "--method", "attention", "--json")[1])
    assert (alone["against"], list(alone["methods"]), alone["score"] < 0) == (None, ["attention"], True)

    code, output, errors = call_here(capsys, *asked, "--word", "1", "--method", "saliency", "--method", "rollout")
    assert (code, errors) == (0, "")
    assert "1 saliency, slope" in output
    assert "2 rollout, share" in output
    assert re.search(r"^L1 cross attention +il +\d+\.\d% +\d+\.\d%$", output, re.MULTILINE)
    assert "rank correlation over 9 words" in output
    assert "nan" not in output

    code, output, errors = call_here(
        capsys, "explain", "--model", folder, "it didn't", "--pieces", "--method", "attention"
    )
    assert (code, errors) == (0, "")
    assert "+t" in output
    assert "rank correlation" not in output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("patch", TIRED, "the cow"), "10 and 3 tokens"),
        (("patch", TIRED, TIRED), "translated the same"),
        (("patch", TIRED, " "), "no sentence to read"),
        (("compare", TIRED), "Give a second sentence"),
        (("compare", TIRED, "--intervene", "enc.1"), "no intervention: enc.1"),
        (("compare", TIRED, "--other-model", "nowhere"), "no model called nowhere"),
        (("compare", TIRED, "--intervene", 'enc.1[1]=from "the cow"'), "10 tokens, the one to take from 3"),
        (("explain", TIRED, "--word", "nous"), 'no word "nous"; it has il'),
        (("explain", TIRED, "--word", "99"), 'no word "99"; it has il'),
        (("explain", TIRED, "--method", "guessing"), "no method guessing; there are leave_one_out"),
    ],
)
def test_bad_requests_get_one_line_and_status_2(
    arguments: tuple[str, ...], said: str, planted_folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output, errors = call_here(capsys, *arguments, "--model", planted_folder)
    assert (code, output) == (2, "")
    assert said in errors
    assert errors.count("\n") == 1


def test_a_language_model_translates_nothing_to_patch_but_explains_and_compares(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = stored(tmp_path, small.translator(**small.DECODER_ONLY))
    code, _, errors = call_here(capsys, "patch", "--model", path, "it was", "it was")
    assert (code, "language model" in errors) == (2, True)
    code, output, _ = call_here(capsys, "explain", "--model", path, "it was tired", "--json")
    assert code == 0
    assert {one["side"] for one in json.loads(output)["inputs"]} == {"target"}
    code, output, _ = call_here(capsys, "compare", "--model", path, "it was tired", "it was street", "--json")
    assert code == 0
    assert list(json.loads(output)["stream"]) == ["decoder"]
