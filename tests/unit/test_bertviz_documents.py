"""BertViz's documents: their numbers, their tokens, and what they are allowed to do."""

import base64
import functools
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from model.tokens import Tokens
from model.trace import AttentionKind, Trace, TraceError
from tests import small
from tests.hostile import HOSTILE, hostile_tokens
from viz.bertviz import View, document, elements, embedded, height, limit, longest
from viz.bertviz.packing import WEIGHT_STEP, pack_vectors, pack_weights
from viz.text import Text
from viz.theme import theme

KINDS: tuple[AttentionKind, ...] = ("encoder", "decoder", "cross")
VIEWS: tuple[View, ...] = ("head", "model", "neuron")
VENDOR = Path(__file__).resolve().parents[2] / "viz" / "bertviz" / "vendor"

every_view = pytest.mark.parametrize("view", VIEWS)
every_kind = pytest.mark.parametrize("kind", KINDS)


@functools.cache
def trace() -> Trace:
    return small.translator().trace(*small.SENTENCES)


@functools.cache
def language_model() -> Trace:
    return small.translator(**small.DECODER_ONLY).trace(small.SENTENCES[0])


@functools.cache
def step() -> Trace:
    """The fourth step of a decoding."""
    translation = small.translator().translate(small.SENTENCES[0], prefix=(3, 4, 5, 6, 2))
    return translation.step_trace(next(node for node in translation.decoding.nodes if node.step == 3))


def drawn(view: View, kind: AttentionKind, of: Trace | None = None, **options: Any) -> str:
    return document(of or trace(), view, kind, theme("dark"), Text("en"), **options)


class Parsed(HTMLParser):
    """The elements of a document as a browser sees them, and the text of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": [], "json": []}
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = "json" if dict(attrs).get("type") == "application/json" else tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in self.texts:
            self.texts[self._inside].append(data)

    @property
    def policy(self) -> str:
        return next(found["content"] or "" for _, found in self.elements if "http-equiv" in found)

    @property
    def params(self) -> dict[str, Any]:
        (data,) = self.texts["json"]
        return json.loads(data)["params"]


def unpacked(packed: dict[str, Any]) -> np.ndarray:
    """What bridge.js makes of it."""
    integers = np.frombuffer(base64.b64decode(packed["bytes"]), np.dtype(packed["type"]).newbyteorder("<"))
    return integers.reshape(packed["shape"]) * packed["step"]


def weights(kind: AttentionKind) -> np.ndarray:
    return np.stack([layer.weights.numpy() for layer in trace().attention(kind)])


@every_view
@every_kind
def test_every_kind_has_its_own_layers_and_its_weights_come_back(view: View, kind: AttentionKind) -> None:
    shown = Parsed(drawn(view, kind)).params["attention"]["all"]
    found = unpacked(shown["attn"])
    assert found.shape[:2] == (2 if kind == "encoder" else 3, 5)
    assert np.abs(found - weights(kind)).max() <= 0.5 / 255 + 1e-9
    assert ((weights(kind) == 0) <= (found == 0)).all(), "what is masked is not drawn"
    queries, keys = trace().tokens(kind)
    assert shown["left_text"] == list(queries.labels)
    assert shown["right_text"] == list(keys.labels)


def test_the_ends_of_the_scale_are_kept_by_hand() -> None:
    packed = pack_weights([torch.tensor([[[0.0, 1.0], [0.6, 0.25]]])])
    assert base64.b64decode(packed["bytes"]) == bytes([0, 255, 153, 64])
    assert WEIGHT_STEP * 255 == 1
    assert not unpacked(dict(pack_vectors([torch.zeros(1, 2, 3)]))).any()


@every_kind
def test_queries_and_keys_still_make_the_scores(kind: AttentionKind) -> None:
    shown = Parsed(drawn("neuron", kind)).params["attention"]["all"]
    queries, keys = unpacked(shown["queries"]), unpacked(shown["keys"])
    scores = queries @ keys.swapaxes(-1, -2) / queries.shape[-1] ** 0.5
    expected = np.stack([layer.scores.numpy() for layer in trace().attention(kind)])
    np.testing.assert_allclose(scores, expected, rtol=1e-3, atol=1e-3)


def test_only_masked_self_attention_hides_what_comes_later() -> None:
    assert [Parsed(drawn("neuron", kind)).params["bidirectional"] for kind in KINDS] == [True, False, True]


@every_view
@every_kind
def test_the_numbers_stand_there_once(view: View, kind: AttentionKind) -> None:
    made = drawn(view, kind)
    for packed in Parsed(made).params["attention"]["all"].values():
        if isinstance(packed, dict):
            assert made.count(packed["bytes"]) == 1


@pytest.mark.parametrize("view", ["head", "model"])
@every_kind
def test_the_parameters_are_those_of_bertviz(view: View, kind: AttentionKind) -> None:
    import bertviz

    layers = [layer.weights[None] for layer in trace().attention(kind)]
    sides = {"encoder": ["encoder"], "decoder": ["decoder"], "cross": ["encoder", "decoder"]}[kind]
    tokens = {"encoder": trace().source, "decoder": trace().target}
    labels = {f"{side}_tokens": list(tokens[side].labels) for side in sides}
    make = {"head": bertviz.head_view, "model": bertviz.model_view}[view]
    theirs = make(**{f"{kind}_attention": layers}, **labels, html_action="return", prettify_tokens=False).data
    params = json.loads(re.search(r"const params = (\{.*?\}); // HACK", theirs)[1])
    ours = Parsed(drawn(view, kind)).params
    (their_attention,), our_attention = params["attention"], ours["attention"]["all"]
    assert [our_attention[side] for side in ("left_text", "right_text")] == [
        their_attention[side] for side in ("left_text", "right_text")
    ]
    np.testing.assert_allclose(unpacked(our_attention["attn"]), their_attention["attn"], atol=0.5 / 255 + 1e-9)
    for counted in ("include_layers", "include_heads"):
        assert ours.get(counted) == ((counted in params and [number + 1 for number in params[counted]]) or None)
    assert ours.get("total_heads") == params.get("total_heads")
    assert params.keys() - ours.keys() <= {"layer", "heads"}


def test_the_parameters_of_the_neuron_view_are_those_of_bertviz() -> None:
    from bertviz.neuron_view import get_attention

    layers = trace().attention("decoder")
    labels = list(trace().tokens("decoder")[0].labels)
    recorded = [
        {"attn": layer.weights[None], "queries": layer.queries[None], "keys": layer.keys[None]} for layer in layers
    ]

    class Model:
        def eval(self) -> None: ...

        def __call__(self, ids: torch.Tensor) -> list[Any]:
            return [recorded]

    tokenizer = SimpleNamespace(
        tokenize=lambda text: labels, convert_tokens_to_ids=lambda tokens: list(range(len(tokens)))
    )
    theirs = get_attention(Model(), "gpt2", tokenizer, "any", include_queries_and_keys=True)["all"]
    ours = Parsed(drawn("neuron", "decoder")).params["attention"]["all"]
    assert theirs.keys() <= ours.keys()
    for side in ("left_text", "right_text"):
        assert ours[side] == theirs[side]
    for name in ("attn", "queries", "keys"):
        np.testing.assert_allclose(unpacked(ours[name]), theirs[name], atol=0.5 * ours[name]["step"] + 1e-6)


@every_view
def test_a_step_of_decoding_shows_its_one_query(view: View) -> None:
    for kind, keys in (("decoder", 4), ("cross", len(step().tokens("encoder")[0]))):
        params = Parsed(drawn(view, kind, step())).params
        shown = params["attention"]["all"]
        assert shown["attn"]["shape"][2:] == [1, keys] == [len(shown["left_text"]), len(shown["right_text"])]
        assert params.get("bidirectional", True), "its one query is no first token"
        assert longest(step(), kind) == keys


@every_view
def test_a_model_without_such_attention_says_so(view: View) -> None:
    assert drawn(view, "decoder", language_model())
    for kind in ("encoder", "cross"):
        with pytest.raises(TraceError, match=f"no {kind} attention"):
            drawn(view, kind, language_model())


@every_view
def test_tokens_are_text_whatever_they_look_like(view: View) -> None:
    translator = small.translator()
    tokens = hostile_tokens()
    made = drawn(view, "cross", translator.trace_tokens(tokens, tokens))
    parsed = Parsed(made)
    assert [tag for tag, _ in parsed.elements].count("script") == 5
    assert {tag for tag, _ in parsed.elements} <= set(
        "html head meta title style body div nav label select script".split()
    )
    shown = parsed.params["attention"]["all"]
    assert shown["left_text"] == shown["right_text"] == list(HOSTILE)
    assert not re.search("[\u2028\ud800]", made)
    (inner,) = [found["srcdoc"] for tag, found in Parsed(embedded(made, 'a"<b>')).elements if tag == "iframe"]
    assert inner == made


def test_very_long_tokens_are_shortened() -> None:
    long = Tokens("a" * 500, (3,), ("a" * 500,), ((0, 500),), (0,), ("a" * 500,))
    (label,) = Parsed(drawn("head", "encoder", small.translator().trace_tokens(long, long))).params["attention"]["all"][
        "left_text"
    ]
    assert label == "a" * 39 + "…"


@every_view
def test_nothing_else_runs_and_nothing_is_loaded(view: View) -> None:
    parsed = Parsed(drawn(view, "encoder"))
    policy = dict(rule.split(" ", 1) for rule in parsed.policy.split("; "))
    hashes = {
        name: [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]
        for name, texts in parsed.texts.items()
    }
    assert policy == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "style-src": " ".join(hashes["style"]),
        "script-src": " ".join(hashes["script"]),
    }
    assert len(parsed.texts["script"]) == 4
    for _, found in parsed.elements:
        assert not found.keys() & {"src", "href", "srcset", "data", "action", "poster", "style"}
        assert not any(name.startswith("on") for name in found)
    assert not re.search(r"url\(|@import", parsed.texts["style"][0])


def test_fonts_are_loaded_only_from_where_the_page_says() -> None:
    parsed = Parsed(drawn("head", "encoder", font_folder="app/static/fonts"))
    assert parsed.policy.endswith("; font-src http: https:")
    fonts = re.findall(r'url\("app/static/fonts/(.*?)"\)', parsed.texts["style"][0])
    assert fonts
    assert all((VENDOR.parents[2] / "static" / "fonts" / font).is_file() for font in fonts)


def test_the_frame_around_it_gives_it_no_more_than_scripts() -> None:
    frames = [found for tag, found in Parsed(embedded("", "title")).elements if tag == "iframe"]
    assert [(found["sandbox"], found["title"]) for found in frames] == [("allow-scripts", "title")]


def test_the_libraries_are_the_versions_that_bertviz_asks_for_with_their_licences() -> None:
    assert version("bertviz") == "1.4.1"
    for name, number, licence in (("d3", "5.7.0", "Mike Bostock"), ("jquery", "3.7.1", "OpenJS Foundation")):
        assert number in (VENDOR / f"{name}-{number}.min.js").read_text("utf-8")[:200]
        assert licence in (VENDOR / f"{name}-LICENSE.txt").read_text("utf-8")
    assert len(list(VENDOR.iterdir())) == 4


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_of_bertviz_are_known_in_its_scripts(language) -> None:
    bridge = json.loads(Parsed(document(trace(), "model", "encoder", theme("light"), Text(language))).texts["json"][0])
    scripts = "".join(Parsed(drawn(view, "encoder")).texts["script"][-1] for view in VIEWS)
    for written in bridge["words"]:
        assert f'.text("{written}")' in scripts or f".text('{written}')" in scripts.replace("\\u00D7", "×")
    assert bridge["cell"].format(layer=2, head=3) == Text(language)("bertviz.word_cell", layer=2, head=3)


def test_more_heads_leave_room_for_fewer_tokens() -> None:
    assert [limit(trace(), view, "encoder") for view in VIEWS] == [128, 64, 128]
    many = small.translator(n_heads=15, n_encoder_layers=7).trace(*small.SENTENCES)
    assert [limit(many, view, "encoder") for view in VIEWS] == [93, 43, 128]


def test_sizes_by_hand() -> None:
    tokens = longest(trace(), "encoder")
    assert tokens == len(trace().source)
    assert elements(trace(), "head", "encoder") == 5 * tokens**2
    assert elements(trace(), "model", "encoder") == 2 * 5 * tokens**2
    assert elements(trace(), "neuron", "encoder") == 7 * tokens**2 + 6 * 3 * tokens
    assert height(trace(), "neuron", "encoder") == 44 + 42 + 26 * tokens + 16
