"""The endless stream of training batches, a function of the seed and the position in it alone."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain

from model.tokenizer import Tokenizer
from model.training.batching import Batch, TrainingPair, bucketed
from model.training.config import TrainingConfig
from model.training.gloss import gloss_labels
from model.training.sides import Grammar, Sides


class BatchStream:
    """Mixes the grammar with real pairs, a chunk at a time, and hands out batches of similar length.

    Chunk k depends on nothing before it, so a resumed run rebuilds one chunk and goes on. Real pairs come in
    rounds: every pair once, in an order of that round's own, before any comes again.
    """

    def __init__(
        self,
        config: TrainingConfig,
        tokenizer: Tokenizer,
        sides: Sides,
        grammar: Grammar,
        pairs: Sequence[tuple[str, str]],
        lemmas: Sequence[str],
    ) -> None:
        """`pairs` are (source, target), as `sides` makes them; `lemmas` are the classes of the gloss."""
        self._config, self._tokenizer, self._sides, self._grammar = config, tokenizer, sides, grammar
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
        typed = [careless(source, target, config.careless_share, rng) for source, target in real]
        return bucketed([*grammar, *self._encoded(typed)], config.batch_tokens, rng)

    def _grammar_pairs(self, n_tokens: int, rng: random.Random) -> Iterator[TrainingPair]:
        for example in self._grammar.examples("train", rng.getrandbits(32)):
            if n_tokens <= 0:
                return
            texts = self._sides.of(self._grammar.texts(example))
            source_text, target_text = careless(*texts, self._config.careless_share, rng)
            (target,) = self._tokenizer.batch_encode([target_text])
            if self._config.gloss_weight > 0 and self._sides.source:
                source = self._tokenizer.encode(source_text, self._sides.source)
                pair = TrainingPair(source.ids, target, gloss_labels(example, source, self._lemma_classes))
            else:
                (source,) = self._tokenizer.batch_encode([source_text])
                pair = TrainingPair(source, target)
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
        fits = bool(pair.target and (pair.source or not self._sides.source)) and longest < self._config.max_pieces
        return fits and self._tokenizer.unknown_id not in pair.target


def careless(source: str, target: str, share: float, rng: random.Random) -> tuple[str, str]:
    """With probability `share`, the source as a hurried hand types it: in lower case, without its full stop, or both.

    Chinese is often written without one on purpose, as a phrase: then the English has none either.
    """
    if rng.random() >= share:
        return source, target
    lower, bare = rng.choice(((True, False), (False, True), (True, True)))
    source = source.lower() if lower else source
    if bare and source.endswith("。"):
        return source.removesuffix("。"), target.removesuffix(".")
    return source.removesuffix(".") if bare else source, target


def vocabulary_texts(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Both sides of all pairs, for the tokenizer to learn from."""
    return [text for text in chain.from_iterable(pairs) if text]
