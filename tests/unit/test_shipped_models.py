"""The worked examples that the pages open with, by the weights that ship."""

import torch

import model
from model.evaluation import FAMOUS_PAIR
from model.interventions import parse, tap_of

TO_SIT_ON = {
    "mat",
    "floor",
    "table",
    "chair",
    "sofa",
    "couch",
    "bed",
    "bench",
    "desk",
    "wall",
    "shelf",
    "roof",
    "rug",
    "sill",
}


def test_the_famous_pair() -> None:
    tired, wide = model.load("en-fr").translate_batch(FAMOUS_PAIR)
    assert "il était trop fatigué" in tired
    assert "elle était trop large" in wide


def test_without_the_street_in_sight_it_is_masculine() -> None:
    translator = model.load("en-fr")
    tokens = translator.read(FAMOUS_PAIR[1]).pieces
    assert (tokens[8], tokens[6]) == ("▁it", "▁street")
    cut = tap_of(parse("enc[9,7]=cut", translator.config))
    assert "qu'il était trop large" in translator.translate(FAMOUS_PAIR[1], tap=cut).text


def test_i_love_shopping_comes_in_three_steps_and_the_end() -> None:
    translator = model.load("zh-en")
    translation = translator.translate("我爱购物")
    assert translation.text == "I love shopping"
    assert list(translation.tokens.pieces) == ["▁I", "▁love", "▁shopping", "</s>"]
    assert translator.translate("我爱购物。").text == "I love shopping."


def test_the_cat_sat_on_something_to_sit_on() -> None:
    translator = model.load("en-lm")
    ids = [translator.tokenizer.end_id, *translator.tokenizer.encode("The cat sat on the", "en").ids]
    with torch.inference_mode():
        likely = translator.transformer(None, torch.tensor([ids]))[0, -1].topk(5).indices.tolist()
    assert {translator.tokenizer.piece(token).removeprefix("▁") for token in likely} & TO_SIT_ON
