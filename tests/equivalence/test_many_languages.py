"""Models of many languages with their own tokenizers: both languages are named where transformers names them."""

import copy
from pathlib import Path
from typing import Any

import pytest
import torch

import model
from model.errors import ModelError
from model.hub.loading import load
from model.hub.policy import Source
from model.translator import Translator
from tests import tiny_hub

SENTENCE = "The animal didn't cross the street"
CODES = {"m2m100": {"en": "en", "fr": "fr", "zh": "zh"}, "nllb": {"en": "eng_Latn", "fr": "fra_Latn", "zh": "zho_Hans"}}
kinds = pytest.mark.parametrize("kind", CODES)


def tokenizer(kind: str, folder: Path) -> Any:
    return tiny_hub.nllb_tokenizer() if kind == "nllb" else tiny_hub.m2m100_tokenizer(folder / "tokenizer")


def theirs(made: Any) -> Any:
    ids = {"pad_token_id": 1, "eos_token_id": 2, "bos_token_id": 0, "decoder_start_token_id": 2}
    found = tiny_hub.model("M2M100", vocab_size=len(made) + 8, **ids)
    found.generation_config.update(**ids)
    return found


def name_of(kind: str, language: str, made: Any) -> int:
    code = CODES[kind][language]
    return made.convert_tokens_to_ids(f"__{code}__" if kind == "m2m100" else code)


@kinds
@pytest.mark.parametrize(("source", "target"), [("en", "fr"), ("zh", "en")])
def test_decoding_is_generate_with_both_languages_named(kind: str, source: str, target: str, tmp_path: Path) -> None:
    made = tokenizer(kind, tmp_path)
    known = copy.deepcopy(made)
    known.src_lang = CODES[kind][source]
    before = made.src_lang
    plain = theirs(made)
    adapted = model.adapt(copy.deepcopy(plain), made, languages=(source, target))

    assert (adapted.source_language, adapted.target_language) == (source, target)
    assert made.src_lang == before, "whoever brought the tokenizer may use it for another language"
    read = adapted.read(SENTENCE)
    assert list(read.ids) == known(SENTENCE).input_ids
    assert read.ids[0] == name_of(kind, source, made)
    assert read.specials == {0, len(read) - 1}

    forced = name_of(kind, target, made)
    written = adapted.translate(SENTENCE).decoding.token_ids
    expected = plain.generate(
        torch.tensor([read.ids]), forced_bos_token_id=forced, max_new_tokens=len(written), do_sample=False, num_beams=1
    )
    assert written[0] == forced
    assert list(written) == expected[0, 1:].tolist()
    assert adapted.config.peculiarities == ()


@kinds
def test_languages_are_taken_by_the_names_of_the_model_too(kind: str, tmp_path: Path) -> None:
    made = tokenizer(kind, tmp_path)
    german = "de" if kind == "m2m100" else "deu_Latn"
    adapted = model.adapt(theirs(made), made, languages=(german, CODES[kind]["fr"]))
    assert (adapted.source_language, adapted.target_language) == ("other", "fr")
    assert adapted.read(SENTENCE).pieces[0] == (f"__{german}__" if kind == "m2m100" else german)
    with pytest.raises(ModelError) as refused:
        model.adapt(theirs(made), made, languages=("en", "qq"))
    assert refused.value.code == "no_language"
    assert refused.value.details["name"] == "qq"


@kinds
def test_with_no_language_named_that_is_said_and_a_target_can_be_read(kind: str, tmp_path: Path) -> None:
    made = tokenizer(kind, tmp_path)
    adapted = model.adapt(theirs(made), made)
    assert adapted.config.peculiarities == ("many_languages",)
    assert adapted.target_language == "other"
    assert adapted.trace(SENTENCE, "L'animal").target.words[-1] == "L'animal"


def test_a_model_that_begins_with_the_name_of_its_language_has_one(tmp_path: Path) -> None:
    """As mbart-large-en-ro does."""
    made = tokenizer("nllb", tmp_path)
    start = name_of("nllb", "fr", made)
    found = tiny_hub.model("MBart", vocab_size=len(made), pad_token_id=1, decoder_start_token_id=start)
    assert "many_languages" not in model.adapt(found, made).config.peculiarities


def test_one_is_loaded_for_the_languages_that_are_asked_for(tmp_path: Path) -> None:
    made = tokenizer("nllb", tmp_path)
    for part in (theirs(made), made):
        part.save_pretrained(tmp_path / "nllb")
    source = Source("nllb", tmp_path / "nllb")
    brought, description = load(source, languages=("en", "fr"))
    assert isinstance(brought, Translator)
    assert "many_languages" in description.can
    assert brought.read(SENTENCE).pieces[0] == "eng_Latn"
    assert brought.config.forced == (name_of("nllb", "fr", made),)
    with pytest.raises(ModelError, match="qq"):
        load(source, languages=("en", "qq"))
