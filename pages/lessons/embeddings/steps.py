from pages.lessons.embeddings import exhibits, questions, trained
from pages.lessons.lesson import Lesson, Quiz, Step, equation

LESSON = Lesson(
    "embeddings",
    model="en-lm",
    steps=(
        Step("question", exhibits.show_numbers, values=exhibits.example_numbers),
        Step("one-hot", exhibits.show_one_hot),
        Quiz("size", ask=questions.how_large_is_the_one_hot),
        Step("lookup", exhibits.show_lookup),
        Step("equation", equation("equation", exhibits.TEX), values=exhibits.sizes),
        Quiz("nearest-word", ask=questions.which_word_is_nearest),
        Step("neighbours", trained.show_neighbours),
        Step("cosine", trained.show_cosine),
        Step("map", trained.show_map),
        Step("take-away", exhibits.show_links),
        Step("sources"),
    ),
)
