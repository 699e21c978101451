"""The lesson on heads: splitting and joining, the shapes of the worked example, what is said of the model's heads."""

import pytest
import torch

from model.interventions import Place, heads_off
from model.lessons.many_heads import (
    EXAMPLES,
    HABITS,
    Example,
    favourites,
    habits,
    look,
    numbered,
    shapes,
    split,
    split_wrongly,
    state_change,
)
from pages import _loaded as loaded
from pages import _results as results
from tests.lessons import reader
from viz.lesson.head_split import head_split
from viz.lesson.looks_grid import looks_grid
from viz.lesson.shapes_table import shapes_table
from viz.text import Text
from viz.theme import theme


def weight(example: Example) -> float:
    view = results.attention(example.sentence, "encoder")
    found = look(view, view.queries.labels.index(example.asking))
    return float(found.largest[found.words.index(example.expected)])


@pytest.mark.parametrize("n_heads", [1, 2, 4, 8])
def test_split_gives_each_head_its_columns_of_every_word(n_heads: int) -> None:
    x = numbered(3, 8)
    heads = split(x, n_heads)
    size = 8 // n_heads
    for head in range(n_heads):
        assert torch.equal(heads[head], x[:, head * size : (head + 1) * size])
    assert torch.equal(heads.transpose(0, 1).flatten(1), x)


def test_without_the_exchange_the_shape_is_the_same_and_words_are_mixed() -> None:
    x = numbered(3, 8)
    wrong = split_wrongly(x, 2)
    assert wrong.shape == split(x, 2).shape
    assert wrong[0, 1].tolist() == [15, 16, 17, 18]
    assert (wrong[0, :, 0] // 10).tolist() == [1, 1, 2]  # the rows of a head are no longer words 1, 2 and 3


def test_shapes_of_the_worked_example() -> None:
    found = shapes(1024, 5, 512, 8)
    assert (found.inputs, found.split, found.heads) == ((1024, 5, 512), (1024, 5, 8, 64), (1024, 8, 5, 64))
    assert found.scores == (1024, 8, 5, 5)
    assert found.joined == found.inputs
    table = shapes_table([((1024, 5, 512, 8), found)], Text("en"))
    assert r"\[1024, 8, 5, 5\] ÷ √64 = 8" in table.iloc[:, 0].tolist()


def test_shapes_are_those_of_the_model() -> None:
    own = reader("heads")
    layer, config = own.trace.attention("encoder")[0], loaded.translator().config
    found = shapes(1, layer.queries.shape[1], config.d_model, config.n_heads)
    assert found.heads == (1, *layer.queries.shape)
    assert found.scores == (1, *layer.scores.shape)
    assert found.outputs == (1, *layer.head_outputs.shape)


def test_habits_are_measured_on_the_weights() -> None:
    trace = reader("heads").trace
    found = habits(trace)
    assert set(found.scores) <= set(HABITS)
    weights = torch.stack([layer.weights for layer in trace.attention("encoder")])
    asking = range(weights.shape[-1] - 1)  # </s> does not ask
    previous = torch.stack([weights[:, :, query, query - 1] for query in asking if query]).mean(0)
    assert torch.allclose(found.scores["previous"], previous, atol=1e-6)
    assert float(found.scores["previous"][found.strongest("previous")]) == pytest.approx(float(previous.max()))


def test_favourites_are_the_largest_weights() -> None:
    view = results.attention(reader("heads").sentence, "encoder")
    places = favourites(view, 5, 7)
    assert places == [int(view.values[5, head, 7].argmax()) for head in range(8)]


def test_what_the_text_says_of_the_examples_holds() -> None:
    river, road = (weight(example) for example in EXAMPLES["bank"])
    assert max(river, road) < 0.2
    assert min(weight(example) for example in EXAMPLES["flies"]) > 0.5
    short, long = (weight(*EXAMPLES[name]) for name in ("making", "making_far"))
    assert short > 0.4 > 0.2 > long
    its = EXAMPLES["its"][0]
    assert weight(its) < 0.2 < 0.5 < weight(Example(its.sentence, "its", "application"))


def test_sentences_side_by_side_are_in_one_figure() -> None:
    looks = []
    for example in EXAMPLES["flies"]:
        view = results.attention(example.sentence, "encoder")
        looks.append(look(view, view.queries.labels.index(example.asking)))
    figure = looks_grid(looks, 0, text=Text("en"), theme=theme("light"))
    assert figure.data[0].z.shape == (4, len(looks[0].words))
    assert figure.layout.xaxis.labelalias["0"] == "Time / Fruit"


def test_context_changes_the_state_of_the_same_word() -> None:
    first, second = (results.seen(example.sentence) for example in EXAMPLES["bank"])
    inputs = [trace.encoder.embedding[4] for trace in (first, second) if trace.encoder]
    assert torch.equal(*inputs)
    assert 0.01 < state_change(first, second, "bank") < 1
    assert state_change(first, first, "bank") == 0


def test_heads_off_in_the_figure_are_heads_off_in_the_model() -> None:
    own = reader("heads")
    effects = results.head_effects(own.sentence, own.model, "zero")
    layer, head = divmod(int(effects.changes["encoder"].abs().argmax()), 8)
    off = loaded.translator().translate(own.sentence, tap=heads_off(Place("encoder", layer), [head]))
    assert off.text
    assert float(effects.changes["encoder"][layer, head].abs()) > 0.1


def test_the_figure_shows_where_every_number_goes() -> None:
    x = numbered(3, 8)
    figure = head_split(x, split(x, 4), text=Text("en"), theme=theme("light")).to_dict()
    shown = figure["data"][0]["text"]
    assert sorted(shown[:24]) == sorted(shown[24:])
    assert len({shape["fillcolor"] for shape in figure["layout"]["shapes"]}) == 3
