"""The hyperparameters: read, written and refused."""

import json

import pytest

from model.config import TransformerConfig
from model.errors import ConfigError
from tests import small


def test_written_and_read_again() -> None:
    config = small.config(positions="rotary", norm_placement="pre", activation="gelu", tied_embeddings=False)

    assert TransformerConfig.from_json(config.to_json()) == config


def test_a_configuration_written_before_there_were_languages_is_english_to_french() -> None:
    values = json.loads(small.config().to_json())
    del values["source_language"], values["target_language"]

    config = TransformerConfig.from_json(json.dumps(values))

    assert (config.source_language, config.target_language) == ("en", "fr")
    assert not config.is_decoder_only


def test_a_language_model_has_no_source_and_no_encoder() -> None:
    config = small.config(**small.DECODER_ONLY)

    assert config.is_decoder_only
    assert json.loads(config.to_json())["source_language"] is None
    assert TransformerConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"vocabulary_size": 0}, "vocabulary_size"),
        ({"d_model": -4}, "d_model"),
        ({"n_heads": 2.0}, "n_heads"),
        ({"n_encoder_layers": True}, "n_encoder_layers"),
        ({"max_length": "long"}, "max_length"),
        ({"d_model": 31}, "multiple"),
        ({"d_model": 25, "n_heads": 5}, "even d_model"),
        ({"d_model": 15, "n_heads": 5, "positions": "rotary"}, "even head size"),
        ({"activation": "swish"}, "relu, gelu"),
        ({"norm_placement": "middle"}, "post, pre"),
        ({"positions": "absolute"}, "sinusoidal, learned, rotary, alibi, none"),
        ({"dropout": 1.0}, "dropout"),
        ({"dropout": -0.1}, "dropout"),
        ({"norm_epsilon": 0.0}, "norm_epsilon"),
        ({"norm_epsilon": float("nan")}, "norm_epsilon"),
        ({"pad_id": 37}, "pad_id"),
        ({"end_id": -1}, "end_id"),
        ({"pad_id": 2, "end_id": 2}, "differ"),
        ({"n_encoder_layers": 0}, "n_encoder_layers"),
        ({"source_language": None}, "encoder layers"),
        ({"source_language": "de"}, "source_language must be one of en, fr, zh, other, None"),
        ({"target_language": None}, "target_language must be one of en, fr, zh,"),
    ],
)
def test_values_that_describe_no_transformer_are_refused(changes: dict[str, object], named: str) -> None:
    text = json.dumps({**json.loads(small.config().to_json()), **changes})

    with pytest.raises(ConfigError, match=named) as caught:
        TransformerConfig.from_json(text)

    assert caught.value.code == "bad_config"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"d_model"', "{}", '{"vocabulary_size": 9, "surprise": 1}', '{"vocabulary_size": null}',
     '{"vocabulary_size": 9, "dropout": "much"}', '{"vocabulary_size": 9, "pad_id": "first"}',
     '{"vocabulary_size": 9, "norm_epsilon": null}', '{"vocabulary_size": 9, "positions": []}',
     '{"vocabulary_size": 9, "tied_embeddings": "yes"}'],
)  # fmt: skip
def test_text_that_is_no_configuration_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        TransformerConfig.from_json(text)
