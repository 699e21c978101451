"""Bringing a model: described, fetched where that was asked for, read, adapted."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from model.errors import CheckpointError, ModelError
from model.hub import remote
from model.hub.description import OURS, Description, Dtype, describe_folder, read_config
from model.hub.machine import Device, devices, free_memory
from model.hub.policy import Policy, Source
from model.hub.problems import offline
from model.hub.reader import read_ours, read_theirs
from model.translator import Translator
from model.translator import load as load_ours

if TYPE_CHECKING:
    from model.adapters.vision import ImageReader

Stage = Literal["fetching", "reading"]
Report = Callable[[Stage, int, int], None]
"""Told at which stage how much of how much is done: bytes while fetching, tensors while reading."""


def silent(stage: Stage, done: int, total: int) -> None:
    """Told of progress, it says nothing."""


def open_model(
    name_or_path: str,
    *,
    languages: tuple[str, str] | None = None,
    download: bool = False,
    report: Report = silent,
) -> Translator:
    """The shipped model of that name, the model in that folder, or that of the Hub with that id (owner/name).

    Of the Hub, what was fetched before; with `download` it is fetched. `languages` as in `load`. Raises CheckpointError
    and ModelError, also for a model that reads images ("reads_images").
    """
    folder = Path(name_or_path)
    if "/" not in name_or_path and not folder.is_dir():
        return load_ours(name_or_path)
    source = Policy().find(name_or_path)
    if source.folder and "model_type" not in read_config(name_or_path, source.folder):
        return load_ours(name_or_path)
    found, _ = load(source, languages=languages, download=download, report=report)
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
    languages: tuple[str, str] | None = None,
    download: bool = False,
    report: Report = silent,
) -> tuple["Translator | ImageReader", Description]:
    """Load a model. Nothing is fetched without `download`. Whatever `report` raises stops it; what came is kept.

    `languages` are what a Hugging Face model is to read and to write, as `model.adapt` takes them. Raises
    CheckpointError and ModelError; each says what to do.
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
    if description.family == OURS:
        return read_ours(source.name, folder), description
    made = read_theirs(
        source.name, folder, device, dtype, lambda done, total: report("reading", done, total), languages
    )
    return made, description


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
