"""Tiny random Hugging Face models of every adapted family, and tokenizers of every kind, made without a download."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedModel, PreTrainedTokenizerFast
from transformers.models import m2m_100

TEXTS = (
    "The animal didn't cross the street because it was too tired.",
    "The animal didn't cross the street because it was too wide. Hello world!",
    "我爱购物，我爱我的祖国。",
    "L'animal n'a pas traversé la rue parce qu'il était trop fatigué.",
)
PAD, END, BEGIN, UNKNOWN = "<pad>", "</s>", "<s>", "<unk>"
SPECIALS = [PAD, END, BEGIN, UNKNOWN]
IDS = {"pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 2}

_SMALL = {
    "hidden_size": 30,
    "num_hidden_layers": 3,
    "num_attention_heads": 5,
    "intermediate_size": 23,
    "max_position_embeddings": 101,
}
_GROUPED = _SMALL | {"hidden_size": 32, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6}
_PAIR = {
    "d_model": 30,
    "encoder_layers": 2,
    "decoder_layers": 3,
    "encoder_attention_heads": 5,
    "decoder_attention_heads": 5,
    "encoder_ffn_dim": 23,
    "decoder_ffn_dim": 19,
    "max_position_embeddings": 101,
    "decoder_start_token_id": 1,
    "forced_eos_token_id": None,
}
ENCODERS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "Bert": ("Model", _SMALL),
    "Roberta": ("Model", _SMALL),
    "XLMRoberta": ("Model", _SMALL),
    "Electra": ("Model", _SMALL | {"embedding_size": 14}),
    "DistilBert": (
        "Model",
        {"dim": 30, "n_layers": 3, "n_heads": 5, "hidden_dim": 23, "max_position_embeddings": 101},
    ),
    "DebertaV2": (
        "Model",
        _SMALL | {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 3},
    ),
}
DECODERS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "GPT2": ("LMHeadModel", {"n_embd": 30, "n_layer": 3, "n_head": 5, "n_positions": 101}),
    "GPTNeoX": ("ForCausalLM", _SMALL | {"hidden_size": 40}),
    "Llama": ("ForCausalLM", _GROUPED),
    "Mistral": ("ForCausalLM", _GROUPED | {"sliding_window": 5}),
    "Qwen2": ("ForCausalLM", {name: value for name, value in _GROUPED.items() if name != "head_dim"}),
    "Qwen3": ("ForCausalLM", _GROUPED),
    "Gemma": ("ForCausalLM", _GROUPED),
    "Gemma2": ("ForCausalLM", _GROUPED | {"sliding_window": 5}),
    "Gemma3": (
        "ForCausalLM",
        _GROUPED | {"sliding_window": 5, "layer_types": ["sliding_attention", "full_attention", "sliding_attention"]},
    ),
}
TRANSLATORS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "Marian": ("MTModel", _PAIR),
    "Bart": ("ForConditionalGeneration", _PAIR),
    "MBart": ("ForConditionalGeneration", _PAIR),
    "M2M100": ("ForConditionalGeneration", _PAIR),
    "T5": (
        "ForConditionalGeneration",
        {
            "d_model": 30,
            "d_kv": 7,
            "d_ff": 23,
            "num_layers": 2,
            "num_decoder_layers": 3,
            "num_heads": 5,
            "decoder_start_token_id": 0,
        },
    ),
}
FAMILIES = ENCODERS | DECODERS | TRANSLATORS


def model(family: str, *, seed: int = 0, **changes: object) -> PreTrainedModel:
    """A random model of the family, with eager attention, not yet adapted; no gain or bias is a plain one or zero."""
    head, settings = FAMILIES[family]
    configuration = getattr(transformers, "Gemma3TextConfig" if family == "Gemma3" else f"{family}Config")
    config = configuration(**{"vocab_size": len(tokenizer())} | IDS | settings | changes)
    torch.manual_seed(seed)
    made: PreTrainedModel = getattr(transformers, f"{family}{head}")(config).eval().requires_grad_(False)
    for parameter in made.parameters():
        parameter += 0.2 * torch.randn_like(parameter)
    made.set_attn_implementation("eager")
    if made.can_generate():
        made.generation_config.update(**IDS)
    return made


@functools.cache
def tokenizer() -> PreTrainedTokenizerFast:
    """A byte-level tokenizer, like GPT-2's."""
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    return _trained(backend, trainers.BpeTrainer(vocab_size=320, special_tokens=SPECIALS, initial_alphabet=alphabet))


@functools.cache
def wordpiece() -> PreTrainedTokenizerFast:
    """A lower-casing WordPiece tokenizer that puts [CLS] and [SEP] around a text, like BERT's."""
    backend = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    backend.normalizer = normalizers.BertNormalizer()
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.decoder = decoders.WordPiece()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    made = _trained(
        backend,
        trainers.WordPieceTrainer(vocab_size=90, special_tokens=specials),
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        bos_token=None,
        eos_token=None,
    )
    made.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return made


@functools.cache
def sentencepiece() -> PreTrainedTokenizerFast:
    """A Unigram tokenizer with "▁" for spaces and </s> at the end, like T5's."""
    backend = Tokenizer(models.Unigram())
    backend.normalizer = normalizers.NFKC()
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    backend.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=95, special_tokens=SPECIALS, unk_token=UNKNOWN)
    made = _trained(backend, trainer)
    made.backend_tokenizer.post_processor = processors.TemplateProcessing(single=f"$A {END}", special_tokens=[(END, 1)])
    return made


def marian_tokenizer(folder: Path) -> Any:
    """A slow tokenizer, which tells no offsets: Marian's, over two SentencePiece models."""
    import json

    from sentencepiece import SentencePieceTrainer

    folder.mkdir(parents=True, exist_ok=True)
    pieces: dict[str, int] = {END: 0, UNKNOWN: 1}
    for side, texts in (("source", TEXTS[:3]), ("target", TEXTS[3:])):
        (folder / f"{side}.txt").write_text("\n".join(texts * 3), encoding="utf-8")
        SentencePieceTrainer.Train(
            input=str(folder / f"{side}.txt"),
            model_prefix=str(folder / side),
            vocab_size=52 if side == "source" else 34,
            hard_vocab_limit=False,
            minloglevel=2,
        )
        for line in (folder / f"{side}.vocab").read_text(encoding="utf-8").splitlines():
            pieces.setdefault(line.split("\t")[0], len(pieces))
    pieces.pop("<s>", None)
    names = [*pieces, PAD]
    (folder / "vocab.json").write_text(json.dumps({name: index for index, name in enumerate(names)}))
    return transformers.MarianTokenizer(
        source_spm=str(folder / "source.model"),
        target_spm=str(folder / "target.model"),
        vocab=str(folder / "vocab.json"),
        source_lang="en",
        target_lang="fr",
    )


def m2m100_tokenizer(folder: Path) -> Any:
    """A slow tokenizer of many languages, which stand in front of a text as "__en__": M2M-100's."""
    import json

    from sentencepiece import SentencePieceTrainer

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "texts.txt").write_text("\n".join(TEXTS * 3), encoding="utf-8")
    SentencePieceTrainer.Train(
        input=str(folder / "texts.txt"),
        model_prefix=str(folder / "m2m"),
        vocab_size=90,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    pieces = [line.split("\t")[0] for line in (folder / "m2m.vocab").read_text(encoding="utf-8").splitlines()]
    names = dict.fromkeys([BEGIN, PAD, END, UNKNOWN, *pieces])  # numbered as its model expects them
    (folder / "vocab.json").write_text(json.dumps({name: index for index, name in enumerate(names)}))
    codes = m2m_100.tokenization_m2m_100.FAIRSEQ_LANGUAGE_CODES["m2m100"]
    return transformers.M2M100Tokenizer(
        vocab_file=str(folder / "vocab.json"),
        spm_file=str(folder / "m2m.model"),
        additional_special_tokens=[f"__{code}__" for code in codes],  # as the pretrained ones are saved
    )


def nllb_tokenizer() -> Any:
    """A fast tokenizer of many languages, which stand in front of a text as "eng_Latn": NLLB's."""
    import json

    backend = Tokenizer(models.BPE(unk_token=UNKNOWN))
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    names = [BEGIN, PAD, END, UNKNOWN]  # as NLLB numbers them
    backend.train_from_iterator(TEXTS * 5, trainers.BpeTrainer(vocab_size=130, special_tokens=names))
    trained = json.loads(backend.to_str())["model"]
    return transformers.NllbTokenizer(vocab=trained["vocab"], merges=[tuple(pair) for pair in trained["merges"]])


def _trained(backend: Tokenizer, trainer: Any, **names: str | None) -> PreTrainedTokenizerFast:
    backend.train_from_iterator(TEXTS * 5, trainer)
    known = {"pad_token": PAD, "eos_token": END, "bos_token": BEGIN, "unk_token": UNKNOWN}
    return PreTrainedTokenizerFast(tokenizer_object=backend, **known | names)
