from pages.lessons.add_and_norm import adding, norming, questions
from pages.lessons.lesson import Lesson, Quiz, Step, equation

LESSON = Lesson(
    "add_and_norm",
    minutes=15,
    steps=(
        Step("question", adding.show_stream),
        Quiz("predict-turn", ask=questions.ask_turn),
        Quiz("predict-gradient", ask=questions.ask_gradient, follows_sentence=False),
        Step("highway", adding.show_highway, adding.highway_values),
        Step("four-ways", adding.show_four_ways),
        Step("pre-post", adding.show_pre_and_post),
        Step("by-hand", norming.show_by_hand),
        Step(
            "equation",
            equation(
                "equation",
                r"\begin{gathered} \operatorname{LN}(\lit{x}{x} + \lit{sublayer}{\operatorname{Sublayer}(x)}) \\[1ex]"
                r" \operatorname{LN}(z) = \lit{gain}{\gamma} \odot"
                r" \frac{z - \lit{mean}{\mu}}{\sqrt{\lit{variance}{\sigma^2} + \lit{epsilon}{\varepsilon}}}"
                r" + \lit{bias}{\beta} \end{gathered}",
            ),
        ),
        Quiz("spot-error", norming.show_mistake, ask=questions.ask_mistake, follows_sentence=False),
        Quiz("spot-claims", ask=questions.ask_claims, follows_sentence=False),
        Step("epsilon", norming.show_epsilon),
        Step("cube", norming.show_cube),
        Quiz("predict-norm", ask=questions.ask_norm, follows_sentence=False),
        Step("why-layer", norming.show_dependence),
        Step("take-away", adding.show_links),
        Step("sources"),
    ),
)
