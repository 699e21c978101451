from pages.lessons.lesson import Lesson, Quiz, Step, equation
from pages.lessons.masks import exhibits, measured, questions

LESSON = Lesson(
    "masks",
    model="en-lm",
    minutes=12,
    steps=(
        Step("question", exhibits.show_head),
        Step("by-hand", exhibits.show_by_hand),
        Quiz("predict-cells", ask=questions.ask_cells),
        Step(
            "equation",
            equation(
                "equation",
                r"\begin{gathered} \operatorname{softmax}\!"
                r"\left(\lit{scores}{\frac{QK^{\top}}{\sqrt{d_k}}} + \lit{mask}{M}\right)\lit{values}{V} \\[1ex]"
                r" M_{ij} = \begin{cases} \lit{see}{0} & j \le i \\"
                r" \lit{never}{-\infty} & j > i \end{cases} \end{gathered}",
            ),
        ),
        Quiz("spot-error", exhibits.show_mistake, ask=questions.ask_mistake, follows_sentence=False),
        Step("zeros", exhibits.show_zeros, exhibits.zeros_values),
        Quiz("predict-change", ask=questions.ask_change),
        Step("leak", measured.show_leak, measured.loss_values),
        Step("cheating", measured.show_learners),
        Step("padding", measured.show_padding),
        Step("parallel", measured.show_both_ways),
        Step("take-away", exhibits.show_links),
        Step("sources"),
    ),
)
