"""Activations taken from another sentence, in the planted model, whose every step is known."""

from typing import Any

import pytest
import torch

from model.errors import InputError
from model.interventions import InterventionError, StreamTaken, tap_for, tap_of
from model.interventions.editing import head_states, word_taken
from model.interventions.notation import parse
from tests import planted, small

TIRED, WIDE = planted.SENTENCES[:2]  # il, elle; "it" is token 7, the predicate token 9, </s> token 10
IT = "enc.2[7]"


def written(text: str, sentence: str = TIRED, *, ablated: bool = False) -> str:
    model = planted.translator(ablated=ablated)
    return model.translate(sentence, tap=tap_for(model, text)).text


def taken(where: str, sentence: str = WIDE) -> str:
    return f'{where}=from "{sentence}"'


@pytest.mark.parametrize(
    ("where", "turns"),
    [
        ("enc.1[9]", True),  # the predicate itself
        ("enc.2[9]", False),  # L1·H1 has read it by then
        ("enc.1[7]", False),  # "it" knows nothing yet
        ("enc.2[7]", True),  # which class is asked for
        ("enc.out[7]", True),  # which gender was found
        ("enc.out[2]", False),
        ("enc.1.h1", True),
        ("enc.2.h2", True),  # COPYING
        ("enc.2.h1", False),  # DECOY
        ("enc.1.h2", False),
        ("cross.1.h1", True),  # READING
        ("cross.1.h2", False),
        ("dec.1.h1", False),
        ("dec.1[1]", False),  # before cross attention it knows nothing of either sentence
        ("dec.out[1]", True),
    ],
)
def test_the_word_turns_where_the_planted_model_holds_what_decides(where: str, turns: bool) -> None:
    assert (written(""), written("", WIDE)) == ("il", "elle")
    assert written(taken(where)) == ("elle" if turns else "il")
    assert written(taken(where, TIRED), WIDE) == ("il" if turns else "elle")
    assert written(taken(where, TIRED)) == "il", "a sentence has nothing to take from itself"


def test_without_the_head_that_copies_nothing_turns() -> None:
    for where in ("enc.1[9]", "enc.2[7]", "enc.out[7]", "enc.2.h2", "cross.1.h1", "dec.out[1]"):
        assert written(taken(where), ablated=True) == written("", ablated=True)


def test_all_tokens_together_are_the_other_sentence() -> None:
    model = small.translator()
    one, other = "it was tired", "the animal street"
    text = "; ".join(taken(f"enc.out[{token}]", other) for token in range(1, 5))
    changed = model.translate(one, tap=tap_for(model, text))
    assert changed.text == model.translate(other).text
    assert torch.allclose(changed.trace.logits, model.translate(other).trace.logits, atol=1e-5)


@pytest.mark.parametrize("where", ["dec.2[3]", "dec.out[2]", "dec.1.h2", "cross.3.h1"])
@pytest.mark.parametrize("shape", [{}, small.DECODER_ONLY], ids=["translates", "continues"])
def test_step_by_step_the_decoder_takes_what_it_takes_in_one_pass(where: str, shape: dict[str, Any]) -> None:
    model = small.translator(**shape)
    if where.startswith("cross") and shape:
        with pytest.raises(InterventionError):
            tap_for(model, taken(where))
        return
    plain = model.translate("it was tired")
    changed = model.translate("it was tired", tap=tap_for(model, taken(where, "the animal didn't cross")))
    steps = torch.cat([step.log_probabilities for step in changed.decoding.steps])
    torch.testing.assert_close(steps, changed.trace.logits.log_softmax(-1), atol=1e-4, rtol=1e-4)
    assert not torch.allclose(changed.trace.logits[:4], plain.trace.logits[:4], atol=1e-3), "it does something"


def test_of_a_language_model_the_typed_words_are_taken() -> None:
    model = small.translator(**small.DECODER_ONLY)
    one, other = model.read("it was tired"), "the animal didn't cross the street"
    whole = model.trace_tokens(None, model.read(other)).logits
    text = "; ".join(taken(f"dec.1[{token}]", other) for token in range(1, len(one) + 1))
    changed = model.trace_tokens(None, one, tap=tap_for(model, text))
    torch.testing.assert_close(changed.logits, whole[: len(one)], atol=1e-4, rtol=1e-4)
    beyond = len(one) + 1
    with pytest.raises(InterventionError) as refused:
        tap_for(model, taken(f"dec.1[{beyond}]", one.text))
    assert refused.value.details["position"] == beyond


def test_it_composes_with_what_comes_before_and_after() -> None:
    assert written(f"{taken('enc.2.h2')}; enc.2.h2=off") == written("enc.2.h2=off")
    assert written(f"enc.2.h2=off; {taken('enc.2.h2')}") == "elle"
    assert written(f"enc[7,2]=cut; {taken(IT)}; enc[9,2]=cut") == "elle"


def test_another_number_of_tokens_is_refused_with_both_numbers() -> None:
    for where in ("enc.2[3]", "enc.2.h2"):
        with pytest.raises(InterventionError) as refused:
            written(taken(where, "it was wide"))
        assert (refused.value.code, dict(refused.value.details)) == ("not_parallel", {"first": 10, "second": 4})


def test_a_token_that_is_not_there_and_a_sentence_that_cannot_be_read() -> None:
    with pytest.raises(InterventionError) as refused:
        written(taken("enc.2[11]"))
    assert (refused.value.code, refused.value.details["position"]) == ("no_such_position", 11)
    with pytest.raises(InputError) as unread:
        written(taken(IT, "it\x07"))
    assert unread.value.code == "control_characters"


def test_another_sentence_is_read_only_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    model, read = planted.translator(), []
    encode = model.transformer.encode
    monkeypatch.setattr(
        model.transformer, "encode", lambda source, *, tap: read.append(source) or encode(source, tap=tap)
    )
    tap_for(model, "enc.1.h1=off; enc[7,2]=cut")
    assert not read
    tap_for(model, f"{taken(IT)}; {taken('enc.2.h2')}; {taken(IT, TIRED)}")
    assert len(read) == 2, "each sentence once"
    with pytest.raises(ValueError, match="tap_for"):
        tap_of(parse(taken(IT), model.config))


def test_a_word_is_taken_with_all_its_pieces_and_a_head_is_marked() -> None:
    model = small.translator()
    tokens = model.read("it didn't")
    expected = tuple(StreamTaken("encoder", None, n, "it was tired") for n in (1, 2))
    assert word_taken("encoder", tokens, 1, None, "it was tired") == expected

    states = head_states(
        parse(f"{taken('enc.2.h2')}; {taken(IT)}", planted.translator().config), planted.translator().config
    )
    assert [list(layer) for layer in states["encoder"]] == [["on", "on"], ["on", "taken"]]
