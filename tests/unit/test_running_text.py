import re

import pytest

from model.tokenizer import END
from tests import small
from viz.running_text import GIVEN_BAR, looked_at, written
from viz.theme import theme

TOKENIZER = small.tokenizer()
LIGHT = theme("light")
DIRECTIVE = re.compile(r":color\[((?:\\.|[^\]\\])*)\]\{([^}]*)\}")


def plain(markdown: str) -> str:
    """What a reader sees: colours and escapes taken away."""
    return re.sub(r"\\(.)", r"\1", DIRECTIVE.sub(r"\1", markdown)).replace("**", "").replace("\u2060", "")


def test_the_source_keeps_its_words_and_ends_with_its_special_token() -> None:
    source = TOKENIZER.encode("The <b>cat</b> & :red[dog]").with_special_after(2, END)
    shown = looked_at(source, [0.0] * len(source.words), LIGHT)
    assert plain(shown) == "The <b>cat</b> & :red[dog] </s>"


def test_each_word_stands_on_the_colour_of_its_weight_in_readable_letters() -> None:
    source = TOKENIZER.encode("animal street").with_special_after(2, END)
    (_, nothing), (_, half), (_, all_) = DIRECTIVE.findall(looked_at(source, [0.0, 0.5, 1.0], LIGHT))
    assert f'background="{LIGHT.sequential[0]}"' in nothing
    assert f'background="{LIGHT.sequential[8]}"' in half
    assert f'background="{LIGHT.sequential[16]}"' in all_
    assert f'foreground="{LIGHT.text}"' in nothing
    assert f'foreground="{LIGHT.background}"' in all_


@pytest.fixture(scope="module")
def word():
    """A word, a word of several pieces that begin with a lone space, and the end."""
    tokens = TOKENIZER.tokens([*TOKENIZER.encode("rue guéfati", "fr").ids, 2])
    assert tokens.pieces == ("▁rue", "▁", "gu", "é", "fat", "i", END)
    return tokens


def test_pieces_of_a_word_are_joined_by_a_plus(word) -> None:
    assert plain(written(word, 1, set(), END, LIGHT)) == "</s> rue ▁+gu+é+fat+i </s>"


def test_the_piece_of_the_step_stands_out_and_the_unfinished_word_before_it_is_marked(word) -> None:
    found = DIRECTIVE.findall(written(word, 5, set(), END, LIGHT))
    accent = [letters for letters, style in found if f'background="{LIGHT.accent}"' in style]
    partial = [letters for letters, style in found if f'background="{LIGHT.grid}"' in style]
    assert accent == ["**fat**"]
    assert partial[1:] == ["▁", "gu", "é"]  # after </s>


def test_forced_steps_carry_a_pin(word) -> None:
    assert written(word, 1, {2, 3}, END, LIGHT).count(":material/push_pin:") == 2


@pytest.mark.parametrize("step", [1, 4, 7])
def test_a_bar_parts_what_was_given_from_what_is_written(word, step) -> None:
    shown = plain(written(word, step, set(), END, LIGHT, given=1))
    assert shown == f"</s> rue {GIVEN_BAR} ▁+gu+é+fat+i </s>"
    assert GIVEN_BAR not in written(word, step, set(), END, LIGHT)
