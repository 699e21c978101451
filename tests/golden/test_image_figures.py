"""The figures of the image page, from hand-made numbers."""

import base64
from io import BytesIO
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
import torch
from PIL import Image

from model.analysis.class_effects import ClassEffects, ClassShift
from model.analysis.patch_attention import PatchAttention
from model.patches import Grid
from viz.class_bars import class_bars, class_table, shift_in_words
from viz.figure import unchecked
from viz.patch_attention import attention_over_image, picture_description, picture_in_words
from viz.patch_heads import attention_of_heads, heads_in_words
from viz.patch_table import heads_table, patch_table
from viz.picture_source import grey, png
from viz.text import Text
from viz.theme import theme

EN, ZH = Text("en"), Text("zh")
IMAGE = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(4, 6, 3)
HEADS = PatchAttention(
    Grid(2, 3),
    layer=1,
    query=2,
    together="heads",
    weights=torch.tensor(
        [
            [0.4, 0.1, 0.0, 0.0, 0.3, 0.1, 0.1],
            [0.1, 0.0, 0.8, 0.1, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.25, 0.75],
            [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.28, 0.12, 0.12, 0.12, 0.12, 0.12, 0.12],
        ]
    ),
)
MEAN = PatchAttention(HEADS.grid, 1, 0, "mean", HEADS.weights.mean(0, keepdim=True))
EFFECTS = ClassEffects(1, "a <b>cat</b>", -0.25, torch.tensor([-0.5, 0.0, 0.125, -2.0, 0.01]))
NAMES = ("a <b>cat</b>", "dog", "bird")
BEFORE, AFTER = (torch.tensor(odds).log() for odds in ([0.7, 0.2, 0.1], [0.3, 0.1, 0.6]))


def decoded(source: str) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(base64.b64decode(source.partition(",")[2]))))


@pytest.fixture
def golden_over_image(golden):
    """As `valid_golden`; but how a PNG is packed differs between machines, so its pixels are compared instead."""

    def compare(figure: go.Figure, name: str) -> None:
        go.Figure(figure.to_dict())
        images: Any = figure.to_dict()["layout"]["images"]
        for image in images:
            assert np.array_equal(decoded(image["source"]), grey(IMAGE))
        bare = figure.to_dict()
        bare["layout"]["images"] = [image | {"source": "grey"} for image in images]
        golden(unchecked(bare["data"], bare["layout"]), name)

    return compare


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_one_head_over_the_image(golden_over_image, mode) -> None:
    golden_over_image(attention_over_image(IMAGE, HEADS, 1, EN, theme(mode)), f"image_head_{mode}")


def test_the_mean_from_the_class_token(golden_over_image) -> None:
    golden_over_image(attention_over_image(IMAGE, MEAN, 0, ZH, theme("light")), "image_mean")


def test_all_heads_with_what_each_does(golden_over_image) -> None:
    golden_over_image(attention_of_heads(IMAGE, HEADS, 1, EFFECTS, theme("light")), "image_heads")


def test_classes_before_and_after(valid_golden) -> None:
    valid_golden(class_bars(ClassShift(NAMES, BEFORE, AFTER), EN, theme("light")), "image_classes_changed")
    valid_golden(class_bars(ClassShift(NAMES, BEFORE, BEFORE), ZH, theme("dark")), "image_classes")


def test_every_weight_lies_where_its_patch_does() -> None:
    cells, targets = attention_of_heads(IMAGE, HEADS, None, None, theme("light")).data
    for head, (x, y) in enumerate(zip(targets.x, targets.y, strict=True)):
        for row in range(2):
            for column in range(3):
                at_x, at_y = x - 0.5 + (column + 0.5) / 3, y - 1 / 3 + (row + 0.5) / 3
                j, i = np.searchsorted(cells.x, at_x) - 1, np.searchsorted(cells.y, at_y) - 1
                assert cells.z[i, j] == pytest.approx(float(HEADS.patches()[head, row, column]))


def test_a_click_gives_the_token_and_the_head() -> None:
    figure = attention_over_image(IMAGE, HEADS, 0, EN, theme("light")).to_dict()
    clicks = figure["data"][1]
    assert clicks["customdata"] == [1, 2, 3, 4, 5, 6]
    assert list(zip(clicks["x"], clicks["y"], strict=True))[4] == (1.5, 1.5)
    assert clicks["text"][3] == "r2 c1: 0.3000"


def test_the_words_say_what_the_picture_shows() -> None:
    assert picture_in_words(HEADS, 0, EN) == "L2·H1, from r1 c2: [CLS] gets 40.0%, the patches 60.0%."
    assert picture_description(HEADS, 0, EN).endswith("r2 c1 has the largest weight: 0.300.")
    assert "rollout" in picture_in_words(PatchAttention(HEADS.grid, 1, 0, "rollout", HEADS.weights), 0, EN).casefold()
    said = heads_in_words(HEADS, EFFECTS, EN)
    assert "from 0 to 0.800" in said
    assert "0.1429" in said
    assert "<b>" not in said
    assert "−0.250" in said
    assert "−0.847" in shift_in_words(ClassShift(NAMES, BEFORE, AFTER), EN)


def test_tables_hold_the_numbers() -> None:
    table = patch_table(HEADS, 0, EN)
    assert table.iloc[:2].to_numpy().tolist() == [["[CLS]", 0.4, 2.8], ["r2 c1", 0.3, 2.1]]
    assert len(table) == 7
    heads = heads_table(HEADS, EFFECTS, EN)
    assert heads.iloc[2].tolist() == ["L2·H3", 0.0, "r2 c3", 0.75, 0.125]
    assert heads_table(HEADS, None, EN).shape == (5, 4)
    classes = class_table(ClassShift(NAMES, BEFORE, AFTER), EN)
    assert classes.iloc[2].tolist() == ["bird", 0.1, 0.6, 1.7918]


def test_a_picture_survives_its_way_to_the_browser() -> None:
    assert np.array_equal(decoded(png(IMAGE)), IMAGE)
    assert grey(np.full((2, 2, 3), 77, np.uint8)).tolist() == [[77, 77], [77, 77]]
