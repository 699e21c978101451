from pages.lessons.lesson import Lesson, Quiz, Step
from pages.lessons.tokens import exhibits, questions

LESSON = Lesson(
    "tokens",
    steps=(
        Step("question", exhibits.show_letters_and_words),
        Quiz("cut", ask=questions.which_word_is_cut),
        Step("merges", exhibits.show_merges, wide=True),
        Quiz("first-merge", ask=questions.which_pair_is_first),
        Step("equation", exhibits.show_sum, wide=True),
        Step("unknown", exhibits.show_three_ways),
        Step("shipped", exhibits.show_shipped, values=exhibits.shipped_values),
        Quiz("letters", ask=questions.how_many_weights),
        Step("take-away", exhibits.show_links),
        Step("sources"),
    ),
)
