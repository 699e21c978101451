import pytest

from model.decoding.forcing import ForcedToken, hold, piece_label, read_forced
from tests import small

TOKENIZER = small.tokenizer()
END = TOKENIZER.end_id


def test_labels_show_whether_a_piece_begins_a_word() -> None:
    assert piece_label("▁elle") == "elle"
    assert piece_label("ersé") == "+ersé"
    assert piece_label("▁") == "▁"
    assert piece_label("</s>") == "</s>"


def test_every_piece_can_be_written_and_read() -> None:
    forced = tuple(ForcedToken(step, step - 1) for step in range(1, len(TOKENIZER) + 1))
    assert read_forced([one.label(TOKENIZER) for one in forced], TOKENIZER) == forced


@pytest.mark.parametrize(
    "label", ["", "3", "elle", "0 </s>", "-1 </s>", "1.5 </s>", "² </s>", "3 <script>", "3  </s>", "x </s>", "3 ▁L"]
)
def test_what_cannot_be_read_is_left_out(label) -> None:
    assert read_forced([label, "2 </s>"], TOKENIZER) == (ForcedToken(2, END),)


def test_of_two_words_at_one_step_the_last_counts_and_steps_come_in_order() -> None:
    comma, stop = (TOKENIZER.piece(token) for token in (10, 11))
    labels = [f"5 {piece_label(comma)}", "2 </s>", f"5 {piece_label(stop)}"]
    assert read_forced(labels, TOKENIZER) == (ForcedToken(2, END), ForcedToken(5, 11))


def counting(prefix: tuple[int, ...]) -> tuple[int, ...]:
    """A model that counts on from the last token, and ends after 9."""
    following = range(prefix[-1] + 1 if prefix else 5, 10)
    return (*prefix, *following, END) if END not in prefix else prefix


def test_nothing_forced_is_no_prefix() -> None:
    assert hold([], counting) == ((), ())


def test_a_forced_token_holds_what_was_written_before_it() -> None:
    assert hold([ForcedToken(3, 1)], counting) == ((5, 6, 1), (ForcedToken(3, 1),))


def test_later_forced_tokens_follow_what_earlier_ones_led_to() -> None:
    forced = (ForcedToken(2, 1), ForcedToken(4, 7))  # 5 1 2 3 4 …, then 5 1 2 7 8 9
    assert hold(reversed(forced), counting) == ((5, 1, 2, 7), forced)


def test_the_end_can_be_forced_and_can_be_replaced() -> None:
    assert hold([ForcedToken(2, END)], counting) == ((5, END), (ForcedToken(2, END),))
    assert hold([ForcedToken(6, 3)], counting) == ((5, 6, 7, 8, 9, 3), (ForcedToken(6, 3),))


def test_a_step_beyond_the_end_cannot_be_forced() -> None:
    forced = [ForcedToken(2, END), ForcedToken(3, 7), ForcedToken(99, 7)]
    assert hold(forced, counting) == ((5, END), (ForcedToken(2, END),))
    assert hold([ForcedToken(7, 3)], counting) == ((), ())


def test_what_was_typed_for_a_language_model_cannot_be_forced() -> None:
    forced = [ForcedToken(1, 9), ForcedToken(2, 9), ForcedToken(3, 1)]
    assert hold(forced, counting, given=2) == ((5, 6, 1), (ForcedToken(3, 1),))
    assert hold(forced[:2], counting, given=2) == ((), ())


def test_a_forced_prefix_begins_the_translation() -> None:
    translator = small.translator()

    def decode(prefix: tuple[int, ...]) -> tuple[int, ...]:
        return translator.translate(small.SENTENCES[0], prefix=prefix).decoding.token_ids

    free = decode(())
    other = next(token for token in range(10, 20) if token != free[1])
    prefix, held = hold([ForcedToken(2, other)], decode)
    assert held == (ForcedToken(2, other),)
    assert prefix == (free[0], other)
    assert decode(prefix)[:2] == prefix
