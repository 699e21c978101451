from pages.lessons.cross_attention import exhibits, questions
from pages.lessons.lesson import Lesson, Quiz, Step, equation

LESSON = Lesson(
    "cross_attention",
    steps=(
        Step("question", exhibits.hide_a_word),
        Quiz("runs", values=questions.n_steps, ask=questions.how_often),
        Step("two-stacks", exhibits.count_and_shapes, values=exhibits.d_model),
        Step(
            "equation",
            equation(
                "equation",
                r"\begin{gathered}"
                r"\lit{q}{Q} = \lit{y}{Y} W^Q \\"
                r"\lit{k}{K} = \lit{x}{X} W^K \qquad \lit{v}{V} = \lit{x}{X} W^V \\[0.6em]"
                r"\mathrm{softmax}\left(\frac{\lit{q}{Q}\,\lit{k}{K}^\top}{\sqrt{\lit{d}{d_k}}}\right) \lit{v}{V}"
                r"\end{gathered}",
            ),
        ),
        Quiz(
            "swapped",
            exhibits.show_code,
            values=questions.sizes,
            ask=questions.which_line,
            follows_sentence=False,
        ),
        Step("row", exhibits.row_by_hand),
        Quiz("look", values=questions.now_read, ask=questions.where_it_looks),
        Step("alignment", exhibits.looks_and_needs, wide=True),
        Step("edge", exhibits.cut_an_edge),
        Step("take-away", exhibits.go_on),
        Step("sources"),
    ),
)
