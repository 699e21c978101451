"""The lessons in their order, each in a folder of its own; a lesson is imported when somebody opens it."""

import importlib

from pages.lessons.lesson import Lesson

LESSONS = (
    "transformer",
    "tokens",
    "embeddings",
    "positions",
    "self_attention",
    "heads",
    "masks",
    "add_and_norm",
    "feed_forward",
    "cross_attention",
    "words",
    "coreference",
)


def load_lesson(name: str) -> Lesson:
    """The lesson in that folder."""
    lesson: Lesson = importlib.import_module(f"pages.lessons.{name}.steps").LESSON
    return lesson
