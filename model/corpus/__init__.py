"""The generated corpus: a seeded grammar of English–French sentence pairs, most with a pronoun to resolve.

>>> from model.corpus import examples
>>> next(examples("train", seed=0)).source

The lexicon is data (``lexicon/*.tsv``), the patterns are code (``patterns_*.py``). A sentence is put together as a
`sentence.Phrase` of aligned words; `sentence.realise` writes it and finds every span. `splits` says which nouns may
meet in train, dev, test and test_nouns.
"""

from model.corpus.generate import contrast_pairs, corpus_hash, examples
from model.corpus.pairs import CorpusError, load_pairs
from model.corpus.sentence import Example, Gloss, Span, Split

__all__ = [
    "CorpusError",
    "Example",
    "Gloss",
    "Span",
    "Split",
    "contrast_pairs",
    "corpus_hash",
    "examples",
    "load_pairs",
]
