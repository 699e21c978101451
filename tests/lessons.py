"""The lessons for tests: their names, and a reader of one."""

from functools import cache

from pages import _models as models
from pages.lessons import LESSONS, load_lesson
from pages.lessons.lesson import Lesson, Reader
from viz.text import Language

__all__ = ["LESSONS", "SENTENCES", "lesson", "reader"]

SENTENCES = {
    "en-fr": (
        "The animal didn't cross the street because it was too tired.",
        "The animal didn't cross the street because it was too wide.",
        "I like cats.",
        "My sister gave the dog a bone in the garden yesterday.",
        "The car hit the tree because it was too fast.",
        "She has never seen such a beautiful house.",
    ),
    "zh-en": ("我爱购物", "我爱学习", "我的姐姐住在北京。", "你今天想去哪里？", "他不喜欢猫。"),
    "en-lm": ("The cat sat on the", "The dog sat on the", "I want to", "My brother is", "She went to the"),
}
"""Sentences that each model reads, different enough that what it computes differs."""


@cache
def lesson(name: str) -> Lesson:
    return load_lesson(name)


def reader(name: str, language: Language = "en", sentence: str | None = None) -> Reader:
    """Somebody who reads that lesson, with its example if they type no sentence of their own."""
    one = lesson(name)
    return Reader(language, one.prose(language), sentence or models.known(one.model).sentence, one.model)
