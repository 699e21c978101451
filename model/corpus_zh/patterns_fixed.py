"""Fixed expressions of daily life: greetings, thanks, questions that everybody asks."""

from model.corpus_zh.clause import Sentence
from model.corpus_zh.draw import Draw
from model.corpus_zh.lexicon import lexicon

_MARKS = {"。": ".", "？": "?", "！": "!"}


def expression(draw: Draw) -> Sentence:
    """你好！ Hello!"""
    said = draw.pick(lexicon().phrases)
    return Sentence(said.chinese[:-1], said.english[:-1], _MARKS[said.chinese[-1]])


PATTERNS = (expression,)
