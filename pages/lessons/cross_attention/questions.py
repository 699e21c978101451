"""The questions of the lesson, with answers from the model that reads the reader's sentence."""

from collections.abc import Mapping

from model.lessons import cross_attention as cross
from pages.lessons.lesson import Reader
from viz.lesson.prose import Markdown, fill
from viz.lesson.question import Option, Question
from viz.text import markdown_escape

_OTHERS = 2  # words offered beside the right one and the one just written


def n_steps(reader: Reader) -> Mapping[str, object]:
    return {"steps": str(len(reader.translation.decoding.steps))}


def how_often(reader: Reader) -> Question:
    """The counts, against what other ways of reading and writing would need."""
    text, section = reader.text, reader.prose["runs"]
    counts = cross.times_computed(reader.translation)
    right = counts["encoder.embedding"], counts["decoder.embedding"]
    n_source, n_written = len(reader.translation.typed), right[1]
    others = {(n_source, n_written): "word-by-word", (n_written, n_written): "both-every-step", (1, 1): "both-once"}
    reasons = others | {right: "once-and-every-step"}
    return Question(
        text("lesson_cross_attention.runs_prompt"),
        [
            Option(
                text("lesson_cross_attention.runs_option", encoder=times[0], decoder=times[1]),
                section[part].body,
                times == right,
            )
            for times, part in sorted(reasons.items())
        ],
    )


def sizes(reader: Reader) -> Mapping[str, object]:
    made = cross.swapped_values(reader.translation)
    return {"source": str(made.n_source), "target": str(made.n_target)}


def which_line(reader: Reader) -> Question:
    """The lines of `cross.CODE`; what follows from the wrong one is found by running it."""
    section, made = reader.prose["swapped"], cross.swapped_values(reader.translation)
    wrong = section["silent"].body if made.message is None else f"`{made.message}`"
    values = {"right": "×".join(map(str, made.right_shape)), "wrong": Markdown(wrong)}
    reasons = {
        "q": section["queries"].body,
        "k": section["keys"].body,
        "v": fill(section["values"].body, values),
        "scores": section["scores"].body,
    }
    lines = {line.split(" = ")[0]: line for line in cross.CODE}
    return Question(
        reader.text("lesson_cross_attention.swapped_prompt"),
        [Option(f"`{lines[name]}`", why, name == cross.WRONG) for name, why in reasons.items()],
    )


def now_read(reader: Reader) -> Mapping[str, object]:
    translation = reader.translation
    place = cross.telling_place(cross.looks(translation), translation.typed)
    target = translation.trace.target
    assert target is not None  # the lesson's model translates
    return {"read": target.labels[place]}


def where_it_looks(reader: Reader) -> Question:
    """The word looked at most, the one of the step before, and the next in weight, as they stand in the sentence."""
    section, translation = reader.prose["look"], reader.translation
    source, weights = translation.typed, cross.looks(translation)
    place = cross.telling_place(weights, source)
    row = weights[place]
    right, before = int(row.argmax()), int(weights[max(0, place - 1)].argmax())
    others = [word for word in row.argsort(descending=True).tolist() if word not in (right, before)]
    options: list[Option] = []
    for word in sorted({right, before, *others[:_OTHERS]}):
        part = "next" if word == right else "just-written" if word == before else "another"
        values = {"weight": float(row[word]), "written": translation.tokens.labels[place]}
        options.append(Option(_name(source.words, word), fill(section[part].body, values), word == right))
    read = markdown_escape(str(now_read(reader)["read"]))
    return Question(reader.text("lesson_cross_attention.look_prompt", read=read), options)


def _name(words: tuple[str, ...], word: int) -> str:
    """A word, with its place from 1 where it stands in the sentence more than once."""
    shown = markdown_escape(words[word])
    return shown if words.count(words[word]) == 1 else f"{shown} ({word + 1})"
