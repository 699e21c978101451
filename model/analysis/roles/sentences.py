"""Held-out sentences of the grammar, as a model reads them, with what the grammar knows of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import ceil

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from model.analysis.roles.syntax import Pair, syntax_of
from model.corpus import Example, Span
from model.errors import InputError, ModelError
from model.evaluation.probes import positions_of
from model.tokenizer import Language
from model.tokens import Tokens
from model.trace import StackName
from model.training.loss import IGNORED
from model.training.parallel import ALONE, Processes
from model.training.sides import Grammar, Sides, grammar_named
from model.translator import Translator

GRAMMARS = ("en-fr", "zh-en")
_SEEN = 400  # sentences of train by which tokens count as rare
_BATCH = 50
_EXAMPLES_PER_SENTENCE = 10

Words = tuple[int, int]
"""Two words, as indices into `Tokens.words`."""


@dataclass(frozen=True)
class Sentence:
    """One sentence. `source` is None for a language model, `target`, shifted right, for a model that only reads.

    `relations` has pairs of words (who asks, who answers) of the `english` stack by name, `links` the aligned (source
    word, target word); both are empty where the grammar has no annotation. `rare` are the positions of each stack's
    rarest tokens in the training split of the grammar.
    """

    source: Tokens | None
    target: Tokens | None
    english: StackName | None
    relations: Mapping[str, frozenset[Words]]
    links: frozenset[Words]
    rare: Mapping[StackName, frozenset[int]]

    def tokens(self, stack: StackName) -> Tokens:
        """The tokens of a stack. Raises ValueError for one that the model does not have."""
        tokens = self.source if stack == "encoder" else self.target
        if tokens is None:
            raise ValueError(f"this model has no {stack}")
        return tokens


@dataclass(frozen=True)
class Batch:
    """Sentences side by side, padded: what the model reads, and the labels that the loss asks for (else IGNORED).

    `target` and `labels` are None for a model that only reads.
    """

    sentences: Sequence[Sentence]
    source: Int[Tensor, "batch source"] | None
    target: Int[Tensor, "batch target"] | None
    labels: Int[Tensor, "batch target"] | None

    @property
    def n_labels(self) -> Int[Tensor, " batch"]:
        """How many tokens of each sentence the loss asks for. Raises ValueError for a model that only reads."""
        if self.labels is None:
            raise ValueError("a model that writes nothing has no loss")
        return (self.labels != IGNORED).sum(-1)


def held_out_sentences(translator: Translator, count: int, seed: int = 0) -> list[Sentence]:
    """Sentences of the test split of the grammar in the model's languages, without those too long for the model; fewer
    than `count` where hardly any fits.

    A language model reads one side of a grammar. Raises ModelError "no_grammar" where there is none of its languages,
    or no sentence that fits.
    """
    name = _grammar_for(translator)
    grammar = grammar_named(name)
    candidates = islice(grammar.examples("test", seed), _EXAMPLES_PER_SENTENCE * count)
    rarity: dict[Language, Counter[int]] = {
        language: _counts(name, language, translator) for language in _languages(translator)
    }
    made = (_sentence(translator, grammar, example, rarity) for example in candidates)
    if found := list(islice((one for one in made if one), count)):
        return found
    raise _no_grammar(translator)


def batches(translator: Translator, sentences: Sequence[Sentence], processes: Processes = ALONE) -> Iterator[Batch]:
    """The sentences in groups of similar length, so that few pads are read: those groups that this process is dealt."""
    config = translator.config
    ordered = sorted(sentences, key=lambda one: (len(one.target or ()), len(one.source or ())))
    size = min(_BATCH, ceil(len(ordered) / processes.count))  # so that each process gets one
    for start in processes.dealt(range(0, len(ordered), size)):
        chosen = ordered[start : start + size]
        yield Batch(
            chosen,
            None if config.is_decoder_only else _padded([one.tokens("encoder").ids for one in chosen], config.pad_id),
            _padded([one.tokens("decoder").ids for one in chosen], config.pad_id) if translator.writes else None,
            _padded([(*one.tokens("decoder").ids[1:], config.end_ids[0]) for one in chosen], IGNORED)
            if translator.writes
            else None,
        )


def _grammar_for(translator: Translator) -> str:
    languages = _languages(translator)
    for name in GRAMMARS:
        if set(languages) <= set(grammar_named(name).languages):
            return name
    raise _no_grammar(translator)


def _no_grammar(translator: Translator) -> ModelError:
    languages = " and ".join(_languages(translator))
    return ModelError(
        "no_grammar",
        f"There are no generated sentences of {languages} that {translator.name} reads.",
        name=translator.name,
    )


def _languages(translator: Translator) -> list[Language]:
    return [language for language in (translator.source_language, translator.target_language) if language]


def _sentence(
    translator: Translator, grammar: Grammar, example: Example, rarity: Mapping[Language, Counter[int]]
) -> Sentence | None:
    """The example as the model reads it; None where it is too long."""
    reads, writes = translator.source_language, translator.target_language
    source_text, target_text = Sides(reads, writes).of(grammar.texts(example))
    try:
        target = translator.read_target(target_text) if translator.writes else None
        source = translator.read(source_text) if reads else None
    except InputError:
        return None
    rare: dict[StackName, frozenset[int]] = {}
    links: frozenset[Words] = frozenset()
    if target:
        rare["decoder"] = _rarest(target, rarity[writes])
    if source and reads:
        rare["encoder"] = _rarest(source, rarity[reads])
    if source and target and reads and reads != writes:
        aligned = [(a, b) if reads == grammar.languages[0] else (b, a) for a, b in example.alignment]
        links = frozenset(_word_pairs(aligned, source, target))
    english: StackName | None = "encoder" if reads == "en" else "decoder" if writes == "en" else None
    tokens = source if english == "encoder" else target if english else None
    relations = _relations(example) if tokens and grammar.languages[0] == "en" else {}
    return Sentence(
        source,
        target,
        english,
        {name: frozenset(_word_pairs(spans, tokens, tokens)) for name, spans in relations.items() if tokens},
        links,
        rare,
    )


def _relations(example: Example) -> dict[str, Sequence[Pair]]:
    syntax = syntax_of(example, example.source)
    found: dict[str, Sequence[Pair]] = {"determiner_noun": syntax.determiners, "subject_verb": syntax.subjects}
    if example.pronoun and example.antecedent and example.distractor:
        found["antecedent"] = [(example.pronoun, example.antecedent)]
        found["distractor"] = [(example.pronoun, example.distractor)]
    return found


def _word_pairs(spans: Sequence[tuple[Span, Span]], first: Tokens, second: Tokens) -> Iterator[Words]:
    for one, other in spans:
        for word in {first.word_of[position] for position in positions_of(first, one)}:
            for partner in {second.word_of[position] for position in positions_of(second, other)}:
                yield word, partner


def _rarest(tokens: Tokens, counts: Counter[int]) -> frozenset[int]:
    ordinary = [position for position in range(len(tokens)) if position not in tokens.specials]
    fewest = min(counts[tokens.ids[position]] for position in ordinary)
    return frozenset(position for position in ordinary if counts[tokens.ids[position]] == fewest)


def _counts(grammar: str, language: Language, translator: Translator) -> Counter[int]:
    return Counter(token for ids in translator.tokenizer.batch_encode(_train_texts(grammar, language)) for token in ids)


@cache
def _train_texts(grammar: str, language: Language) -> list[str]:
    made = grammar_named(grammar)
    return [made.texts(example)[language] for example in islice(made.examples("train", 0), _SEEN)]


def _padded(rows: Sequence[Sequence[int]], filler: int) -> Int[Tensor, "batch token"]:
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=filler)
