from pages.lessons.heads import exhibits, questions
from pages.lessons.lesson import Lesson, Quiz, Step, equation, links

TEX = (
    r"\begin{aligned} \mathrm{MultiHead}(X) &= \lit{concat}{\mathrm{Concat}}(\mathrm{head}_1, \dots, \mathrm{head}_h)"
    r"\,\lit{output}{W^O} \\ \lit{head}{\mathrm{head}_i} &= \mathrm{Attention}(X\lit{own}{W_i^Q}, XW_i^K, XW_i^V)"
    r" \end{aligned}"
)

LESSON = Lesson(
    "heads",
    steps=(
        Step("question", exhibits.show_all_heads),
        Quiz("favourites", values=exhibits.favourite_values, ask=questions.how_many_favourites),
        Step("layer", exhibits.show_layer),
        Step("split", exhibits.show_split),
        Quiz("shape", ask=questions.which_shape, follows_sentence=False),
        Step("shapes", exhibits.show_shapes, wide=True),
        Step("equation", equation("equation", TEX)),
        Step("habits", exhibits.show_habits),
        Quiz("river", ask=questions.does_bank_look, follows_sentence=False),
        Step("context", exhibits.show_context),
        Step("far", exhibits.show_far),
        Quiz("matter", ask=questions.how_many_matter),
        Step("off", exhibits.show_off),
        Step("take-away", links("attention", "map", "roles", "laboratory")),
        Step("sources"),
    ),
)
