"""Bringing a model: described, fetched where that was asked for, read, adapted."""

import dataclasses
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import torch

import model
from model.adapters.registry import reads_images
from model.errors import CheckpointError, ModelError
from model.hub import remote
from model.hub.description import OURS, Description, Dtype, describe_folder, read_config
from model.hub.free_memory import free_memory
from model.hub.image_processor import read_image_processor
from model.hub.policy import Policy, Source
from model.hub.problems import offline, reading, unreadable
from model.hub.vocabulary import read_tokenizer
from model.translator import Translator
from model.translator import load as load_ours

if TYPE_CHECKING:
    from model.adapters.vision import ImageReader

Stage = Literal["fetching", "reading"]
Report = Callable[[Stage, int, int], None]
"""Told at which stage how much of how much is done: bytes while fetching, tensors while reading."""

Device = Literal["cpu", "cuda", "mps"]


def silent(stage: Stage, done: int, total: int) -> None:
    """Told of progress, it says nothing."""


_HEADS = {
    "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES": "AutoModelForSeq2SeqLM",
    "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES": "AutoModelForCausalLM",
    "MODEL_FOR_MASKED_LM_MAPPING_NAMES": "AutoModelForMaskedLM",
    "MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES": "AutoModelForImageClassification",
}
_OF_A_LAYER = re.compile(r"\.\d+\..*\.weight$")
_LOADING = threading.Lock()  # how transformers tells its progress is a setting of the whole process


def devices() -> tuple[Device, ...]:
    """Where a model can run on this machine; the first is the default."""
    found: list[Device] = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


def open_model(name_or_path: str, *, download: bool = False, report: Report = silent) -> Translator:
    """The shipped model of that name, the model in that folder, or that of the Hub with that id (owner/name).

    Of the Hub, what was fetched before; with `download` it is fetched. Raises CheckpointError and ModelError, also for
    a model that reads images ("reads_images").
    """
    folder = Path(name_or_path)
    if "/" not in name_or_path and not folder.is_dir():
        return load_ours(name_or_path)
    source = Policy().find(name_or_path)
    if source.folder and "model_type" not in read_config(name_or_path, source.folder):
        return load_ours(name_or_path)
    found, _ = load(source, download=download, report=report)
    if not isinstance(found, Translator):
        raise ModelError("reads_images", f"{source.name} reads images and no text.", name=source.name)
    return found


def look(source: Source, *, ask_hub: bool = True) -> Description:
    """What a model is, before it is loaded. The Hub is asked only for what is not here, and only with `ask_hub`.

    Raises CheckpointError, and ModelError "unknown_family" or "needs_code".
    """
    folder = source.folder or remote.cached_folder(source.name)
    if folder is not None:
        return describe_folder(source, folder)
    if not ask_hub:
        raise _not_here(source)
    return remote.look_up(source).description


def load(
    source: Source,
    *,
    device: Device = "cpu",
    dtype: Dtype = "float32",
    download: bool = False,
    report: Report = silent,
) -> tuple["Translator | ImageReader", Description]:
    """Load a model. Nothing is fetched without `download`. Whatever `report` raises stops it; what came is kept.

    Raises CheckpointError, and ModelError "unknown_family" or "needs_code"; each says what to do.
    """
    folder, offer = source.folder or remote.cached_folder(source.name), None
    if folder is not None:
        description = describe_folder(source, folder)
    elif download:
        offer = remote.look_up(source)
        description = offer.description
    else:
        raise _not_here(source)
    if device not in devices():
        raise CheckpointError("no_device", f"This machine has no device {device}. Choose another.", device=device)
    _require_memory(description, device, dtype)
    if offer is not None:
        folder = remote.fetch(source, offer, lambda done, total: report("fetching", done, total))
    assert folder is not None
    return _read(description, folder, device, dtype, lambda done, total: report("reading", done, total)), description


def _read(
    description: Description, folder: Path, device: Device, dtype: Dtype, advance: Callable[[int, int], None]
) -> "Translator | ImageReader":
    name = description.source.name
    if description.family == OURS:
        return _read_ours(name, folder)
    config = read_config(name, folder)
    prepare = (read_image_processor if reads_images(config) else read_tokenizer)(name, folder)
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
        return model.adapt(found.to(device), prepare, name=name)


def _read_ours(name: str, folder: Path) -> Translator:
    try:
        return dataclasses.replace(load_ours(str(folder)), name=name)
    except CheckpointError as error:  # whose words say where on the server the folder lies
        raise unreadable(name, error.code) from error


def _model_class(config: Mapping[str, Any]) -> Any:
    """The class with the head that the weights were trained with, where it predicts tokens or names pictures.

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


def _require_memory(description: Description, device: Device, dtype: Dtype) -> None:
    need, free = description.memory(dtype), free_memory(device)
    if free is not None and need > free:
        name = description.source.name
        raise CheckpointError(
            "too_little_memory",
            f"{name} needs {need / 1e9:.2f} GB in {dtype}; {free / 1e9:.2f} GB are free. Choose a smaller number "
            "format or model, or unload one.",
            name=name,
            need=f"{need / 1e9:.2f}",
            free=f"{free / 1e9:.2f}",
            dtype=dtype,
        )


def _not_here(source: Source) -> CheckpointError:
    from huggingface_hub import is_offline_mode

    if is_offline_mode():
        return offline(source.name)
    return CheckpointError(
        "not_fetched",
        f"{source.name} is not on this computer. Fetch it from the Hub first: --download, or the model page.",
        name=source.name,
    )


@contextmanager
def _told(advance: Callable[[int, int], None]) -> Iterator[None]:
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
