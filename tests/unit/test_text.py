"""The texts: both languages say the same things, and every text is used."""

import re
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest
from fontTools.ttLib import TTFont

from viz.text import LANGUAGES, Language, Text, markdown_escape, templates

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "static" / "fonts"
CODE = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "viz").rglob("*.py")]

# Keys that code puts together: everything that begins so counts as used. Each has its reason.
DYNAMIC_PREFIXES = (
    "model.peculiar_",  # by what is peculiar to a model
    "model.can_",  # by what it can do
    "model.source_language",  # by the side
    "model.target_language",
    "app.",  # page names, by file
    "glossary.",  # by the term
    "learn.",  # the labels of the bar of steps
    "worksheet.",  # worksheet and answer key; in the template
    "errors.",  # by the code of the error
    # the label, the help and the options of a choice
    "attention.kind",
    "attention.quantity",
    "attention.unit",
    "attention.specials",
    "attention.together",
    "attention.picture",
    "attention.bars_",  # by what is shown
    "attention.grid_",  # by what is shown
    "attention.read_",  # by what is shown
    "attention.rows_",  # by what became of the rows
    "attention.column_",  # by the columns of the table
    # by the view
    "bertviz.view",
    "bertviz.about_",
    "bertviz.cannot_",
    "bertviz.word_",  # by the selector
    "notebook.head",  # by what is shown
    "canvas.",  # sent to the browser as a whole
    "decoding.why_",  # by who chose the next piece
    # by the method or its unit
    "methods.name_",
    "methods.unit_",
    "methods.computes",
    "methods.shows",
    "methods.cannot",
    "methods.measure_",  # by what the credit is for
    "methods.why_",
    "map.against_",  # by what is compared
    "model.needs_",  # by what a page needs
    "model.stage_",
    "models.",  # by the code of the model or of the language
    "compare.change_",  # by what became of a word
    "compare.distance_",
    "compare.head_",  # by why a head is shown first
    "compare.honest_",  # by what is compared
    "compare.kind_",  # by the kind of attention
    "compare.mode_",
    "compare.numbers_",  # by the table
    "coreference.cut_",  # by what was cut
    "coreference.expected_",  # by what the model wrote
    "coreference.grid_caption",  # by what there is to show
    "coreference.kind_",  # by the attention of a head
    "coreference.role_",  # by the role of a word
    "image.name_",  # by what is put together
    "image.class_",  # before and after
    "image.together",  # the label, the help and the options of a choice
    "laboratory.board_",  # by what is measured
    "lesson_add_and_norm.column_",  # by the columns of the tables
    "lesson_add_and_norm.epsilon_",  # by where ε stands
    "lesson_add_and_norm.factor_",  # by the answer
    "lesson_add_and_norm.norm_",  # by the kind of norm
    "lesson_add_and_norm.over_",
    "lesson_add_and_norm.post",  # by where the norm stands
    "lesson_add_and_norm.pre",
    "lesson_add_and_norm.way_",  # by the way that the gradient takes
    "lesson_feed_forward.gelu",  # by the activation
    "lesson_feed_forward.relu",
    "lesson_feed_forward.sigmoid",
    "lesson_feed_forward.tanh",
    "lesson_feed_forward.reach_",  # by the answer
    "lesson_feed_forward.with",  # with and without feed-forward
    "lesson_masks.about_",  # by what is shown
    "lesson_masks.grid_",
    "lesson_masks.right_",  # with and without the mask
    "lesson_masks.zeros_",
    "lesson_cross_attention.column_",  # by the columns of the tables
    "lesson_cross_attention.site_",  # by what is computed
    "lesson_coreference.claim_",  # by the claim
    "lesson_coreference.on_",  # by the page where one goes on
    "lesson_coreference.outcome_",  # by what became of the pronoun
    "lesson_coreference.scope_",  # by how many heads are cut
    "lesson_words.mat_",  # by the answer
    "lesson_words.on_",  # by the page where one goes on
    "laboratory.click_",  # by what a click does
    "laboratory.column_",  # by the columns of the table
    "laboratory.measured",  # the label, the help and the options of a choice
    "laboratory.part_",  # by the kind of attention
    "laboratory.short_",
    "laboratory.state_",  # by what was done to a head
    "laboratory.stack",  # the label and the options of a choice
    "laboratory.leaves_",  # by the stack
    "laboratory.taken",  # the label and the options of a choice
    "laboratory.sublayer_",  # by the kind of sublayer
    "laboratory.tool_",  # by the tool
    "laboratory.with",  # with and without interventions
    "layer_norm.about_",  # by the quantity shown
    "layer_norm.line_",
    "layer_norm.quantity_",
    "layer_norm.stack_",
    "layer_norm.sublayer_",
    "layer_norm.unit_",
    "lesson_tokens.characters",  # by the way of cutting, as typed and as read
    "lesson_tokens.subwords",
    "lesson_tokens.words",
    "lesson_transformer.box_",  # by the box of the machine
    "lesson_transformer.cost_",  # by what is counted or measured
    "lesson_transformer.layer_",  # by the kind of layer
    "lesson_transformer.path_",  # by the kind of network
    "lesson_transformer.unit_",
    "roles.base_",  # by the highest baseline
    "roles.family_",  # by the family of a role
    "roles.kind_",  # by the attention of a head
    "roles.role_",  # by the role
    "roles.says_",
    "roles.short_",
    "lesson_heads.example_",  # by the example
    "lesson_heads.largest",  # the two rows of each sentence
    "lesson_heads.mean",
    "lesson_heads.step_",  # by the step of the computation
    "lesson_heads.unit_",  # by what is measured
    "lesson_heads.what_",
    "lesson_positions.in",  # what goes in, what comes out
    "lesson_positions.out",
    "lesson_self_attention.projection_",  # by the matrix
    "lesson_self_attention.shop_",  # by the shelf or the wish
    "positions.about_",  # by the kind of position encoding
    "positions.beyond_",
    "positions.kind_",
    "positions.used_",
    "positions.where_",
    "scorecard.best",  # which sentences
    "scorecard.worst",
    "scorecard.baseline_",  # by the head that knows no meaning
    "scorecard.column_",  # by the columns of the tables
    "scorecard.kind_",  # by the attention of a head
    "scorecard.part_",
    "scorecard.measure",  # the label and the options of a choice
    "scorecard.picture",
    "scorecard.unit_",
    "scorecard.question_",  # by the view
    "scorecard.role_",  # by the role of a word
    "scorecard.source_",
    "scorecard.verdict_",  # by what was measured
    "scorecard.view_",
)

EN, ZH = templates("en"), templates("zh")
CJK = r"[\u3400-\u9fff]"


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert EN.keys() == ZH.keys()


# Each test goes through all texts: a test for each text would be thousands, and take longer than all else here.
def test_both_languages_have_the_same_placeholders() -> None:
    assert {key: placeholders(EN[key]) for key in EN} == {key: placeholders(ZH[key]) for key in ZH}
    assert [key for key in EN if "" in placeholders(EN[key])] == [], "name the placeholders"


def test_chinese_uses_full_width_punctuation() -> None:
    half_width = re.compile(rf"{CJK}\s*[,;:?!()]|[,;:?!()]\s*{CJK}|{CJK}\.(?!\w)|\.\.\.")
    prose = {
        key: re.sub(r"`[^`]*`|\$[^$]*\$", "", text) for key, text in ZH.items()
    }  # code and formulas keep their own
    assert {key: text for key, text in prose.items() if half_width.search(text)} == {}


def test_english_uses_no_full_width_punctuation() -> None:
    assert {key: text for key, text in EN.items() if re.search(r"[\u3000-\u303f\uff00-\uffef]", text)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_neither_empty_nor_padded(language: Language) -> None:
    assert [key for key, template in templates(language).items() if not template or template != template.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundled_fonts_have_every_character(language: Language) -> None:
    names = ["IBMPlexSans-Regular", "IBMPlexMono-Regular", "NotoSansSC-Headlight"]
    covered = set(chain.from_iterable(TTFont(FONTS / f"{name}.woff2").getBestCmap() for name in names))
    lessons = (file.read_text("utf-8") for file in (ROOT / "pages").rglob(f"{language}.md"))
    others = ("éèêëàâîïôûùüçœæÉÈÊÀÇŒ«»’▁", LANGUAGES["zh"])
    shown = set("".join([*templates(language).values(), *lessons, *others]))
    missing = {character for character in shown if character.isprintable() and ord(character) not in covered}
    assert not missing, "for Chinese characters, run tools/subset_font.py again"


def test_every_key_in_the_code_exists_and_every_key_is_used() -> None:
    code = "\n".join(path.read_text("utf-8") for path in CODE)
    key = r"""["']([a-z_]+\.[a-z0-9_]+)["']"""
    called = set(re.findall(rf"""\btexts?\(\s*{key}\s*[,)]""", code))
    assert called - EN.keys() == set()
    assert {key for key in EN.keys() - set(re.findall(key, code)) if not key.startswith(DYNAMIC_PREFIXES)} == set()


def test_a_text_is_found_and_filled_in() -> None:
    assert Text("zh")("app.language") == "语言"
    assert Text("en")("errors.too_long", tokens=300, limit=255).startswith("This text has 300 tokens")


def test_what_is_filled_in_is_not_read_again() -> None:
    assert Text("en")("errors.unexpected", message="{0.__class__} <b>") == "That did not work: {0.__class__} <b>"


def test_an_unknown_key_or_language_is_named() -> None:
    with pytest.raises(KeyError, match=r"app\.nothing.*'zh'"):
        Text("zh")("app.nothing")
    with pytest.raises(KeyError, match="limit"):
        Text("en")("errors.too_long", tokens=300)
    with pytest.raises(ValueError, match="'fr'"):
        Text("fr")  # pyright: ignore[reportArgumentType]


def test_markdown_escape_leaves_words_alone_and_defuses_markup() -> None:
    assert markdown_escape("L'homme, déjà 汉字 ▁it") == "L\\'homme\\, déjà 汉字 ▁it"
    assert markdown_escape("<b>*a*</b>") == "\\<b\u2060\\>\\*a\\*\u2060\\<\\/b\u2060\\>"
    assert markdown_escape("a\n\n# b") == "a \\# b"
