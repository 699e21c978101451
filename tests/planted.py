"""A Transformer built by hand that resolves "it" by one head, provably: what an analysis must find, and nothing else.

"the animal saw the street because it was tired" → "il"; with "wide" → "elle". It needs two steps of the encoder:

- L1·H1 tells "it" what class the predicate asks for ("tired": an animate noun, "wide": a place).
- L2·H2 (`COPYING`) looks from "it" at the noun of that class and copies its gender.

and one of the decoder: cross L1·H1 (`READING`) reads the gender off "it". Two decoys look at nouns and write nothing:
L2·H1 (`DECOY`) has exactly the weights of the head that copies, cross L1·H2 looks at the nouns themselves. L1·H2, the
decoder's self-attention and all feed-forward layers write nothing either.

A feature stands in two dimensions, as +1 and −1, so that the mean of a token is 0 and a layer norm only scales.
"""

import functools
from enum import IntEnum, auto

import torch
from torch import Tensor

from model.config import TransformerConfig
from model.evaluation.probes import Probe
from model.interventions import Place
from model.layers import DecoderLayer, EncoderLayer, MultiHeadAttention
from model.tokenizer import Tokenizer
from model.transformer import Transformer
from model.translator import Translator

COPYING = (Place("encoder", 1), 1)
DECOY = (Place("encoder", 1), 0)
READING = (Place("cross", 0), 0)

NOUNS = {"animal": ("ANIMATE", "MASCULINE"), "cow": ("ANIMATE", "FEMININE")}
PLACES = {"park": ("PLACE", "MASCULINE"), "street": ("PLACE", "FEMININE")}
SENTENCES = tuple(
    f"the {first} saw the {second} because it was {predicate}"
    for animate, place in (("animal", "street"), ("cow", "park"))
    for first, second in ((animate, place), (place, animate))
    for predicate in ("tired", "wide")
)
"""All sentences whose nouns differ in gender, each noun in each place."""


class Feature(IntEnum):
    PRESENT = 0
    END = auto()
    IT = auto()
    ANIMATE = auto()
    PLACE = auto()
    MASCULINE = auto()
    FEMININE = auto()
    ASKS_ANIMATE = auto()
    ASKS_PLACE = auto()
    WANTS_ANIMATE = auto()
    WANTS_PLACE = auto()
    IS_MASCULINE = auto()
    IS_FEMININE = auto()
    SAY_IL = auto()
    SAY_ELLE = auto()
    SAID = auto()


_WORDS = {
    **NOUNS,
    **PLACES,
    "it": ("IT",),
    "tired": ("ASKS_ANIMATE",),
    "wide": ("ASKS_PLACE",),
    "</s>": ("END",),
    "il": ("SAID",),
    "elle": ("SAID",),
}
_D_HEAD = len(Feature)
_SHARPNESS = 6.0


@functools.cache
def tokenizer() -> Tokenizer:
    """Each word of the sentences is one piece."""
    return Tokenizer.train([*SENTENCES, "il", "elle"] * 10, size=150)


def translator(*, ablated: bool = False) -> Translator:
    """The planted model; `ablated`: the head that copies writes nothing, so no head resolves anything."""
    pieces = tokenizer()
    config = TransformerConfig(
        vocabulary_size=len(pieces),
        d_model=2 * len(Feature),
        n_heads=2,
        d_ff=2,
        n_encoder_layers=2,
        n_decoder_layers=1,
        norm_placement="pre",
        positions="none",
        tied_embeddings=False,
        max_length=32,
        dropout=0.0,
    )
    made = Transformer(config).eval().requires_grad_(False)
    for parameter in made.parameters():
        if parameter.ndim == 2:
            parameter.zero_()
    first, second = (layer for layer in made.encoder if isinstance(layer, EncoderLayer))
    (decoder,) = (layer for layer in made.decoder if isinstance(layer, DecoderLayer))
    assert made.source_embedding is not None
    assert decoder.cross_attention is not None
    for embedding in (made.source_embedding, made.target_embedding):
        embedding.tokens[:] = _vector("PRESENT") / embedding.scale
        for word, features in _WORDS.items():
            embedding.tokens[token(word)] = _vector("PRESENT", *features) / embedding.scale

    _look(first.self_attention, 0, {"IT": ("ASKS_ANIMATE", "ASKS_PLACE")})
    _copy(first.self_attention, 0, {"ASKS_ANIMATE": "WANTS_ANIMATE", "ASKS_PLACE": "WANTS_PLACE"})
    for head in (DECOY[1], COPYING[1]):
        _look(second.self_attention, head, {"WANTS_ANIMATE": ("ANIMATE",), "WANTS_PLACE": ("PLACE",)})
    if not ablated:
        _copy(second.self_attention, COPYING[1], {"MASCULINE": "IS_MASCULINE", "FEMININE": "IS_FEMININE"})
    _look(decoder.cross_attention, 0, {"PRESENT": ("IT",)})
    _copy(decoder.cross_attention, 0, {"IS_MASCULINE": "SAY_IL", "IS_FEMININE": "SAY_ELLE"})
    _look(decoder.cross_attention, 1, {"PRESENT": ("MASCULINE", "FEMININE")})

    for word, feature, strength in (("il", "SAY_IL", 1.0), ("elle", "SAY_ELLE", 1.0), ("</s>", "SAID", 5.0)):
        made.vocabulary[token(word)] = strength * _vector(feature)
    return Translator("planted", pieces, made)


def token(word: str) -> int:
    """The one piece of a word."""
    if word == "</s>":
        return tokenizer().end_id
    (only,) = tokenizer().encode(word, "en").ids
    return only


def probe(sentence: str) -> Probe:
    """What has to be decided in one of `SENTENCES`."""
    words = sentence.split()
    animate = words[-1] == "tired"
    first, second = 1, 4
    antecedent, distractor = (first, second) if (words[first] in NOUNS) == animate else (second, first)
    masculine = "MASCULINE" in _WORDS[words[antecedent]]
    right, wrong = ("il", "elle") if masculine else ("elle", "il")
    return Probe(
        source=(*map(token, words), tokenizer().end_id),
        prefix=(tokenizer().end_id,),
        right=token(right),
        wrong=token(wrong),
        pronoun=(words.index("it"),),
        antecedent=(antecedent,),
        distractor=(distractor,),
        following=(len(words) - 2, len(words) - 1),
    )


def _vector(*features: str) -> Tensor:
    vector = torch.zeros(len(Feature), 2)
    for feature in features:
        vector[Feature[feature]] = torch.tensor([1.0, -1.0])
    return vector.flatten()


def _look(attention: MultiHeadAttention, head: int, pairs: dict[str, tuple[str, ...]]) -> None:
    """A token with one of these features looks at those with one of the other; "it" aside, all others look at </s>."""
    d_model, column = attention.d_model, head * _D_HEAD
    weight = attention.query_key_value.weight
    for slot, (asking, answering) in enumerate(pairs.items()):
        weight[:, column + slot] += _SHARPNESS * _vector(asking)
        for feature in answering:
            weight[:, d_model + column + slot] += _vector(feature) / 2
    if "PRESENT" not in pairs:
        weight[:, column + len(pairs)] += _SHARPNESS * (_vector("PRESENT") - _vector("IT"))
        weight[:, d_model + column + len(pairs)] += _vector("END") / 2


def _copy(attention: MultiHeadAttention, head: int, features: dict[str, str]) -> None:
    """What a head reads of one feature it writes as the other."""
    d_model, column = attention.d_model, head * _D_HEAD
    for slot, (read, written) in enumerate(features.items()):
        attention.query_key_value.weight[:, 2 * d_model + column + slot] += _vector(read) / 2
        attention.output.weight[column + slot] += _vector(written)
