"""Activation patching between two sentences that are typed: the decision is the first word that they are translated by
differently."""

from dataclasses import dataclass
from typing import Any

from model.analysis.patching import Patching, patch_between
from model.analysis.plain import plain, text_table
from model.decoding.forcing import Spelling
from model.errors import InputError
from model.evaluation.probes import Probe
from model.translator import Translation, Translator


@dataclass(frozen=True)
class SentencePatching:
    """Two sentences whose translations part at `place`, and what patches from the second do to that decision.

    `patching` holds log-odds of the first translation's token at that place against the second's, both after what the
    translations have in common.
    """

    first: Translation
    second: Translation
    place: int
    patching: Patching

    @property
    def beginning(self) -> str:
        """What both translations begin with."""
        return self.first.read_prefix(self.first.decoding.token_ids[: self.place]).text

    @property
    def decision(self) -> tuple[str, str]:
        """The pieces that the first and the second translation go on with; see `piece_label`."""
        one, other = (
            Spelling(written.translator.tokenizer)(written.decoding.token_ids[self.place])
            for written in (self.first, self.second)
        )
        return one, other

    @property
    def boundaries(self) -> list[str]:
        """The rows of the stream: what enters each layer, and what leaves the encoder."""
        return [*(f"L{layer + 1}" for layer in range(len(self.patching.heads))), "out"]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON. Layers, heads and tokens count from 0; log-odds in nats."""
        found = self.patching
        return {
            "model": self.first.translator.name,
            "sentences": [self.first.typed.text, self.second.typed.text],
            "translations": [self.first.text, self.second.text],
            "beginning": self.beginning,
            "decision": list(self.decision),
            "log_odds": [found.before, found.other],
            "tokens": list(self.first.typed.labels),
            "boundaries": self.boundaries,
            "stream": {"log_odds": plain(found.stream), "moved": plain(found.moved(found.stream))},
            "heads": {"log_odds": plain(found.heads), "moved": plain(found.moved(found.heads))},
        }

    def to_text(self) -> str:
        """Two tables for a terminal: how far each patch goes from the first sentence to the second."""
        found, (one, other) = self.patching, self.decision
        stream, heads = (
            [[f"{value:z.0%}" for value in row] for row in plain(found.moved(part))]
            for part in (found.stream, found.heads)
        )
        tokens = [f"{place} {label}" for place, label in enumerate(self.first.typed.labels, start=1)]
        of_stream = [[label, *values] for label, *values in zip(tokens, *stream, strict=True)]
        of_heads = [[name, *values] for name, values in zip(self.boundaries, heads, strict=False)]
        return "\n".join(
            [
                self.first.text,
                self.second.text,
                f'after "{self.beginning}": log P({one}) - log P({other}) = {found.before:+.2f} nats for the first '
                f"sentence, {found.other:+.2f} for the second",
                "with one activation of the second sentence in the first: from 0% (still as in the first) to 100%",
                "",
                text_table([["stream of a token entering", *self.boundaries], *of_stream]),
                "",
                text_table([["output of a head", *(f"H{n + 1}" for n in range(len(heads[0])))], *of_heads]),
            ]
        )


def patch_sentences(translator: Translator, first: str, second: str) -> SentencePatching:
    """Patch the first sentence from the second, at every place of the encoder; see `patch_between`.

    Raises InputError: what `Translator.read` raises; "not_parallel" for another number of tokens; "same_translation"
    where both are translated alike. Raises ModelError for a language model.
    """
    translator.require_source()
    one, other = (translator.translate(sentence) for sentence in (first, second))
    ids, others = one.decoding.token_ids, other.decoding.token_ids
    place = next((n for n, (token, rival) in enumerate(zip(ids, others, strict=False)) if token != rival), None)
    if place is None:
        raise InputError(
            "same_translation", f"Both are translated the same: {one.text} There is nothing to follow.", text=one.text
        )
    prefix = one.read_prefix(ids[:place]).ids
    probes = (Probe(each.typed.ids, prefix, ids[place], others[place], (), (), (), ()) for each in (one, other))
    return SentencePatching(one, other, place, patch_between(translator, *probes))
