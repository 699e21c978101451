"""The questions of the first lesson, answered by what the model ran and by the length of the sentence."""

from model.lessons.information_paths import paths
from pages import _loaded as loaded
from pages.lessons.lesson import Reader
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question, of_numbers


def how_often_does_it_run(reader: Reader) -> Question:
    """How often each half runs until the translation is written."""
    section, translation = reader.prose["runs"], reader.translation
    steps = len(translation.decoding.steps)
    config = loaded.translator(reader.model).config
    values = {"steps": steps, "layers": config.n_encoder_layers}

    def option(part: str) -> Option:
        return Option(fill(section[part].title, values), fill(section[part].body, values), part == "once-each-word")

    both = ("both-once", "once-each-word", "both-each-word") if steps > 1 else ("once-each-word", "encoder-layers")
    return Question(section["prompt"].body, list(map(option, both)))


def how_many_weights(reader: Reader) -> Question:
    """How many attention weights the encoder computes for the sentence: those of the trace, counted."""
    section, layers = reader.prose["weights"], reader.trace.attention("encoder")
    heads, n, _ = layers[0].weights.shape
    d_model = loaded.translator(reader.model).config.d_model
    values = {"n": n, "heads": heads, "layers": len(layers), "squared": n * n, "d_model": d_model}

    return of_numbers(
        section,
        values,
        ("all", sum(layer.weights.numel() for layer in layers)),
        ("one-head", n * n),
        ("no-heads", n * n * len(layers)),
        ("not-squared", n * heads * len(layers)),
        ("each-number", n * n * d_model * len(layers)),
    )


def how_many_layers(reader: Reader) -> Question:
    """How many convolutions of width 3 it takes until the last token hears of the first."""
    section, n = reader.prose["distance"], len(reader.translation.typed)
    found = paths(0, n - 1, width=3)
    values = {"n": n, "distance": n - 1}

    return of_numbers(
        section,
        values,
        ("two-each", found["convolution"].steps),
        ("at-once", found["attention"].steps),
        ("dilated", found["dilated"].steps),
        ("one-each", n - 1),
        ("tokens", n),
        ("width", -(-n // 3)),
    )
