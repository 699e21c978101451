"""The commands that measure heads: scorecard and roles."""

import json
from pathlib import Path

import pytest

from tests import small
from tests.command_line import call, call_here, stored
from tests.launch import launch


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return stored(tmp_path_factory.mktemp("model"))


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
