"""Probes: sentences of the grammar translated up to the place of their pronoun, where il or elle has to be decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from model.coreference import COUNTERPART, Roles
from model.corpus import Example, Span, Split
from model.evaluation.pronouns import decidable_examples, reference_pronoun
from model.network import Network
from model.tap import UNTAPPED, Tap
from model.tokens import Tokens
from model.trace import AttentionKind
from model.translator import Translator

_BATCH = 50
_EXAMPLES_PER_PROBE = 10


@dataclass(frozen=True)
class Probe:
    """One sentence. `prefix` is the reference up to the pronoun, shifted right; then `right` or `wrong` follows.

    `pronoun`, `antecedent` and `distractor` are the positions of their pieces in `source`; `following` are those of all
    other words after the pronoun: what is said of it, as a rule.
    """

    source: tuple[int, ...]
    prefix: tuple[int, ...]
    right: int
    wrong: int
    pronoun: tuple[int, ...]
    antecedent: tuple[int, ...]
    distractor: tuple[int, ...]
    following: tuple[int, ...]

    @property
    def row(self) -> int:
        """The decoder row that decides: the query that predicts the pronoun is the token before it."""
        return len(self.prefix) - 1

    def roles(self, source: Tokens) -> Roles:
        """The roles of the words, where `source` are its tokens."""
        pronoun, antecedent, distractor = (
            source.word_of[positions[0]] for positions in (self.pronoun, self.antecedent, self.distractor)
        )
        return Roles(pronoun, antecedent, distractor)

    def asking(self, kind: AttentionKind) -> tuple[int, ...]:
        """The queries that matter: the English pronoun in the encoder, the row that decides in the decoder."""
        return self.pronoun if kind == "encoder" else (self.row,)


def make_probes(translator: Translator, split: Split = "test", count: int = 400, seed: int = 0) -> list[Probe]:
    """The first `count` sentences of a split that can be probed (fewer where hardly any can); see `probe`."""
    candidates = islice(decidable_examples(split, seed), _EXAMPLES_PER_PROBE * count)
    made = (probe(translator, example) for example in candidates)
    return list(islice((one for one in made if one is not None), count))


def probe(translator: Translator, example: Example) -> Probe | None:
    """The probe of an example with a subject pronoun and two nouns; None for others, and where no one token decides.

    The counterpart is put into the reference, and both are compared as the tokenizer writes them: "Il" with "Elle",
    the "il" of "qu'il" with the "elle" of "qu'elle". After *si* nothing is left to decide, as *s'* stands before
    *il* only.
    """
    where, spans = example.target_pronoun, (example.pronoun, example.antecedent, example.distractor)
    if where is None or None in spans:
        return None
    written = reference_pronoun(example)
    before, after = example.target[: where.start], example.target[where.end :]
    if before.casefold().replace("'", " ").split()[-1:] in (["s"], ["si"]):
        return None
    other = COUNTERPART[written.casefold()]
    other = other.capitalize() if written[0].isupper() else other
    source = translator.tokenizer.read_source(example.source, "en")
    target, changed = (
        translator.tokenizer.encode_target(before + pronoun + after, "fr") for pronoun in (written, other)
    )
    place = next(n for n, span in enumerate(target.spans) if span and span[1] > span[0] >= where.start)
    prefix, right, wrong = target.ids[:place], target.ids[place], changed.ids[place]
    if changed.ids[:place] != prefix or right == wrong:
        return None
    if max(len(source), place + 1) > translator.config.max_length:
        return None
    pronoun, antecedent, distractor = (positions_of(source, span) for span in spans if span)
    nouns_and_end = {*antecedent, *distractor, len(source) - 1}
    following = tuple(position for position in range(pronoun[-1] + 1, len(source)) if position not in nouns_and_end)
    prefix = (translator.config.start_id, *translator.config.forced, *prefix)
    return Probe(source.ids, prefix, right, wrong, pronoun, antecedent, distractor, following)


def positions_of(tokens: Tokens, where: Span) -> tuple[int, ...]:
    """The positions of the pieces that spell these characters."""
    return tuple(
        position
        for position, span in enumerate(tokens.spans)
        if span is not None and max(span[0], where.start) < min(span[1], where.end)
    )


def batches(probes: Sequence[Probe]) -> Iterator[list[Probe]]:
    """The probes in groups of similar length, so that few pads are read."""
    ordered = sorted(probes, key=lambda one: (len(one.source), len(one.prefix)))
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


def margins(translator: Translator, batch: Sequence[Probe], tap: Tap = UNTAPPED) -> Float[Tensor, " probe"]:
    """For each probe log P(right pronoun) − log P(its counterpart), in nats. One forward pass."""
    transformer, pad = translator.transformer, translator.config.pad_id
    with torch.inference_mode():
        states, mask = transformer.encode(padded([one.source for one in batch], pad), tap=tap)
        memory = transformer.memory(states, mask)
        written = transformer.decoder_states(padded([one.prefix for one in batch], pad), memory, tap=tap)
        return log_odds(transformer, written, batch)


def log_odds(
    network: Network, states: Float[Tensor, "row target d_model"], probes: Sequence[Probe]
) -> Float[Tensor, " row"]:
    """log P(right pronoun) − log P(its counterpart) where the decoder decides. The rows are the probes, or copies.

    The difference of two logits: what the softmax divides by is the same for both, and all others need not be known.
    """
    copies = len(states) // len(probes)
    places, right, wrong = (
        torch.tensor(indices).repeat(copies)
        for indices in zip(*((one.row, one.right, one.wrong) for one in probes), strict=True)
    )
    deciding = states[torch.arange(len(states)), places]
    return network.logits_of(deciding, right) - network.logits_of(deciding, wrong)


def decide(translator: Translator, batch: Sequence[Probe], tap: Tap = UNTAPPED) -> list[bool]:
    """For each probe whether the right pronoun is more probable than its counterpart. One forward pass."""
    return cast(list[bool], (margins(translator, batch, tap) > 0).tolist())


def padded(rows: Sequence[Sequence[int]], pad_id: int) -> Int[Tensor, "batch token"]:
    """The rows as one batch, pads on the right."""
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=pad_id)
