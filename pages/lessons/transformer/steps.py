from pages.lessons.lesson import Lesson, Quiz, Step
from pages.lessons.transformer import comparison, exhibits, questions

LESSON = Lesson(
    "transformer",
    steps=(
        Step("question", exhibits.show_in_and_out),
        Quiz("runs", ask=questions.how_often_does_it_run),
        Step("machine", exhibits.show_machine, wide=True),
        Step("one-word", exhibits.show_one_word, values=exhibits.followed_word),
        Step("equation", exhibits.show_equation_with_numbers, wide=True),
        Quiz("weights", ask=questions.how_many_weights),
        Quiz("distance", ask=questions.how_many_layers),
        Step("paths", comparison.show_paths),
        Step("cost", comparison.show_costs, values=comparison.cost_values),
        Step("take-away", exhibits.show_links),
        Step("sources"),
    ),
)
