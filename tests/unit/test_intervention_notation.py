"""Interventions as text: read, written, and refused."""

import pytest

from model.interventions import (
    EdgeCut,
    HeadOff,
    HeadTaken,
    InterventionError,
    Place,
    StreamTaken,
    SublayerSkipped,
    WeightSet,
    parse,
    tap_of,
    to_text,
)
from tests import small

CONFIG = small.transformer().config  # two encoder layers, three decoder layers, five heads
READ = {
    "enc.2.h4=off": HeadOff(Place("encoder", 1), 3),
    "dec.3.h1=uniform": HeadOff(Place("decoder", 2), 0, "uniform"),
    "enc.1.h2=mean": HeadOff(Place("encoder", 0), 1, "mean"),
    "cross.1.h5[7,2]=0.9": WeightSet(Place("cross", 0), 4, 6, 1, 0.9),
    "enc.1.h1[1,1]=0": WeightSet(Place("encoder", 0), 0, 0, 0, 0.0),
    "enc.1.h1[1,1]=1": WeightSet(Place("encoder", 0), 0, 0, 0, 1.0),
    "enc[9,2]=cut": EdgeCut("encoder", 8, 1),
    "cross.2[9,2]=cut": EdgeCut("cross", 8, 1, layer=1),
    "dec.1.h2[3,1]=cut": EdgeCut("decoder", 2, 0, layer=0, head=1),
    "enc[*,2]=cut": EdgeCut("encoder", None, 1),
    "cross.3.h1[*,4]=cut": EdgeCut("cross", None, 3, layer=2, head=0),
    "enc.2.self=skip": SublayerSkipped("encoder", 1, "self_attention"),
    "dec.1.cross=skip": SublayerSkipped("decoder", 0, "cross_attention"),
    "dec.3.ff=skip": SublayerSkipped("decoder", 2, "feed_forward"),
    'enc.1[6]=from "It was wide."': StreamTaken("encoder", 0, 5, "It was wide."),
    'enc.out[6]=from "It;was."': StreamTaken("encoder", None, 5, "It;was."),
    'dec.2[6]=from "It was."': StreamTaken("decoder", 1, 5, "It was."),
    'dec.out[6]=from "It was."': StreamTaken("decoder", None, 5, "It was."),
    'cross.1.h2=from "It was."': HeadTaken(Place("cross", 0), 1, "It was."),
    'enc.2.h4=from "他说“热；累”。"': HeadTaken(Place("encoder", 1), 3, "他说“热；累”。"),
    'enc.2.h4=from "He said ""it;was"""': HeadTaken(Place("encoder", 1), 3, 'He said "it;was"'),
}


@pytest.mark.parametrize(("text", "one"), READ.items())
def test_a_text_and_its_value(text: str, one) -> None:
    assert parse(text, CONFIG) == (one,)
    assert to_text([one]) == text


def test_many_in_their_order_and_none() -> None:
    text = "; ".join(READ)
    assert to_text(parse(text, CONFIG)) == text
    assert parse(text.replace("; ", " ;; ").replace("=", " = "), CONFIG) == tuple(READ.values())
    assert parse("", CONFIG) == parse(" ; ", CONFIG) == ()


def test_a_quoted_sentence_may_look_like_interventions() -> None:
    sentence = 'enc.1.h1=off; "enc.1[6]=from ""it""'
    one = StreamTaken("encoder", 0, 5, sentence)
    assert parse(f"enc.2.h4=off; {one} ;enc.2.h4=off", CONFIG) == (READ["enc.2.h4=off"], one, READ["enc.2.h4=off"])


@pytest.mark.parametrize(
    "text",
    [
        "enc.0.h1=off",
        "enc.1.h0=off",
        "enc.1=off",
        "enc.h1=off",
        "enc.1.h1",
        "enc.1.h1=on",
        "enc.1.h1[*,2]=0.5",
        "enc[2,*]=cut",
        "enc.1.h1=2",
        "enc.1.h1=1.5",
        "enc.1.h1[1,2]=off",
        "enc.1.h1[1,2]=1.2",
        "enc.1.h1[1,2]=-0.1",
        "enc.1.h1[1]=0.5",
        "enc[1,2]=0.5",
        "enc.h2[1,2]=cut",
        "enc=cut",
        "enc.1.self[1,2]=cut",
        "enc.self=skip",
        "cross.1.ff=skip",
        "enc.1.h1=skip",
        "enc.99999999999999999999.h1=off",
        "<script>alert(1)</script>",
        "enc.1.h1=off, enc.1.h2=off",
        "enc.1[6]=from it",
        "enc.1[6]=from “it”",
        'enc.1[6]=from "it',
        'enc.1[6]=from "it" was"',
        'enc.1[6]=from " "',
        'enc.1[6]=from ""',
        'enc[6]=from "it"',
        'enc.1[6,1]=from "it"',
        'enc.1[*]=from "it"',
        'enc.out.h1=from "it"',
        'cross.1[2]=from "it"',
        'cross.out[2]=from "it"',
        'dec.out.h1=from "it"',
        'enc.1.h1="it"',
    ],
)
def test_what_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(InterventionError) as refused:
        parse(f"enc.1.h1=off; {text}", CONFIG)
    assert refused.value.code == "bad_intervention"


@pytest.mark.parametrize(
    "text",
    [
        "enc.3.h1=off",
        "enc.1.h6=off",
        "cross.4.h1[1,1]=1",
        "dec.4[1,1]=cut",
        "enc.1.cross=skip",
        "dec.4.ff=skip",
        'enc.3[1]=from "it"',
        'enc.1.h6=from "it"',
    ],
)
def test_what_the_model_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(InterventionError) as refused:
        parse(text, CONFIG)
    assert refused.value.code == "no_such_position"


def test_a_language_model_has_no_encoder_and_no_cross_attention() -> None:
    config = small.translator(**small.DECODER_ONLY).config
    assert parse("dec.1.h1=off", config)
    for text in (
        "enc.1.h1=off",
        "enc[2,1]=cut",
        "cross.1.h1=off",
        "cross[1,1]=cut",
        "dec.1.cross=skip",
        'enc.out[1]=from "it"',
    ):
        with pytest.raises(InterventionError):
            parse(text, config)


def test_together_they_change_a_translation_and_leave_nothing_behind() -> None:
    translator = small.translator()
    plain = translator.translate("it was tired")
    made = parse("enc.1.self=skip; enc.2.ff=skip; enc.1.h1=off; cross.1.h1[1,2]=0.9; dec[2,1]=cut", translator.config)
    changed = translator.translate("it was tired", tap=tap_of(made))
    trace = changed.trace
    assert float(trace.attention("cross")[0].weights[0, 0, 1]) == pytest.approx(0.9)
    assert (trace.attention("decoder")[2].weights[:, 1, 0] == 0).all()
    again = translator.translate("it was tired")
    assert again.text == plain.text
    assert (again.trace.logits == plain.trace.logits).all()
