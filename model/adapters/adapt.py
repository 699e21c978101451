"""Make a `Translator` of a Hugging Face model that is already loaded."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, cast

import torch
from torch import nn
from transformers import PreTrainedModel, PreTrainedTokenizerBase
from transformers.activations import NewGELUActivation

from model.adapters.attention import IMPLEMENTATION, register
from model.adapters.hooks import install, require_weights
from model.adapters.languages import language_of, language_tokens, speaking
from model.adapters.modules import ModelModules, unfit
from model.adapters.network import AdaptedNetwork
from model.adapters.peculiarities import peculiarities_of
from model.adapters.registry import family_of, reads_images
from model.adapters.shape import LONGEST, AdaptedShape
from model.adapters.tokenizer import AdaptedTokenizer
from model.errors import ModelError
from model.memory import keep_freed_memory
from model.translator import Translator

_MODULES = "_headlight_modules"


def adapt(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    *,
    name: str | None = None,
    languages: tuple[str, str] | None = None,
) -> Translator:
    """The model and its tokenizer as a Translator: traces, decoding and interventions as of our own models.

    `languages` are those that it reads and writes, as codes of its tokenizer or as "en", "fr", "zh"; by default what
    its settings say, and English for a model that only reads or only writes. The model computes as before, with its
    weights frozen, in evaluation mode and with eager attention. Raises ModelError "unknown_family", "reads_images" (see
    `adapt_vision` for those), "no_language", "no_attention" where it does not show its weights; and where a trace
    cannot hold it "unequal_heads", "encoder_as_decoder", "no_start_token", or what its family says.
    """
    if reads_images(model.config.to_dict()):
        shown = name or model.name_or_path or str(model.config.model_type)
        raise ModelError("reads_images", f"{shown} reads images and no text.", name=shown)
    modules = installed(model)
    speaker, languages = speaking(tokenizer, languages)
    shape = _shape(model, tokenizer, modules, languages)
    network = AdaptedNetwork(model, modules, shape)
    one = torch.tensor([[int(shape.pad_id == 0)]])  # any token but a pad
    if modules.decoder is None:
        require_weights(modules, lambda tap: network.encode(one, tap=tap))
    else:
        require_weights(modules, lambda tap: network(None if modules.encoder is None else one, one, tap=tap))
    return Translator(name or model.name_or_path or shape.family, AdaptedTokenizer(speaker, shape.pad_id), network)


def installed(model: PreTrainedModel) -> ModelModules:
    """Where the parts of a model stand. It is hooked once, however often it is adapted."""
    known = getattr(model, _MODULES, None)
    if known is not None:
        return known
    family = family_of(model.config.to_dict()).module
    keep_freed_memory()
    register()
    model.eval().requires_grad_(False)
    modules: ModelModules = import_module(f"model.adapters.families.{family}").modules(model)
    if not modules.own_attention:
        model.set_attn_implementation(IMPLEMENTATION)
    _fuse_gelu(model)
    install(modules)
    setattr(model, _MODULES, modules)
    return modules


def _fuse_gelu(model: nn.Module) -> None:
    """Let one kernel compute GELU's tanh approximation, for which transformers takes eight; equal but for rounding."""
    for module in model.modules():
        for name, child in module.named_children():
            if type(child) is NewGELUActivation:
                setattr(module, name, nn.GELU(approximate="tanh"))


def _shape(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    modules: ModelModules,
    languages: tuple[str, str] | None,
) -> AdaptedShape:
    config: Any = model.config
    settings: Any = getattr(model, "generation_config", None)
    counts = {
        cast(int, value)
        for name in ("num_attention_heads", "encoder_attention_heads", "decoder_attention_heads")
        if (value := getattr(config, name, None)) is not None
    }
    if len(counts) != 1:
        told = ", ".join(map(str, sorted(counts)))
        raise unfit("unequal_heads", f"its stacks have different numbers of heads: {told}", counts=told)
    (n_heads,) = counts
    decoder_only = modules.encoder is None
    if modules.decoder is None and getattr(config, "is_decoder", False):
        raise unfit("encoder_as_decoder", "it is an encoder's family used as a decoder")
    ends = _ends(settings, tokenizer)
    pad = next((one for one in (tokenizer.pad_token_id, getattr(config, "pad_token_id", None)) if one is not None), 0)
    source, target = languages or _languages(config, tokenizer)
    start = _start(config, settings, tokenizer, modules, ends)
    forced = _forced(settings, tokenizer, target if languages else None)
    names = {cast(int, tokenizer.convert_tokens_to_ids(token)) for token in language_tokens(tokenizer).values()}
    norm: Any = modules.stacks[0].layers[0].sublayers[0].norm
    return AdaptedShape(
        family=str(config.model_type),
        d_model=int(config.hidden_size),
        n_heads=n_heads,
        d_head=d_head(config, n_heads),
        n_encoder_layers=len(modules.encoder.layers) if modules.encoder else 0,
        n_decoder_layers=len(modules.decoder.layers) if modules.decoder else 0,
        max_length=min(LONGEST, _positions(config, tokenizer)),
        pad_id=cast(int, pad),
        start_id=start,
        end_ids=ends,
        norm_epsilon=next(getattr(norm, one) for one in ("eps", "variance_epsilon") if hasattr(norm, one)),
        norm_first=modules.norm_first,
        norm_kind=modules.norm_kind,
        source_language=None if decoder_only else language_of(source or ("" if modules.decoder else "en")),
        target_language=language_of(target or ("en" if decoder_only or modules.decoder is None else "")),
        forced=forced,
        never=_never(settings),
        peculiarities=peculiarities_of(model.config, modules, target_is_named=bool(forced) or start in names),
    )


def _start(config: Any, settings: Any, tokenizer: Any, modules: ModelModules, ends: Sequence[int]) -> int:
    """What opens the decoder's input: of a language model the token that begins a text or, for want of one, ends it."""
    if modules.decoder is None:
        return cast(int, tokenizer.cls_token_id or 0)
    if modules.encoder is not None:
        found = getattr(settings, "decoder_start_token_id", None)
        found = getattr(config, "decoder_start_token_id", None) if found is None else found
        candidates = (found, getattr(config, "bos_token_id", None))
    else:
        candidates = (tokenizer.bos_token_id, *ends)
    start = next((one for one in candidates if one is not None), None)
    if start is None:
        raise unfit("no_start_token", "nothing says with which token its decoder begins")
    return int(start)


def _ends(settings: Any, tokenizer: Any) -> tuple[int, ...]:
    found: Any = getattr(settings, "eos_token_id", None)
    found = tokenizer.eos_token_id if found is None else found
    if isinstance(found, list | tuple):
        return tuple(cast("list[int]", found))
    return () if found is None else (int(found),)


def _positions(config: Any, tokenizer: Any) -> int:
    """How many tokens it has positions for. RoBERTa counts them from the number of its pad on."""
    found: int | None = getattr(config, "max_position_embeddings", None) or getattr(config, "n_positions", None)
    if config.model_type in ("roberta", "xlm-roberta"):
        found = (found or LONGEST) - config.pad_token_id - 1
    if config.model_type == "t5":  # its positions are distances: there is no last one
        found = None
    return int(min(found or LONGEST, tokenizer.model_max_length))


def d_head(config: Any, n_heads: int) -> int:
    """The size of one head, which need not be its share of d_model."""
    return int(getattr(config, "head_dim", None) or getattr(config, "d_kv", None) or config.hidden_size // n_heads)


def _languages(config: Any, tokenizer: Any) -> tuple[str, str]:
    source = getattr(tokenizer, "source_lang", None) or getattr(tokenizer, "src_lang", None)
    target = getattr(tokenizer, "target_lang", None) or getattr(tokenizer, "tgt_lang", None)
    return str(source or ""), str(target or "")


def _forced(settings: Any, tokenizer: Any, target: str | None) -> tuple[int, ...]:
    """The tokens that every translation begins with: in a model of many languages, the name of the target's."""
    if target is not None and (token := language_tokens(tokenizer).get(target)):
        return (int(tokenizer.convert_tokens_to_ids(token)),)
    forced = getattr(settings, "forced_bos_token_id", None)
    return () if forced is None else (int(forced),)


def _never(settings: Any) -> tuple[int, ...]:
    bad: Any = getattr(settings, "bad_words_ids", None) or []
    suppressed: Any = getattr(settings, "suppress_tokens", None) or []
    return tuple(sorted({*suppressed, *(words[0] for words in bad if len(words) == 1)}))
