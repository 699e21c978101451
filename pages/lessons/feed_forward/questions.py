"""The questions of the lesson, answered by the model."""

from model.lessons import feed_forward as lesson
from pages import _loaded as loaded
from pages.lessons.feed_forward.units import active_values
from pages.lessons.feed_forward.whole import middle_of
from pages.lessons.lesson import Reader
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question
from viz.lesson.skips import sublayer_name
from viz.text import markdown_escape

SHARES = (2, 10, 30, 50, 90)
"""Possible answers, in percent."""


def ask_reach(reader: Reader) -> Question:
    """Which outputs of the feed-forward sublayer change with one vector that it reads?"""
    text, section, tokens = reader.text, reader.prose["predict-reach"], reader.translation.typed
    place = middle_of(tokens)
    found = lesson.reach(loaded.translator(reader.model), tokens, place).feed_forward > lesson.ROUNDING
    n, changed = len(tokens), tuple(found.nonzero()[:, 0].tolist())
    answers = {
        "itself": (place,),
        "neighbours": tuple(other for other in (place - 1, place, place + 1) if 0 <= other < n),
        "after": tuple(range(place, n)),
        "all": tuple(range(n)),
    }
    different = {places: name for name, places in reversed(answers.items())}  # in a short sentence some are the same
    token = markdown_escape(tokens.labels[place])
    options = [
        Option(
            text(f"lesson_feed_forward.reach_{name}", token=token),
            fill(section[name].body, {"changed": len(changed)}),
            right=places == changed,
        )
        for places, name in reversed(different.items())
    ]
    return Question(text("lesson_feed_forward.ask_reach", token=token, n=place + 1), options)


def ask_active(reader: Reader) -> Question:
    """How many of the units are on, on average?"""
    text, section, values = reader.text, reader.prose["predict-active"], active_values(reader)
    percent = float(str(values["percent"]))
    nearest = min(SHARES, key=lambda share: abs(share - percent))
    options = [
        Option(
            text("lesson_feed_forward.about", share=share),
            fill(section["right" if share == nearest else "more" if share > nearest else "less"].body, values),
            right=share == nearest,
        )
        for share in SHARES
    ]
    return Question(text("lesson_feed_forward.ask_active"), options)


def ask_skip(reader: Reader) -> Question:
    """Without the feed-forward of which layer of the encoder is the translation least probable?"""
    text, section = reader.text, reader.prose["predict-skip"]
    found = [one for one in lesson.skips(reader.translation) if one.skipped.stack == "encoder"]
    worst = min(found, key=lambda one: one.change)
    options = [
        Option(
            sublayer_name(one, text),
            fill(section["worst" if one is worst else "other"].body, {"change": one.change}),
            right=one is worst,
        )
        for one in found
    ]
    return Question(text("lesson_feed_forward.ask_skip"), options)
