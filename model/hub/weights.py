"""What the headers of safetensors files say of a model's weights, without reading the weights."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from safetensors import SafetensorError, safe_open

from model.errors import CheckpointError

SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"
_OTHERS = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack", ".ot")  # pickles, and other frameworks' files
_FLOATS = ("F64", "F32", "F16", "BF16")


@dataclass(frozen=True)
class Weights:
    """How many `parameters` a model has learnt, in which `dtypes` they are stored, and how many bytes that takes.

    Tables of positions that a family computes are not stored, and not counted.
    """

    parameters: int
    dtypes: tuple[str, ...]
    file_bytes: int

    @classmethod
    def from_headers(cls, tensors: Iterable[tuple[str, str, tuple[int, ...]]], file_bytes: int) -> "Weights":
        """Count (name, dtype, shape) of all tensors but those that files hold beside the parameters."""
        counted = [(dtype, shape) for name, dtype, shape in tensors if not _is_constant(name, shape)]
        return cls(
            parameters=sum(math.prod(shape) for dtype, shape in counted if dtype in _FLOATS),
            dtypes=tuple(sorted({dtype for dtype, _ in counted if dtype in _FLOATS})),
            file_bytes=file_bytes,
        )


def weight_files(name: str, files: Iterable[str], index: Mapping[str, object] | None) -> tuple[str, ...]:
    """Which of a model's files hold its weights; `index` is the content of its index, where it has one.

    Raises CheckpointError: `only_pickle`, `no_weights`, `broken_weights` (a part is missing).
    """
    present = set(files)
    if SINGLE in present:
        return (SINGLE,)
    if index is not None:
        named: Any = index.get("weight_map")
        files_named = cast(dict[str, object], named).values() if isinstance(named, dict) else ()
        parts = tuple(sorted({str(part) for part in files_named}))
        if not parts or not present.issuperset(parts) or any("/" in part or "\\" in part for part in parts):
            raise broken_weights(name, INDEX)
        return parts
    if any(file.endswith(_OTHERS) for file in present):
        raise CheckpointError(
            "only_pickle",
            f"{name} has no safetensors file. Other files of weights can run code when they are opened, so they are "
            "not. Convert them, with save_pretrained(…, safe_serialization=True), or choose a model that has one.",
            name=name,
        )
    raise CheckpointError("no_weights", f"{name} holds no weights: no {SINGLE}.", name=name)


def local_weights(name: str, folder: Path) -> Weights:
    """The weights in a folder, of which only the headers are read. Raises CheckpointError as `weight_files` does."""
    files = weight_files(name, (path.name for path in folder.iterdir()), read_index(name, folder))
    tensors: list[tuple[str, str, tuple[int, ...]]] = []
    for file in files:
        try:
            with cast(Any, safe_open(folder / file, framework="pt")) as opened:
                slices: dict[str, Any] = {key: opened.get_slice(key) for key in opened.keys()}  # noqa: SIM118 - not a dictionary
                tensors += [(key, one.get_dtype(), tuple(one.get_shape())) for key, one in slices.items()]
        except (SafetensorError, OSError) as error:
            raise broken_weights(name, file) from error
    return Weights.from_headers(tensors, sum((folder / file).stat().st_size for file in files))


def read_index(name: str, folder: Path) -> Mapping[str, object] | None:
    """What says which file holds which tensor; None where there is only one file. Raises `broken_weights`."""
    try:
        index: Any = json.loads((folder / INDEX).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise broken_weights(name, INDEX) from error
    return cast(dict[str, object], index) if isinstance(index, dict) else {}


def _is_constant(name: str, shape: tuple[int, ...]) -> bool:
    """Causal masks [1, 1, n, n] in old files; in Marian's and BART's a bias of the logits that is never learnt."""
    return (len(shape) == 4 and shape[:2] == (1, 1)) or name == "final_logits_bias"


def broken_weights(name: str, file: str) -> CheckpointError:
    return CheckpointError(
        "broken_weights",
        f"{file} of {name} is damaged or incomplete. Fetch or copy it again.",
        name=name,
        file=file,
    )
