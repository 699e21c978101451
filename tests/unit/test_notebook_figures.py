"""One call draws a trace or what an analysis found: `viz.heads(trace)`."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
import torch
from tokenizers import Tokenizer as Backend
from tokenizers import decoders, pre_tokenizers
from tokenizers.models import BPE
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BertConfig,
    BertModel,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
)

import model
import viz
from model.analysis.attribution import ask, attribute
from model.analysis.head_effects import head_effects
from model.analysis.patching import Patching
from model.analysis.stored import load_measured
from model.interventions import InterventionError, Place, head_code, parse_head
from model.residual import profile
from model.trace import Trace, TraceError
from tests import small
from tests.small_roles import roles
from viz.theme import theme

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"vocab_size": 260, "bos_token_id": 258, "eos_token_id": 258, "pad_token_id": 259}


@pytest.fixture(scope="module")
def trace() -> Trace:
    return small.translator().trace(*small.SENTENCES)


@pytest.fixture(scope="module")
def measured():
    return load_measured("en-fr")


def tokenizer() -> PreTrainedTokenizerFast:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    spelling = Backend(BPE({letter: place for place, letter in enumerate(letters)}, []))
    spelling.pre_tokenizer, spelling.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    made = PreTrainedTokenizerFast(tokenizer_object=spelling)
    made.add_special_tokens({"cls_token": "<c>", "sep_token": "<s>", "eos_token": "</s>", "pad_token": "<p>"})
    return made


def bert() -> BertModel:
    return BertModel(
        BertConfig(vocab_size=260, hidden_size=30, num_hidden_layers=2, num_attention_heads=5, intermediate_size=23)
    )


def gpt2() -> GPT2LMHeadModel:
    return GPT2LMHeadModel(GPT2Config(n_embd=30, n_layer=3, n_head=5, n_positions=64, **SIZES))


def bart() -> BartForConditionalGeneration:
    layers = {"encoder_layers": 2, "decoder_layers": 1, "encoder_attention_heads": 5, "decoder_attention_heads": 5}
    widths = {"d_model": 30, "encoder_ffn_dim": 23, "decoder_ffn_dim": 23, "max_position_embeddings": 64}
    return BartForConditionalGeneration(
        BartConfig(**layers, **widths, decoder_start_token_id=258, forced_eos_token_id=258, **SIZES)
    )


def shown(figure: go.Figure) -> list[list[int]]:
    """The heads of an overview."""
    return [list(cell) for cell in figure.data[1].customdata]


def test_importing_viz_costs_nothing_and_knows_no_streamlit() -> None:
    late = ("torch", "plotly", "pandas", "transformers", "streamlit")
    code = f"import sys, model, viz; print([name for name in {late} if name in sys.modules], 'heads' in dir(viz))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[] True"
    code = "import sys, viz; viz.heads, viz.table; print('streamlit' in sys.modules, 'transformers' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False False"


def test_what_viz_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = viz.nothing


@pytest.mark.parametrize("place", [Place("encoder", 5), Place("decoder", 0), Place("cross", 11)])
def test_a_code_names_the_head_that_it_was_made_of(place: Place) -> None:
    assert parse_head(head_code(place, 3)) == (place, 3)


@pytest.mark.parametrize("code", ["", "enc.6", "enc.0.h1", "enc.1.h0", "h4", "enc.6.h4=off", "ENC.1.h1", "enc.1.h1 h2"])
def test_what_is_no_code_of_a_head_is_said(code: str) -> None:
    with pytest.raises(InterventionError, match=r"Write it like enc\.6\.h4") as raised:
        parse_head(code)
    assert raised.value.code == "bad_intervention"


@pytest.mark.parametrize(("kind", "layers"), [("encoder", 2), ("decoder", 3), ("cross", 3)])
def test_all_heads_of_a_kind(trace: Trace, kind: str, layers: int) -> None:
    assert shown(viz.heads(trace, kind)) == [[layer, head] for layer in range(layers) for head in range(5)]


def test_one_head_has_its_numbers_and_its_name(trace: Trace) -> None:
    figure = viz.head(trace, "dec.3.h2", by_word=False)
    drawn = torch.tensor(figure.data[0].z).nan_to_num()
    torch.testing.assert_close(drawn, trace.attention("decoder")[2].weights[1])
    assert "L3·H2" in figure.layout.annotations[0].text


def test_ribbons_name_their_heads_and_frame_their_word(trace: Trace) -> None:
    figure = viz.ribbons(trace, "enc.2.h4", "enc.1.h1", focus="it")
    assert all(name in figure.layout.annotations[0].text for name in ("L2·H4", "L1·H1"))
    aliases = figure.layout.yaxis.labelalias.values()
    assert [label for label in aliases if label.startswith("<b>")] == ["<b>it</b>"]


def test_the_stream_frames_the_largest_value(trace: Trace) -> None:
    figure = viz.stream(trace, "decoder", quantity="size_sum")
    values, frame = torch.tensor(figure.data[0].z), figure.layout.shapes[0]
    row, token = divmod(int(values.argmax()), values.shape[1])
    assert (frame.y0, frame.x0) == (row - 0.5, token - 0.5)


def test_heads_of_the_model_but_not_of_the_trace(trace: Trace) -> None:
    for code in ("enc.3.h1", "enc.1.h6", "cross.4.h1"):
        with pytest.raises(InterventionError, match=code) as raised:
            viz.head(trace, code)
        assert raised.value.code == "no_such_position"
    with pytest.raises(ValueError, match="one kind"):
        viz.ribbons(trace, "enc.1.h1", "dec.1.h1")
    with pytest.raises(ValueError, match="name one head"):
        viz.ribbons(trace)


def test_languages_and_modes(trace: Trace) -> None:
    english, chinese = viz.heads(trace), viz.heads(trace, lang="zh", mode="dark")
    assert english.layout.title.text == "Encoder: what every head looks at"
    assert chinese.layout.title.text == "编码器：每个注意力头在看什么"
    assert english.layout.paper_bgcolor == theme("light").background
    assert chinese.layout.paper_bgcolor == theme("dark").background


def test_every_figure_is_one_that_plotly_accepts_and_needs_no_other_host(trace: Trace, measured) -> None:
    translation = model.load("en-fr").translate("The cat slept because it was tired.")
    question = ask(translation, place=1)
    found = [measured.scorecard, measured.routes, measured.sets, roles(), head_effects(translation)]
    found.append([attribute(question, method) for method in ("attention", "saliency")])
    found.append(Patching(-1.0, 2.0, torch.zeros(3, 4), torch.ones(2, 5)))
    figures = [viz.draw(one) for one in found] + [viz.heads(trace), viz.head(trace, "enc.1.h1", quantity="scores")]
    for figure in [*figures, viz.ribbons(trace, "cross.1.h1"), viz.stream(trace)]:
        assert isinstance(figure, go.Figure)
        assert figure.data
        assert "://" not in go.Figure(figure.to_dict()).to_json()


def test_a_marked_head_of_a_scorecard(measured) -> None:
    ring = viz.draw(measured.scorecard, chosen="enc.6.h4").data[-1]
    score = measured.scorecard.scores[measured.scorecard.heads.index(parse_head("enc.6.h4"))]
    assert ring.x[0] == pytest.approx(score.wins.value, abs=1e-4)
    with pytest.raises(InterventionError, match=r"enc\.7\.h4"):
        viz.draw(measured.scorecard, chosen="enc.7.h4")


def test_a_marked_head_of_a_map_of_roles() -> None:
    frame = viz.draw(roles(), chosen="dec.1.h2").layout.shapes[0]
    assert (frame.x0, frame.x1) == (0.5, 1.5)
    with pytest.raises(InterventionError, match=r"enc\.9\.h9"):
        viz.draw(roles(), chosen="enc.9.h9")


def test_routes_of_another_kind(measured) -> None:
    rows = {kind: len(viz.draw(measured.routes, kind=kind).data[0].z) for kind in ("encoder", "cross")}
    kinds = {kind: {(r.query, r.key) for r in measured.routes.effects if r.kind == kind} for kind in rows}
    assert rows == {kind: len(pairs) for kind, pairs in kinds.items()}


def test_tables_have_the_numbers(trace: Trace, measured) -> None:
    weights = viz.table(trace, "enc.1.h1", "enc.2.h5")
    assert list(weights["head"].unique()) == ["L1·H1", "L2·H5"]
    assert len(viz.table(measured.scorecard)) == len(measured.scorecard.heads)
    assert len(viz.table(roles())) == sum(len(head.scores) for head in roles().heads)
    assert len(viz.table(measured.routes, lang="zh")) == len(measured.routes.effects)
    assert isinstance(viz.table(profile(trace.encoder)), pd.DataFrame)


def test_what_has_no_picture_or_table_is_said(measured) -> None:
    with pytest.raises(TypeError, match="no picture of a str"):
        viz.draw("scorecard")
    with pytest.raises(TypeError, match="no table of a HeadSets"):
        viz.table(measured.sets)


@pytest.mark.parametrize(
    ("make", "kinds"),
    [(bert, {"encoder": 2}), (gpt2, {"decoder": 3}), (bart, {"encoder": 2, "decoder": 1, "cross": 1})],
    ids=["encoder-only", "decoder-only", "encoder-decoder"],
)
def test_models_that_a_person_brings(make, kinds: dict[str, int]) -> None:
    torch.manual_seed(0)
    trace = model.adapt(make(), tokenizer(), name="tiny").trace("a cat 我")
    first, *_ = kinds
    assert shown(viz.heads(trace)) == [[layer, head] for layer in range(kinds[first]) for head in range(5)]
    for kind, layers in kinds.items():
        code = head_code(Place(kind, layers - 1), 4)
        assert f"L{layers}·H5" in viz.head(trace, code, by_word=False).layout.annotations[0].text
    assert viz.stream(trace).data
    if "decoder" not in kinds:
        with pytest.raises(TraceError, match="no decoder"):
            viz.heads(trace, "decoder")
        with pytest.raises(TraceError, match="no decoder"):
            viz.stream(trace, "decoder")


def test_the_lines_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    section = (ROOT / "README.md").read_text("utf-8").partition("## In a notebook")[2]
    (lines,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    known: dict[str, object] = {}
    exec(compile(lines, "README.md", "exec"), known)
    assert (tmp_path / "head.csv").read_text("utf-8").count("L6·H4") > 100
    assert isinstance(known["trace"], Trace)
