import torch

from model.coreference import HeadComparison, NounAttention, PronounChoice, Resolution, Roles
from tests.small import tokenizer
from viz.contrast_change import contrast_change
from viz.contrast_grid import contrast_grid, grid_description
from viz.coreference_table import head_table
from viz.pronouns import noun_bars, probabilities, pronoun_bar
from viz.text import Text
from viz.theme import theme

EN, ZH = Text("en"), Text("zh")
CHOICE = PronounChoice(word=1, row=0, written="il", other="elle", probability=0.75, other_probability=0.125)


def resolution(antecedent: int, distractor: int, *, cross: bool = True) -> Resolution:
    source, target = tokenizer().encode("The <b>cat</b> & the mat: it is it"), tokenizer().encode("il", "fr")
    encoder = NounAttention(torch.tensor([[0.5, 0.25], [1.0, 0.0]]), torch.tensor([[0.125, 0.25], [0.0, 0.75]]))
    crossed = NounAttention(torch.tensor([[0.25, 0.03]]), torch.tensor([[0.125, 0.0]]))
    roles = Roles(None, antecedent, distractor)
    return Resolution(source, target, roles, CHOICE, encoder, crossed if cross else None)


FIRST, SECOND = resolution(9, 11), resolution(11, 9)
HEADS = (
    HeadComparison("encoder", 1, 0, antecedent=(1.0, 0.5), distractor=(0.0, 0.25)),
    HeadComparison("cross", 0, 1, antecedent=(0.25, 0.75), distractor=(0.5, 0.0)),
)


def test_grid_of_contrasts(valid_golden) -> None:
    valid_golden(contrast_grid(FIRST, EN, theme("light")), "contrast_grid")


def test_grid_without_cross_attention(valid_golden) -> None:
    valid_golden(contrast_grid(resolution(9, 11, cross=False), ZH, theme("dark")), "contrast_grid_encoder")


def test_change_of_contrast(valid_golden) -> None:
    valid_golden(contrast_change(HEADS, FIRST, SECOND, EN, theme("light")), "contrast_change")


def test_labels_of_heads_do_not_overlap() -> None:
    heads = [HeadComparison("encoder", 0, index, (0.9, 0.9), (0.0, 0.02 * index)) for index in range(8)]
    figure = contrast_change(heads, FIRST, SECOND, EN, theme("light"))
    assert [label for label in figure.data[0].text if label] == ["L1·H1", "L1·H8"]


def test_bars_of_raw_weights(valid_golden) -> None:
    valid_golden(noun_bars(HEADS, FIRST, SECOND, EN, theme("light")), "noun_bars")


def test_bar_of_the_pronoun(valid_golden) -> None:
    valid_golden(pronoun_bar(CHOICE, EN, theme("light")), "pronoun_bar")


def test_figures_in_words() -> None:
    assert grid_description(FIRST, EN).endswith("Largest +1.00, smallest -0.75.")
    assert probabilities(CHOICE, EN) == "Probability at this step: il 75.00%, elle 12.50%"


def test_table_has_every_weight() -> None:
    table = head_table(HEADS, FIRST, SECOND, EN)
    assert table.iloc[0].tolist() == ["Encoder", "L2", "H1", 1.0, 0.0, 1.0, 0.5, 0.25, 0.25, 0.25]
    assert len(set(table.columns)) == 10
