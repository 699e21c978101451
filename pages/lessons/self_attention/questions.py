"""The questions about the sums by hand and about random scores."""

from model.lessons.scaling import measure_scaling
from pages.lessons.lesson import Reader
from pages.lessons.self_attention.by_hand import made, row_values
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question
from viz.text import markdown_escape


def softmax_share(reader: Reader) -> Question:
    """How the softmax shares attention out in the first row by hand, among answers that people give."""
    row = made(reader).rows[0]
    place = row.shares.index(max(row.shares))
    even, right = 1 / len(row.shares), float(row.shares[place])
    shares = {"even": even, "softmax": right, "everything": 1.0}
    if min(row.scores) > 0:
        shares["proportional"] = float(row.scores[place] / sum(row.scores))
    section, values = reader.prose["share"], row_values(reader)
    labels = {name: f"{share:.0%}" for name, share in sorted(shares.items(), key=lambda one: one[1])}
    return Question(
        reader.text("lesson_self_attention.ask_share", word=markdown_escape(made(reader).words[place])),
        [
            Option(label, fill(section[name].body, values), name == "softmax")
            for name, label in labels.items()
            if name == "softmax" or label != labels["softmax"]
        ],
    )


def largest_variance(reader: Reader) -> Question:
    """The variance of the product of random vectors: the sizes that people expect, and the one that is measured."""
    section, variance = reader.prose["variance"], measure_scaling(64).plain.variance
    expected = {"one": 1, "root": 8, "linear": 64, "square": 4096}
    right = min(expected, key=lambda name: abs(expected[name] - variance))
    options = [
        Option(section[name].title, fill(section[name].body, {"measured": variance}), name == right)
        for name in expected
    ]
    return Question(reader.text("lesson_self_attention.ask_variance"), options)
