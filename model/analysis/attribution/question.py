"""What an attribution explains, and what it divides the credit among.

The question is why a model wrote one token at one place: why log P(token | source, what was written before) is what it
is or, against another token, why log P(token) − log P(other) is (a contrastive explanation: Yin and Neubig 2022,
*Interpreting Language Models with Contrastive Explanations*). All logarithms are natural, so the unit is the nat.

Credit goes to the *token embeddings* of the encoder's and the decoder's input, after their scaling by √d_model and
before positions are added: positions stay as they are. Both inputs stand on one axis, `position`: the source's tokens,
then those of the decoder's input.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float
from torch import Tensor

from model.coreference import counterpart, french_pronouns
from model.network import Network
from model.tap import Recorder
from model.tokens import Tokens
from model.trace import StackName, Trace
from model.translator import Translation, Translator


@dataclass(frozen=True)
class Choice:
    """A token that the decoder's `row` predicts (the row *before* its place), alone or against `other`."""

    row: int
    token: int
    other: int | None = None

    def score(self, network: Network, states: Float[Tensor, "batch target d_model"]) -> Float[Tensor, " batch"]:
        """log P(token), less log P(other) where there is one, in nats, from the decoder's final states."""
        chances = network.unembed(states[:, self.row]).log_softmax(-1)
        score = chances[:, self.token]
        return score if self.other is None else score - chances[:, self.other]


@dataclass(frozen=True, eq=False)
class Passage:
    """A source (None for a language model) and the decoder's input, which opens with </s>, as a model reads them."""

    translator: Translator
    source: Tokens | None
    target: Tokens

    @property
    def n_source(self) -> int:
        """How many positions are the source's; the decoder's input follows."""
        return 0 if self.source is None else len(self.source)

    @cached_property
    def trace(self) -> Trace:
        return self.translator.trace_tokens(self.source, self.target)

    @cached_property
    def embeddings(self) -> Float[Tensor, "position d_model"]:
        """The token embeddings of both inputs, scaled, without positions."""
        return torch.cat([self.translator.transformer.embeddings(stack)[list(read.ids)] for stack, read in self._sides])

    @cached_property
    def baseline(self) -> Float[Tensor, "position d_model"]:
        """No word in particular: at every position the mean embedding of the vocabulary, scaled.

        A zero would be a smaller change in name only: a layer norm divides by the size of what it gets, so that where
        nothing else is added to the embedding, everything on the way from zero happens in its first thousandth.
        """
        means = [(self.translator.transformer.embeddings(stack).mean(0), len(read)) for stack, read in self._sides]
        return torch.cat([mean.expand(count, -1) for mean, count in means])

    @property
    def _sides(self) -> list[tuple[StackName, Tokens]]:
        source: list[tuple[StackName, Tokens]] = [] if self.source is None else [("encoder", self.source)]
        return [*source, ("decoder", self.target)]

    def states(self, embeddings: Float[Tensor, "batch position d_model"]) -> Float[Tensor, "batch target d_model"]:
        """The decoder's final states where the model reads these embeddings instead. One forward pass."""
        replaced = {
            "encoder.embedding": embeddings[:, : self.n_source],
            "decoder.embedding": embeddings[:, self.n_source :],
        }
        recorder = Recorder()

        def swap(site: str, tensor: Tensor) -> Tensor:
            if site == "decoder.final":
                recorder(site, tensor)
            return replaced.get(site, tensor)

        rows = len(embeddings)
        source = None if self.source is None else torch.tensor([self.source.ids]).expand(rows, -1)
        self.translator.transformer(source, torch.tensor([self.target.ids]).expand(rows, -1), tap=swap)
        return recorder.tensors["decoder.final"]

    def score(self, choice: Choice, embeddings: Float[Tensor, "batch position d_model"]) -> Float[Tensor, " batch"]:
        """The score of a choice where the model reads these embeddings instead."""
        return choice.score(self.translator.transformer, self.states(embeddings))


@dataclass(frozen=True)
class Inputs:
    """What credit is divided among: words or pieces of the source, then of what was written before.

    `groups` are the positions of each; `specials` are the indices of those that are special tokens; the first
    `n_source` belong to the source.
    """

    labels: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    specials: frozenset[int]
    n_source: int

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def typed(self) -> tuple[int, ...]:
        """The indices of the words (or pieces) of the sentence that was typed or, without a source, of what precedes.

        Special tokens are left out.
        """
        return tuple(index for index in range(self.n_source or len(self)) if index not in self.specials)

    def summed(self, scores: Float[Tensor, "*batch position"]) -> Float[Tensor, "*batch input"]:
        """What the pieces of each input get together."""
        return torch.stack([scores[..., list(group)].sum(-1) for group in self.groups], dim=-1)


@dataclass(frozen=True, eq=False)
class Question:
    """Why this token was written: the last row of `passage` predicts it."""

    passage: Passage
    choice: Choice
    inputs: Inputs

    @cached_property
    def scores(self) -> tuple[float, float]:
        """The score of the choice, and what it is where every word is the mean word; in nats."""
        both = torch.stack([self.passage.embeddings, self.passage.baseline])
        with torch.inference_mode():
            here, nothing = self.passage.score(self.choice, both)
        return float(here), float(nothing)


def ask(translation: Translation, place: int, *, contrast: bool = True, by_word: bool = True) -> Question:
    """Why `translation` has its token at `place` (from 0).

    With `contrast`, a French pronoun is held against its counterpart where that is one token as well; credit is divided
    among words or, without `by_word`, among pieces. Raises ValueError where nothing was written at that place.
    """
    written = translation.decoding.token_ids
    if not 0 <= place < len(written):
        raise ValueError(f"there is no token {place} among {len(written)}")
    target = translation.read_prefix(written[:place])
    other = counterpart_of(translation, place) if contrast else None
    passage = Passage(translation.translator, translation.source, target)
    return Question(passage, Choice(place, written[place], other), inputs_of(passage, by_word=by_word))


def places_of_words(translation: Translation) -> dict[int, int]:
    """The place of each written word that can be asked about, by its index in the words: the piece that decides it.

    That is its first piece with a letter of its own. What a language model's first word was, nothing decided.
    """
    tokens = translation.tokens
    found: dict[int, int] = {}
    for place, word in enumerate(tokens.word_of):
        span = tokens.spans[place]
        if span is None or span[0] < span[1]:
            found.setdefault(word, place)
    return {word: place for word, place in found.items() if place or translation.source}


def most_telling_word(translation: Translation) -> int:
    """The word to ask about first: the last French pronoun, else the first word of a continuation, else the last word.

    Raises ValueError where nothing can be asked about.
    """
    tokens, words = translation.tokens, list(places_of_words(translation))
    if not words:
        raise ValueError("nothing was written")
    pronouns = [word for word in french_pronouns(tokens) if translation.translator.target_language == "fr"]
    spelt = [word for word in words if any(character.isalnum() for character in tokens.words[word])]
    continued = [word for word in spelt if word >= tokens.word_of[min(translation.given, len(tokens) - 1)]]
    if pronouns:
        return pronouns[-1]
    if translation.source is None and continued:
        return continued[0]
    return (spelt or words)[-1]


def counterpart_of(translation: Translation, place: int) -> int | None:
    """The token of *elle* where the token at `place` is *il*, and the like; None for all others."""
    tokens = translation.tokens
    if translation.translator.target_language != "fr":
        return None
    return counterpart(translation.translator.tokenizer, tokens.pieces[place], tokens.words[tokens.word_of[place]])


def inputs_of(passage: Passage, *, by_word: bool = True) -> Inputs:
    """The words or pieces of both inputs of a passage."""
    labels: list[str] = []
    groups: list[tuple[int, ...]] = []
    specials: set[int] = set()
    counts: list[int] = []
    for tokens, start in ((passage.source, 0), (passage.target, passage.n_source)):
        names, members = ((), ()) if tokens is None else _members(tokens, by_word)
        for name, group in zip(names, members, strict=True):
            if tokens and group[0] in tokens.specials:
                specials.add(len(labels))
            labels.append(name)
            groups.append(tuple(start + position for position in group))
        counts.append(len(names))
    return Inputs(tuple(labels), tuple(groups), frozenset(specials), counts[0])


def _members(tokens: Tokens, by_word: bool) -> tuple[Sequence[str], Sequence[tuple[int, ...]]]:
    if not by_word:
        return tokens.labels, [(position,) for position in range(len(tokens))]
    return tokens.words, [tokens.positions_of(word) for word in range(len(tokens.words))]
