"""What "it" refers to: how each head of a translation model divides its attention between two nouns.

Raw weights mislead: many heads of a small model look at both nouns. What tells them apart is the *contrast*, the
weight on the antecedent minus the weight on the distractor, and whether it stays positive when one changed word makes
the other noun the antecedent. Attention is where a head looks; whether that matters, only an intervention can show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.network import Vocabulary
from model.tokens import Tokens
from model.trace import AttentionTrace, Trace
from model.word_merge import merge_words, sum_over_pieces

AttendingStack = Literal["encoder", "cross"]

COUNTERPART = {"il": "elle", "elle": "il", "ils": "elles", "elles": "ils"}
"""French subject pronouns and the one that agrees with a noun of the other gender."""

_PRONOUNS = ("it", "they")  # in the order of preference
_DETERMINERS = frozenset("a an the this these those my your his her our their some every each any".split())


@dataclass(frozen=True)
class Roles:
    """Which words (indices into `Tokens.words`) are the pronoun, what it means, and what it could have meant."""

    pronoun: int | None
    antecedent: int | None
    distractor: int | None


@dataclass(frozen=True)
class NounAttention:
    """The attention weight, between 0 and 1, that each head gives to each of the two nouns."""

    antecedent: Float[Tensor, "layer head"]
    distractor: Float[Tensor, "layer head"]

    @property
    def contrast(self) -> Float[Tensor, "layer head"]:
        """Antecedent − distractor: 1 where a head looks only at the antecedent, −1 only at the distractor."""
        return self.antecedent - self.distractor


@dataclass(frozen=True)
class PronounChoice:
    """The pronoun that the model wrote, and its probability and its counterpart's at that step, given the same prefix.

    `word` is its index in the words of the shifted target. `row` is the decoder row that predicts it: the input is
    shifted right, so the query is the token *before* the pronoun. `other_probability` is None where the vocabulary
    has no single piece for the counterpart.
    """

    word: int
    row: int
    written: str
    other: str
    probability: float
    other_probability: float | None


@dataclass(frozen=True)
class Resolution:
    """One sentence: its words and their roles, the pronoun chosen, and who looks at which noun.

    `encoder` is the self-attention from the English pronoun, `cross` the attention from the decoder row that predicts
    the French one. Each is None where a pronoun or a noun is missing; `choice` is None where no pronoun was written.
    """

    source: Tokens
    target: Tokens
    roles: Roles
    choice: PronounChoice | None
    encoder: NounAttention | None
    cross: NounAttention | None


@dataclass(frozen=True)
class HeadComparison:
    """One head in two sentences: its weights on the antecedent and on the distractor of each."""

    kind: AttendingStack
    layer: int
    head: int
    antecedent: tuple[float, float]
    distractor: tuple[float, float]

    @property
    def contrast(self) -> tuple[float, float]:
        """Antecedent − distractor in each sentence."""
        return self.antecedent[0] - self.distractor[0], self.antecedent[1] - self.distractor[1]

    @property
    def weaker_contrast(self) -> float:
        """The smaller contrast: positive only for a head that prefers the antecedent in both sentences."""
        return min(self.contrast)


def word_codes(tokens: Tokens) -> dict[str, int]:
    """A short name for each word with a letter or digit: itself, from its second occurrence on with a number ("it.2").

    Names outlive small edits of the sentence, which indices would not.
    """
    codes: dict[str, int] = {}
    seen: dict[str, int] = {}
    special = {tokens.word_of[position] for position in tokens.specials}
    for index, word in enumerate(tokens.words):
        if index in special or not any(character.isalnum() for character in word):
            continue
        name = word.casefold()
        seen[name] = seen.get(name, 0) + 1
        codes[name if seen[name] == 1 else f"{name}.{seen[name]}"] = index
    return codes


def find_roles(source: Tokens) -> Roles:
    """A guess: the last "it" (else "they"), and the first two words after a determiner, those before it preferred."""
    words = [word.casefold() for word in source.words]
    pronouns = [index for name in _PRONOUNS for index in reversed(range(len(words))) if words[index] == name]
    pronoun = pronouns[0] if pronouns else None
    nouns = [
        index
        for index in word_codes(source).values()
        if index and words[index - 1] in _DETERMINERS and words[index] not in _DETERMINERS
    ]
    if pronoun is not None:
        nouns.sort(key=lambda index: index > pronoun)  # stable: before the pronoun first, each in reading order
    antecedent, distractor, *_ = [*nouns, None, None]
    return Roles(pronoun, antecedent, distractor)


def french_pronouns(target: Tokens) -> tuple[int, ...]:
    """The words of the shifted target that are il, elle, ils or elles, in reading order."""
    return tuple(index for index, word in enumerate(target.words) if word.casefold() in COUNTERPART)


def pronoun_pieces(target: Tokens, tokenizer: Vocabulary, word: int) -> tuple[int, int | None]:
    """The token of the French pronoun at `word` of the target, and that of its counterpart as it would stand there.

    None where the vocabulary has no single piece for the counterpart.
    """
    position = target.word_of.index(word)
    return target.ids[position], counterpart(tokenizer, target.pieces[position], target.words[word])


def pronoun_choice(trace: Trace, tokenizer: Vocabulary, word: int) -> PronounChoice:
    """How sure the model was of the pronoun at `word` of the shifted target. The trace must include the decoder."""
    if trace.target is None or trace.logits is None:
        raise ValueError("the trace has no decoder")
    row = trace.target.word_of.index(word) - 1
    written = trace.target.words[word]
    probabilities = trace.logits[row].softmax(-1)
    token, sibling = pronoun_pieces(trace.target, tokenizer, word)
    return PronounChoice(
        word=word,
        row=row,
        written=written,
        other=_other_pronoun(written),
        probability=float(probabilities[token]),
        other_probability=None if sibling is None else float(probabilities[sibling]),
    )


def counterpart(tokenizer: Vocabulary, piece: str, word: str) -> int | None:
    """The token of *elle* for that of *il*, and the like; None for another word, or where no single piece spells it."""
    if word.casefold() not in COUNTERPART or word not in piece:
        return None
    try:
        return tokenizer.id(piece.replace(word, _other_pronoun(word)))
    except KeyError:
        return None


def _other_pronoun(word: str) -> str:
    other = COUNTERPART[word.casefold()]
    return other.capitalize() if word[0].isupper() else other


def resolve(
    trace: Trace, tokenizer: Vocabulary, roles: Roles | None = None, french_word: int | None = None
) -> Resolution:
    """Everything the page shows of one sentence.

    `roles` default to `find_roles`, `french_word` to the last French pronoun: the first ones often stand for persons.
    """
    if trace.source is None or trace.target is None:
        raise ValueError("coreference needs a source and a target")
    roles = roles or find_roles(trace.source)
    if french_word is None:
        french_word = next(reversed(french_pronouns(trace.target)), None)
    choice = None if french_word is None else pronoun_choice(trace, tokenizer, french_word)
    return Resolution(
        source=trace.source,
        target=trace.target,
        roles=roles,
        choice=choice,
        encoder=_encoder_attention(trace, trace.source, roles),
        cross=None if choice is None else _cross_attention(trace, trace.source, choice.row, roles),
    )


def compare(first: Resolution, second: Resolution) -> tuple[HeadComparison, ...]:
    """Every head that both sentences show, the ones that follow the meaning first: by their weaker contrast."""
    heads = [
        *_compared("encoder", first.encoder, second.encoder),
        *_compared("cross", first.cross, second.cross),
    ]
    return tuple(sorted(heads, key=lambda head: -head.weaker_contrast))


def _compared(kind: AttendingStack, first: NounAttention | None, second: NounAttention | None) -> list[HeadComparison]:
    if first is None or second is None:
        return []
    layers, heads = first.antecedent.shape
    weights = torch.stack((first.antecedent, second.antecedent, first.distractor, second.distractor), dim=-1)
    rows = cast(list[tuple[float, float, float, float]], weights.reshape(-1, 4).tolist())
    return [
        HeadComparison(kind, layer, head, (a, b), (c, d))
        for (layer, head), (a, b, c, d) in zip(product(range(layers), range(heads)), rows, strict=True)
    ]


def _encoder_attention(trace: Trace, source: Tokens, roles: Roles) -> NounAttention | None:
    if roles.pronoun is None:
        return None
    weights = _stacked(trace.attention("encoder"))
    return _to_nouns(merge_words(weights, source, source)[:, :, roles.pronoun], roles)


def _cross_attention(trace: Trace, source: Tokens, row: int, roles: Roles) -> NounAttention | None:
    weights = _stacked(trace.attention("cross"))
    return _to_nouns(sum_over_pieces(weights[:, :, row], source), roles)


def _to_nouns(to_words: Float[Tensor, "layer head word"], roles: Roles) -> NounAttention | None:
    if roles.antecedent is None or roles.distractor is None:
        return None
    return NounAttention(to_words[:, :, roles.antecedent], to_words[:, :, roles.distractor])


def _stacked(attention: Sequence[AttentionTrace]) -> Float[Tensor, "layer head query key"]:
    return torch.stack([layer.weights for layer in attention])
