"""The questions of the lesson, answered by the model."""

from model.lessons import add_and_norm as lesson
from pages import _loaded as loaded
from pages.lessons.add_and_norm import norming
from pages.lessons.lesson import Reader
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question
from viz.text import markdown_escape

FACTORS = (1, 10, 100, 10_000)
"""Where the answers begin that say how many times smaller the gradient becomes."""

_ROUNDING = 1e-6


def ask_turn(reader: Reader) -> Question:
    """Which token's vector has turned the most from the embedding to the encoder's end?"""
    text, section = reader.text, reader.prose["predict-turn"]
    encoder = reader.trace.encoder
    assert encoder is not None
    kept, labels = lesson.kept_direction(encoder), encoder.tokens.labels
    words = [place for place, label in enumerate(labels) if label[-1].isalpha()]
    order = sorted(words if len(words) > 1 else range(len(labels)), key=lambda place: float(kept[place]))
    shown = sorted({order[0], order[1], order[len(order) // 2], order[-1]})
    options = [
        Option(
            text("lesson_add_and_norm.place", n=place + 1, token=markdown_escape(labels[place])),
            fill(
                section["most" if place == order[0] else "least" if place == order[-1] else "other"].body,
                {"cosine": float(kept[place])},
            ),
            right=place == order[0],
        )
        for place in shown
    ]
    return Question(text("lesson_add_and_norm.ask_turn"), options)


def ask_gradient(reader: Reader) -> Question:
    """By what factor does the gradient shrink without the residual connections?"""
    text, section = reader.text, reader.prose["predict-gradient"]
    times = 1 / lesson.gradient_flow(reader.translation).remaining
    reached = max((factor for factor in FACTORS if factor <= times), default=FACTORS[0])
    options = [
        Option(
            text(f"lesson_add_and_norm.factor_{factor}"),
            fill(section["right" if factor == reached else "wrong"].body, {"times": times}),
            right=factor == reached,
        )
        for factor in FACTORS
    ]
    return Question(text("lesson_add_and_norm.ask_gradient"), options)


def ask_mistake(reader: Reader) -> Question:
    """Which line is wrong?"""
    section, values = reader.prose["spot-error"], norming.affine_only(reader)
    lines = range(1, lesson.AFFINE_ONLY.count("\n") + 2)
    options = [
        Option(section[f"line-{n}"].title, fill(section[f"line-{n}"].body, values), right=n == lines[-1]) for n in lines
    ]
    return Question(reader.text("lesson_add_and_norm.ask_mistake"), options)


def ask_claims(reader: Reader) -> Question:
    """Which of four sentences about add and norm is true?"""
    section = reader.prose["spot-claims"]
    encoder = reader.trace.encoder
    assert encoder is not None
    sums = encoder.layers[0].sublayers[0].norm_input.sum(-1)
    wrong = lesson.epsilon_forms(norming.TINY)
    values = {
        "least": float(sums.min()),
        "most": float(sums.max()),
        "under_root": float(wrong.under_root[-1]),
        "beside_std": float(wrong.beside_std[-1]),
    }
    names = ("add-positions", "add-sublayer", "norm-sum", "norm-epsilon")
    options = [Option(section[name].title, fill(section[name].body, values), name == "add-sublayer") for name in names]
    return Question(reader.text("lesson_add_and_norm.ask_claims"), options)


def ask_norm(reader: Reader) -> Question:
    """Which norm of a word depends on nothing but that word?"""
    section, translator = reader.prose["predict-norm"], loaded.translator(reader.model)
    options: list[Option] = []
    for over in ("batch", "group", "instance", "layer"):
        found = lesson.dependence(translator, reader.sentence, over)
        values = {"neighbour": 100 * found.neighbour, "longer": 100 * found.longer}
        right = max(found.neighbour, found.longer) < _ROUNDING
        options.append(Option(section[over].title, fill(section[over].body, values), right))
    return Question(reader.text("lesson_add_and_norm.ask_norm"), options)
