"""A seeded grammar of everyday sentences, Chinese to English.

>>> from model.corpus_zh import examples
>>> next(examples("train", seed=0)).source

The words are data (``tables/*.tsv``), the patterns are code (``patterns_*.py``): each draws words (`draw`), puts them
into clauses of both languages (`clause`, `english`) and returns a `Sentence`; `generate` adds the marks and keeps the
combinations of content words of dev and test out of train. English is spelt the American way, as in Tatoeba.
"""

from model.corpus_zh.generate import combinations, corpus_hash, examples

__all__ = ["combinations", "corpus_hash", "examples"]
