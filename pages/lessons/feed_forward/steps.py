from pages.lessons.feed_forward import questions, units, whole
from pages.lessons.lesson import Lesson, Quiz, Step, equation

LESSON = Lesson(
    "feed_forward",
    minutes=12,
    steps=(
        Step("question", whole.show_without, whole.parameter_values),
        Step("by-hand", units.show_tiny),
        Step(
            "equation",
            equation(
                "equation",
                r"\operatorname{FFN}(\lit{x}{x}) = \lit{activation}{\max}(0,\ x\lit{expand}{W_1} + \lit{first}{b_1})"
                r"\,\lit{contract}{W_2} + \lit{second}{b_2}",
            ),
        ),
        Step("activations", units.show_curves),
        Quiz("predict-reach", ask=questions.ask_reach),
        Step("reach", whole.show_reach),
        Quiz("predict-active", ask=questions.ask_active, follows_sentence=False),
        Step("sparsity", units.show_active, units.active_values),
        Step("unit", units.show_unit),
        Quiz("predict-skip", ask=questions.ask_skip),
        Step("skip", whole.show_skips),
        Step("take-away", whole.show_links),
        Step("sources"),
    ),
)
