from tests.small import tokenizer
from viz.marked_text import coloured, marked


def test_words_are_marked_and_spaces_kept():
    tokens = tokenizer().encode("The  animal was tired.").with_special_after(2, "</s>")
    assert marked(tokens, {1: "**{}**", 3: "_{}_"}) == "The **animal** was _tired_\\."


def test_specials_stand_nowhere_in_the_text():
    tokens = tokenizer().encode("animal").with_special_before(2, "</s>")
    assert marked(tokens, {0: "**{}**"}) == "animal"


def test_typed_markup_is_text_inside_and_outside_of_marks():
    tokens = tokenizer().encode("*a* <b> {0}")
    shown = marked(tokens, {0: "_{}_", 3: "_{}_"})
    assert shown.startswith("_\\*_a\\* _\\<")
    assert shown.endswith("\\{0\\}")


def test_a_colour_is_a_directive_around_the_word():
    mark = coloured("#111111", "#EEEEEE", "**")
    assert mark.format("it") == ':color[**it**]{foreground="#111111" background="#EEEEEE"}'
