from pages.lessons.lesson import Lesson, Quiz, Step, equation, links
from pages.lessons.positions import exhibits, kinds, questions

SET = r"\mathrm{Attention}(\lit{p}{P}\,\lit{x}{X}) = P\;\mathrm{Attention}(X)"

PE = (
    r"\begin{aligned} PE(\lit{pos}{pos},\lit{pair}{2i})"
    r" &= \sin\!\left(pos \,/\, \lit{base}{10000}^{2i/\lit{d}{d}}\right)\\"
    r" PE(pos,2i+1) &= \cos\!\left(pos \,/\, 10000^{2i/d}\right) \end{aligned}"
)

LESSON = Lesson(
    "positions",
    steps=(
        Step("question", exhibits.show_two_orders),
        Quiz("predict", ask=questions.what_is_written, follows_sentence=False),
        Step("without", exhibits.show_without, wide=True),
        Step("equation", equation("equation", SET)),
        Step("small", exhibits.show_small_case),
        Quiz("step", ask=questions.how_far_is_a_step),
        Step("plain", exhibits.show_plain, values=exhibits.length_values),
        Step("sinusoidal", equation("sinusoidal", PE)),
        Step("numbers", exhibits.show_numbers),
        Step("waves", exhibits.show_waves, values=exhibits.size_values),
        Quiz("distance", ask=questions.which_are_more_alike, follows_sentence=False),
        Step("rotation", exhibits.show_rotation),
        Step("kinds", kinds.show_kind, wide=True),
        Step("table", kinds.show_all, wide=True),
        Step("take-away", links("positions", "attention", "laboratory")),
        Step("sources"),
    ),
)
