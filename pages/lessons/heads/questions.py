"""The questions of the lesson."""

from collections.abc import Mapping, Sequence

from model.lessons.many_heads import EXAMPLES, look, shapes
from pages import _results as results
from pages.lessons.heads.exhibits import PAPER, last_layer
from pages.lessons.lesson import Reader
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question
from viz.text import markdown_escape

FAVOURITES = ((1, 1), (2, 3), (4, 5), (6, 8))
NEEDED = ((0, 2), (3, 8), (9, 20), (21, 48))
"""Ranges that the answers name, both ends included."""
FELT = 0.1
"""Nats: a change by about a tenth."""
LOOKS = (0.2, 0.5)


def how_many_favourites(reader: Reader) -> Question:
    """How many different words the heads of the last layer look at most."""
    view, word, favourite = last_layer(reader)
    count = len(set(favourite))
    named = ", ".join(dict.fromkeys(view.keys.labels[place] for place in favourite))
    values = {"count": count, "words": named, "word": view.queries.labels[word]}
    prompt = reader.text("lesson_heads.ask_favourites", word=markdown_escape(view.queries.labels[word]))
    return _by_range(reader, "favourites", prompt, FAVOURITES, count, values)


def how_many_matter(reader: Reader) -> Question:
    """How many heads of the encoder, each switched off alone, are felt."""
    effects = results.head_effects(reader.sentence, reader.model, "zero")
    changes = effects.changes["encoder"]
    count = int((changes.abs() > FELT).sum())
    values = {"count": count, "heads": changes.numel()}
    prompt = reader.text("lesson_heads.ask_matter", what=reader.text(f"lesson_heads.what_{effects.measure}"))
    return _by_range(reader, "matter", prompt, NEEDED, count, values)


def which_shape(reader: Reader) -> Question:
    """The shape of the scores in the worked example."""
    found, section = shapes(*PAPER), reader.prose["shape"]
    parts = {"split": found.split, "scores": found.scores, "heads": found.heads, "joined": found.joined}
    options = [
        Option(str(list(shape)), fill(section[part].body, {}), shape == found.scores) for part, shape in parts.items()
    ]
    return Question(reader.text("lesson_heads.ask_shape"), options)


def does_bank_look(reader: Reader) -> Question:
    """The largest weight that any head gives from "bank" to "river"."""
    example, section = EXAMPLES["bank"][0], reader.prose["river"]
    view = results.attention(example.sentence, "encoder", name=reader.model)
    found = look(view, view.queries.labels.index(example.asking))
    weight = float(found.largest[found.words.index(example.expected)])
    right = sum(weight >= limit for limit in LOOKS)
    options = [
        Option(section[part].title, fill(section[part].body, {"weight": weight}), place == right)
        for place, part in enumerate(("little", "some", "most"))
    ]
    return Question(reader.text("lesson_heads.ask_river"), options)


def _by_range(
    reader: Reader,
    step: str,
    prompt: str,
    ranges: Sequence[tuple[int, int]],
    count: int,
    values: Mapping[str, object],
) -> Question:
    """A question about a count, whose answers are ranges; the part `right` explains the right one."""
    section = reader.prose[step]
    right = next(place for place, (_, last) in enumerate(ranges) if count <= last or place == len(ranges) - 1)
    options: list[Option] = []
    for place, (first, last) in enumerate(ranges):
        part = "right" if place == right else "fewer" if place < right else "more"
        label = str(first) if first == last else f"{first}–{last}"
        options.append(Option(label, fill(section[part].body, values), place == right))
    return Question(prompt, options)
