"""The endless stream of training batches, a function of the seed and the position in it alone."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Protocol

from model.corpus import Example, Split
from model.tokenizer import Tokenizer
from model.training.batching import Batch, TrainingPair, bucketed
from model.training.config import TrainingConfig
from model.training.gloss import gloss_labels


class Grammar(Protocol):
    """`model.corpus.examples`: endless generated examples, the same ones for the same seed."""

    def __call__(self, split: Split, seed: int) -> Iterator[Example]: ...


class BatchStream:
    """Mixes the grammar with real pairs, a chunk at a time, and hands out batches of similar length.

    Chunk k depends on nothing before it, so a resumed run rebuilds one chunk and goes on. Real pairs come in
    rounds: every pair once, in an order of that round's own, before any comes again.
    """

    def __init__(
        self,
        config: TrainingConfig,
        tokenizer: Tokenizer,
        grammar: Grammar,
        pairs: Sequence[tuple[str, str]],
        lemmas: Sequence[str],
    ) -> None:
        self._config, self._tokenizer, self._grammar = config, tokenizer, grammar
        self._lemma_classes = {lemma: index for index, lemma in enumerate(lemmas)}
        encoded = self._encoded(pairs)
        self._pairs = [pair for pair, ids in zip(pairs, encoded, strict=True) if self._is_usable(ids)]
        n_tokens = sum(ids.n_target_tokens for ids in encoded if self._is_usable(ids))
        self._tokens_per_pair = n_tokens / max(len(self._pairs), 1)

    def batches(self, chunk: int, batch: int = 0) -> Iterator[tuple[int, int, Batch]]:
        """Batches from this position on, each with the position that follows it."""
        while True:
            buckets = self._buckets(chunk)
            for index in range(batch, len(buckets)):
                is_last = index + 1 == len(buckets)
                made = Batch.of(buckets[index], pad_id=self._tokenizer.pad_id, end_id=self._tokenizer.end_id)
                yield chunk + is_last, 0 if is_last else index + 1, made
            chunk, batch = chunk + 1, 0

    def _buckets(self, chunk: int) -> list[list[TrainingPair]]:
        config, rng = self._config, random.Random(f"chunk {self._config.seed} {chunk}")
        only_grammar = not self._pairs or chunk * config.chunk_tokens < config.warm_up_grammar_tokens
        share = 1.0 if only_grammar else config.grammar_share
        grammar = self._grammar_pairs(round(share * config.chunk_tokens), rng)
        real = self._real_pairs(chunk, round((1 - share) * config.chunk_tokens))
        typed = [(careless(source, config.careless_share, rng), target) for source, target in real]
        return bucketed([*grammar, *self._encoded(typed)], config.batch_tokens, rng)

    def _grammar_pairs(self, n_tokens: int, rng: random.Random) -> Iterator[TrainingPair]:
        for example in self._grammar("train", rng.getrandbits(32)):
            if n_tokens <= 0:
                return
            text = careless(example.source, self._config.careless_share, rng)
            source = self._tokenizer.encode(text, "en")
            target = self._tokenizer.encode(example.target, "fr")
            glossed = self._config.gloss_weight > 0
            glosses = gloss_labels(example, source, self._lemma_classes) if glossed else ()
            pair = TrainingPair(source.ids, target.ids, glosses)
            if self._is_usable(pair):
                n_tokens -= pair.n_target_tokens
                yield pair

    def _real_pairs(self, chunk: int, n_tokens: int) -> Iterator[tuple[str, str]]:
        """The slice of the rounds that belongs to this chunk."""
        if n_tokens <= 0:
            return
        count, size = max(1, round(n_tokens / self._tokens_per_pair)), len(self._pairs)
        first_mixed = -(-self._config.warm_up_grammar_tokens // self._config.chunk_tokens)
        position = (chunk - first_mixed) * count
        end = position + count
        while position < end:
            turn, offset = divmod(position, size)
            order = random.Random(f"round {self._config.seed} {turn}").sample(range(size), size)
            taken = order[offset : offset + end - position]
            yield from (self._pairs[index] for index in taken)
            position += len(taken)

    def _encoded(self, pairs: Sequence[tuple[str, str]]) -> list[TrainingPair]:
        sources = self._tokenizer.batch_encode([source for source, _ in pairs])
        targets = self._tokenizer.batch_encode([target for _, target in pairs])
        return [TrainingPair(source, target) for source, target in zip(sources, targets, strict=True)]

    def _is_usable(self, pair: TrainingPair) -> bool:
        longest = max(len(pair.source), len(pair.target))
        fits = bool(pair.source and pair.target) and longest < self._config.max_pieces
        return fits and self._tokenizer.unknown_id not in pair.target


def careless(text: str, share: float, rng: random.Random) -> str:
    """With probability `share`, the text as a hurried hand types it: in lower case, without its full stop, or both."""
    if rng.random() >= share:
        return text
    lower, bare = rng.choice(((True, False), (False, True), (True, True)))
    text = text.lower() if lower else text
    return text.removesuffix(".") if bare else text


def vocabulary_texts(sample: Sequence[Example], pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Both sides of everything, for the tokenizer to learn from."""
    generated = chain.from_iterable((example.source, example.target) for example in sample)
    return [*generated, *chain.from_iterable(pairs)]
