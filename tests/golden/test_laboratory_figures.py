import torch

from model.analysis.effect import PronounShift, Shift
from model.analysis.head_effects import HeadEffects
from model.coreference import PronounChoice
from model.interventions import SublayerSkipped
from tests.small import tokenizer
from viz.changed_text import with_gone, with_new
from viz.laboratory_names import heads_by_change, numbered, row_names, sublayer_name, word_numbers
from viz.probability_shift import probability_shift, pronoun_in_words, shift_table
from viz.pronouns import pronoun_bars
from viz.row_editor import row_sliders
from viz.switchboard import board_description, switchboard
from viz.switchboard_table import switchboard_table
from viz.text import Text
from viz.theme import theme

EN, ZH = Text("en"), Text("zh")
EFFECTS = HeadEffects(
    "pronoun",
    4.0,
    {
        "encoder": torch.tensor([[-2.5, 0.25, 0.0], [0.01, -0.5, 1.5]]),
        "cross": torch.tensor([[-0.05, 0.75, -1.25]]),
    },
)
STATES = {"encoder": [["on", "zero", "edited"], ["uniform", "on", "on"]], "cross": [["skipped"] * 3]}
BEFORE = PronounChoice(word=1, row=0, written="il", other="elle", probability=0.75, other_probability=0.125)
AFTER = PronounChoice(word=1, row=0, written="il", other="elle", probability=0.25, other_probability=0.5)
SHIFTS = (Shift(5, 0.75, 0.25), Shift(6, 0.125, 0.5), Shift(7, 0.00001, 0.0625))
SPELL = {5: "il", 6: "<b>elle</b> &", 7: "+é"}.__getitem__


def test_switchboard(valid_golden) -> None:
    valid_golden(switchboard(EFFECTS, STATES, EN, theme("light")), "switchboard")


def test_switchboard_of_small_effects(valid_golden) -> None:
    effects = HeadEffects("sentence", -3.0, {"decoder": torch.tensor([[0.25, -0.125]])})
    valid_golden(switchboard(effects, {"decoder": [["on", "on"]]}, ZH, theme("dark")), "switchboard_small")


def test_probabilities_before_and_after(valid_golden) -> None:
    valid_golden(probability_shift(SHIFTS, SPELL, written=5, text=EN, theme=theme("light")), "probability_shift")


def test_pronoun_before_and_after(valid_golden) -> None:
    valid_golden(pronoun_bars({"without": BEFORE, "with": AFTER}, EN, theme("light")), "pronoun_bars")


def test_figures_in_words() -> None:
    assert board_description(EFFECTS, EN).endswith("Encoder L1·H1 changes most: -2.50 nats.")
    said = pronoun_in_words(PronounShift(BEFORE, AFTER, (1.791, -0.693)), EN)
    assert "P(il) 75.00% → 25.00%, P(elle) 12.50% → 50.00%" in said
    assert "+1.79 → -0.69 nats" in said
    assert pronoun_in_words(PronounShift(BEFORE, AFTER, None), EN).startswith("P(il) 75.00% → 25.00%; elle")


def test_tables() -> None:
    table = switchboard_table(EFFECTS, STATES, EN)
    assert table.values.tolist()[1] == ["Encoder", "L1", "H2", "off", 0.25]
    assert table.values.tolist()[-1] == ["Cross", "L1", "H3", "its sublayer is skipped", -1.25]
    assert shift_table(SHIFTS, SPELL, EN).values.tolist()[1] == ["<b>elle</b> &", 0.125, 0.5]


def test_names_of_rows() -> None:
    assert row_names(["The", "cat"], "encoder", "</s>") == ["The", "cat"]
    assert row_names(["</s>", "qu'", "il"], "cross", "est") == ["</s> → qu'", "qu' → il", "il → est"]
    assert numbered(["The", "cat"]) == ["1  The", "2  cat"]
    tokens = tokenizer().encode("The animals")
    assert word_numbers(tokens) == ["1", f"2–{len(tokens)}"]
    assert list(heads_by_change(EFFECTS, "encoder").items())[:2] == [("L1H1", (0, 0)), ("L2H3", (1, 2))]
    assert sublayer_name(SublayerSkipped("decoder", 1, "feed_forward"), EN) == "Decoder L2 · feed-forward"


def test_changed_words_are_marked_by_more_than_colour() -> None:
    tokens = tokenizer().encode("The *cat* was")
    light = theme("light")
    assert with_gone(tokens, {0}, light).startswith(":color[~~The~~]{")
    assert with_new(tokens, {4}, light).endswith(
        f':color[**was**]{{foreground="{light.text}" background="{light.diverging[10]}"}}'
    )
    assert "\\*cat\\*" in with_new(tokens, {4}, light)


def test_sliders_of_a_row() -> None:
    edges, labels = ["enc.1.h2[3,1]", "enc.1.h2[3,2]"], ["The", "</script>"]
    made = row_sliders("a row", edges, labels, [0.12345, 0.87655], [0.5, 0.5], EN)
    assert made["title"] == "a row"
    assert made["rows"][1] == {
        "edge": "enc.1.h2[3,2]",
        "label": "</script>",
        "name": "Weight of token 2, </script>",
        "weight": 0.8766,
        "before": 0.5,
    }
