"""Reading a model from a folder: as it is, or not at all."""

import dataclasses
import re
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

import model
from model.adapters.registry import reads_images
from model.errors import CheckpointError
from model.hub.description import Dtype, read_config
from model.hub.image_processor import read_image_processor
from model.hub.machine import Device
from model.hub.problems import reading, unreadable
from model.hub.vocabulary import read_tokenizer, require_languages
from model.translator import Translator
from model.translator import load as load_ours

if TYPE_CHECKING:
    from model.adapters.vision import ImageReader

_HEADS = {
    "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES": "AutoModelForSeq2SeqLM",
    "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES": "AutoModelForCausalLM",
    "MODEL_FOR_MASKED_LM_MAPPING_NAMES": "AutoModelForMaskedLM",
    "MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES": "AutoModelForImageClassification",
}
_OF_A_LAYER = re.compile(r"\.\d+\..*\.weight$")
_LOADING = threading.Lock()  # how transformers tells its progress is a setting of the whole process


def read_theirs(
    name: str,
    folder: Path,
    device: Device,
    dtype: Dtype,
    advance: Callable[[int, int], None],
    languages: tuple[str, str] | None = None,
) -> "Translator | ImageReader":
    """A Hugging Face model. `advance` is told how many tensors of how many are read; whatever it raises stops it.

    Raises CheckpointError: `no_tokenizer`, `no_image_processor`, `weights_differ`, `unreadable`, `out_of_memory`; and
    ModelError.
    """
    config = read_config(name, folder)
    prepare = (read_image_processor if reads_images(config) else read_tokenizer)(name, folder)
    if languages is not None and not reads_images(config):
        require_languages(prepare, languages)
    model_class = _model_class(config)
    with reading(name), _LOADING, _told(advance):
        found, info = model_class.from_pretrained(
            folder,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            attn_implementation="eager",
            dtype=getattr(torch, dtype),
            output_loading_info=True,
            ignore_mismatched_sizes=True,  # they are told below, not only in a log
        )
    _require_match(name, info)
    with reading(name):
        if reads_images(config):
            return model.adapt_vision(found.to(device), prepare, name=name)
        return model.adapt(found.to(device), prepare, name=name, languages=languages)


def read_ours(name: str, folder: Path) -> Translator:
    """A model that `python -m model train` made. Raises CheckpointError "unreadable"."""
    try:
        return dataclasses.replace(load_ours(str(folder)), name=name)
    except CheckpointError as error:  # whose words say where on the server the folder lies
        raise unreadable(name, error.code) from error


def _model_class(config: Mapping[str, Any]) -> Any:
    """The class with the head that the weights were trained with, where it predicts tokens or names images.

    Any other head (of a classifier, say) is left out: nothing shows it.
    """
    import transformers
    from transformers.models.auto import modeling_auto

    family, architectures = config.get("model_type"), config.get("architectures") or ()
    for mapping, auto_class in _HEADS.items():
        if getattr(modeling_auto, mapping).get(family) in architectures:
            return getattr(transformers, auto_class)
    return transformers.AutoModel


def _require_match(name: str, info: Mapping[str, Any]) -> None:
    """transformers fills what is missing with random numbers, and only logs it."""
    missing = {key for key in info["missing_keys"] if "pooler." not in key}  # which no page shows
    mismatched = {key for key, *_ in info["mismatched_keys"]}
    left_over = {key for key in info["unexpected_keys"] if _OF_A_LAYER.search(key)}
    differing = sorted(missing | mismatched | left_over)
    if differing:
        raise CheckpointError(
            "weights_differ",
            f"The weights of {name} do not fit its config.json: {len(differing)} tensors differ, {differing[0]} for "
            "one. Take both from the same model.",
            name=name,
            count=len(differing),
            tensor=differing[0],
        )


@contextmanager
def _told(advance: Callable[[int, int], None]) -> Generator[None]:
    """Tell the progress of transformers, tensor by tensor, instead of drawing it."""
    from transformers.utils import logging

    def told(_: object, arguments: tuple[Any, ...], options: dict[str, Any]) -> Iterator[Any]:
        items = list(arguments[0] if arguments else options["iterable"])
        for done, item in enumerate(items):
            advance(done, len(items))
            yield item
        advance(len(items), len(items))

    before = logging.set_tqdm_hook(told)
    level = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        logging.set_tqdm_hook(before)
