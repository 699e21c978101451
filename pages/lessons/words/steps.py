from pages.lessons.lesson import Lesson, Quiz, Step, equation
from pages.lessons.words import chances, questions, searching
from pages.lessons.words import numbers as by_hand

LESSON = Lesson(
    "words",
    model="zh-en",
    steps=(
        Step("question", by_hand.all_logits),
        Quiz("reads", values=questions.place, ask=questions.what_is_read),
        Step("shifted", by_hand.steps_of_writing),
        Step("softmax", by_hand.softmax_of_three),
        Step(
            "equation",
            equation("equation", r"\lit{p}{p_i} = \frac{e^{\lit{z}{z_i} / \lit{t}{T}}}{\lit{sum}{\sum_j} e^{z_j / T}}"),
        ),
        Quiz("hot", values=questions.first_piece, ask=questions.twice_as_hot),
        Step("temperature", chances.hot_and_cold),
        Step("search", searching.greedy_or_beam, wide=True),
        Step("sampling", chances.draw_lots, wide=True),
        Quiz("mat", ask=questions.where_is_mat, follows_sentence=False),
        Step("next-word", chances.next_word),
        Step("take-away", searching.go_on),
        Step("sources"),
    ),
)
