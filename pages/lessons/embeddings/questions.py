"""The questions of the lesson on embeddings, answered by the model's table and by the sentence."""

from model.lessons import embeddings
from pages import _loaded as loaded
from pages.lessons.embeddings.trained import words_of
from pages.lessons.lesson import Reader
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question, of_numbers
from viz.text import markdown_escape

_CLOSE = 20  # words that are too near to be offered as wrong


def how_large_is_the_one_hot(reader: Reader) -> Question:
    """How many numbers the one-hot vectors of the sentence have together."""
    typed, config = reader.translation.typed, loaded.translator(reader.model).config
    n, different, vocabulary, d_model = len(typed), len(set(typed.ids)), config.vocabulary_size, config.d_model
    return of_numbers(
        reader.prose["size"],
        {"n": n, "different": different, "vocabulary": vocabulary, "d_model": d_model},
        ("one-hot", n * vocabulary),
        ("distinct", n * different),
        ("vectors", n * d_model),
        ("table", vocabulary * d_model),
    )


def which_word_is_nearest(reader: Reader) -> Question:
    """The nearest vector, among a word spelled alike, one that stands beside it in the sentence, and one far away."""
    section, model = reader.prose["nearest-word"], loaded.translator(reader.model)
    known = embeddings.whole_words(model.tokenizer)
    vectors, word = model.transformer.embeddings("decoder"), words_of(reader)[0]
    close = [
        model.tokenizer.piece(one.token)[1:]
        for one in embeddings.nearest(known[word], vectors, list(known.values()), _CLOSE)
    ]
    others = [other for other in known if other not in {*close, word}]
    typed = reader.translation.typed.words
    beside = [other for other in typed if other in others]
    offered = {close[0]: "nearest"}
    for part, found in (("alike", embeddings.spelled_alike(word, others)), ("beside", beside)):
        if found:
            offered.setdefault(found[0], part)
    farthest = embeddings.cosines(known[word], vectors, [known[other] for other in others]).argmin()
    offered.setdefault(others[int(farthest)], "far")
    options: list[Option] = []
    for other, part in sorted(offered.items(), key=lambda one: one[0].casefold()):
        (cosine,) = embeddings.cosines(known[word], vectors, [known[other]])
        why = fill(section[part].body, {"word": word, "cosine": float(cosine)})
        options.append(Option(markdown_escape(other), why, part == "nearest"))
    return Question(fill(section["prompt"].body, {"word": word}), options)
