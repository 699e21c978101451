"""The questions of the lesson, answered by the model that translates the sentence and by the language model."""

from collections.abc import Mapping

from model.decoding.forcing import Spelling
from model.lessons import words
from pages import _results as results
from pages.lessons.lesson import Reader
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question
from viz.text import markdown_escape

LANGUAGE_MODEL, BEGINNING, EXPECTED = "en-lm", "The cat sat on the", "▁mat"
_PLACE = 3  # the piece that is asked for, where the translation has so many
_BOUNDS = {"first": 1, "ten": 10, "hundred": 100}
"""The answers, by the largest rank that they mean."""


def spelling(reader: Reader) -> Spelling:
    """Tokens of the model that translates the reader's sentence, to read."""
    return Spelling(reader.translation.translator.tokenizer)


def place(reader: Reader) -> Mapping[str, object]:
    return {"n": str(min(_PLACE, len(reader.translation.decoding.token_ids)))}


def what_is_read(reader: Reader) -> Question:
    """What the decoder reads before it writes a piece, among what it might be thought to read; the shortest first."""
    section, translation = reader.prose["reads"], reader.translation
    steps = words.shifted_right(translation)
    asked = steps[min(_PLACE, len(steps)) - 1]
    readings = {
        (*asked.reads, asked.writes): "answer",
        asked.reads[1:]: "unopened",
        asked.reads[-1:]: "last",
        asked.reads: "right",
    }
    options = [
        Option(
            markdown_escape(" ".join(map(spelling(reader), tokens))),
            section[part].body,
            part == "right",
        )
        for tokens, part in sorted(readings.items(), key=lambda reading: len(reading[0]))
        if tokens
    ]
    return Question(reader.text("lesson_words.reads_prompt"), options)


def first_piece(reader: Reader) -> Mapping[str, object]:
    (first, *_) = words.shifted_right(reader.translation)
    return {"piece": spelling(reader)(first.writes), "before": first.probability}


def twice_as_hot(reader: Reader) -> Question:
    """The largest probability of the first step at a temperature of 2, against what one might expect; ascending."""
    section = reader.prose["hot"]
    chances = reader.translation.decoding.steps[0].log_probabilities[0]
    before, after = words.hottest(chances, 1), words.hottest(chances, 2)
    guesses = {before: "unchanged", before / 2: "half", 1 / len(chances): "alike", after: "right"}
    options = {f"{share:.2%}": part for share, part in sorted(guesses.items())} | {f"{after:.2%}": "right"}
    return Question(
        reader.text("lesson_words.hot_prompt", **{**first_piece(reader), "piece": markdown_escape(_first(reader))}),
        [Option(share, section[part].body, part == "right") for share, part in options.items()],
    )


def _first(reader: Reader) -> str:
    return str(first_piece(reader)["piece"])


def where_is_mat(reader: Reader) -> Question:
    """At which rank the language model has the word that everybody expects."""
    section = reader.prose["mat"]
    translation = results.translation(BEGINNING, name=LANGUAGE_MODEL)
    tokenizer = translation.translator.tokenizer
    chances = words.next_log_probabilities(translation)
    best, expected = int(chances.argmax()), tokenizer.id(EXPECTED)
    rank = words.rank_of(chances, expected)
    values = {
        "best": Spelling(tokenizer)(best),
        "best_probability": float(chances[best].exp()),
        "rank": str(rank),
        "probability": float(chances[expected].exp()),
    }
    right = next((part for part, bound in _BOUNDS.items() if rank <= bound), "beyond")
    return Question(
        reader.text("lesson_words.mat_prompt"),
        [
            Option(reader.text(f"lesson_words.mat_{part}"), fill(section[part].body, values), part == right)
            for part in (*_BOUNDS, "beyond")
        ],
    )
