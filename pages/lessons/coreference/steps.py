from pages.lessons.coreference import evidence, exhibits, experiments, questions
from pages.lessons.lesson import Lesson, Quiz, Step, equation

LESSON = Lesson(
    "coreference",
    steps=(
        Step("question", exhibits.pair_of_sentences, wide=True),
        Quiz("which-noun", values=questions.asked_head, ask=questions.which_noun),
        Step("picture", exhibits.all_heads),
        Step("change", exhibits.one_word_changed),
        Step(
            "equation",
            equation(
                "equation",
                r"\begin{gathered}"
                r"\lit{c}{c} = \lit{plus}{a^{+}} - \lit{minus}{a^{-}} \\[0.5em]"
                r"\lit{odds}{\ell} = \ln \frac{\lit{right}{P^{+}}}{\lit{wrong}{P^{-}}} \qquad "
                r"\lit{effect}{\Delta} = \lit{odds}{\ell}_{\mathrm{cut}} - \lit{odds}{\ell}"
                r"\end{gathered}",
            ),
        ),
        Step("many", evidence.intervals, values=questions.baselines),
        Quiz(
            "proof",
            evidence.claims_about_a_head,
            values=questions.idle_name,
            ask=questions.too_far,
            follows_sentence=False,
        ),
        Step("not-explanation", evidence.look_and_effect, values=questions.idle_name),
        Quiz("cut", values=questions.before_the_cut, ask=questions.after_the_cut),
        Step("others", experiments.cut_the_look),
        Step("routes", evidence.two_models, values=questions.routes),
        Step("errors", exhibits.right_and_wrong, values=questions.quality),
        Step("from-here", experiments.go_on),
        Step("take-away", experiments.where_it_began),
        Step("sources"),
    ),
)
