"""The questions of the lesson."""

from model.position_comparison import cosines
from model.positions import sinusoidal
from pages import _loaded as loaded
from pages.lessons.lesson import Reader
from pages.lessons.positions.exhibits import reversed_sentence
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question

TOLERANCE = 1e-4


def what_is_written(reader: Reader) -> Question:
    """What becomes of the two orders once the encoder has no positions."""
    found, section = reversed_sentence(reader), reader.prose["predict"]
    own, (first, second) = found.with_positions.translations, found.without_positions.translations
    right = "same" if first == second else "as-before" if (first, second) == own else "two"
    values = {"own": own[0], "first": first, "second": second, "largest": found.without_positions.largest}
    options = [
        Option(section[part].title, fill(section[part].body, values), part == right)
        for part in ("as-before", "two", "same")
    ]
    return Question(reader.text("lesson_positions.ask_written"), options)


def how_far_is_a_step(reader: Reader) -> Question:
    """What pos / T makes of positions 1 and 2 of the reader's sentence."""
    total, section = len(reader.translation.typed), reader.prose["step"]
    labels = {"plain": "1, 2", "five": "0.2, 0.4", "own": _two(total), "long": "0.002, 0.004"}
    options = [
        Option(label, fill(section[part].body, {"tokens": total}), part == "own")
        for part, label in labels.items()
        if part == "own" or label != labels["own"]
    ]
    options.sort(key=lambda option: -float(option.label.partition(",")[0]))
    return Question(reader.text("lesson_positions.ask_step", tokens=total), options)


def which_are_more_alike(reader: Reader) -> Question:
    """Two pairs of positions at one distance, far apart in the sentence."""
    size, section = loaded.translator(reader.model).config.d_model, reader.prose["distance"]
    alike = cosines(sinusoidal(44, size))
    early, late = float(alike[1, 4]), float(alike[40, 43])
    right = "same" if abs(early - late) < TOLERANCE else "early" if early > late else "late"
    values = {"early": early, "late": late}
    options = [
        Option(section[part].title, fill(section[part].body, values), part == right)
        for part in ("early", "same", "late")
    ]
    return Question(reader.text("lesson_positions.ask_alike"), options)


def _two(total: int) -> str:
    return f"{1 / total:.2g}, {2 / total:.2g}"
