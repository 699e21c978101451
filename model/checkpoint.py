"""A model on disk: model.safetensors, config.json, tokenizer.json and README.md (the model card) in one folder."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as dump_tensors
from torch import Tensor

from model.config import TransformerConfig
from model.errors import CheckpointError, ConfigError
from model.tokenizer import Tokenizer
from model.transformer import Transformer

WEIGHTS = Path(__file__).parent / "weights"
"""Where the shipped models lie, one folder each."""

TENSORS, CONFIG, TOKENIZER, CARD = "model.safetensors", "config.json", "tokenizer.json", "README.md"


@dataclass(frozen=True)
class Checkpoint:
    """A model as it is stored. The weights are float32 and in evaluation mode, however they were stored."""

    transformer: Transformer
    tokenizer: Tokenizer

    @property
    def config(self) -> TransformerConfig:
        return self.transformer.config


def locate(name_or_path: str) -> Path:
    """The folder of a shipped model, by name, or any other folder, by path. Raises CheckpointError "missing_model"."""
    folder = WEIGHTS / name_or_path
    if not folder.is_dir() or Path(name_or_path).is_absolute():
        folder = Path(name_or_path)
    if not folder.is_dir():
        known = ", ".join(sorted(path.parent.name for path in WEIGHTS.glob(f"*/{TENSORS}"))) or "none"
        raise CheckpointError(
            "missing_model",
            f"There is no model called {name_or_path}. Models at hand: {known}.",
            name=name_or_path,
            known=known,
        )
    return folder


def load(name_or_path: str) -> Checkpoint:
    """Read a model. Raises CheckpointError ("missing_model", "corrupt_weights", "bad_config", "mismatch")."""
    folder = locate(name_or_path)
    config, tokenizer = load_settings(folder)
    return Checkpoint(load_weights(folder / TENSORS, config), tokenizer)


def load_settings(folder: Path) -> tuple[TransformerConfig, Tokenizer]:
    """What a folder says beside its weights. Raises CheckpointError ("missing_model", "bad_config", "mismatch")."""
    try:
        config = TransformerConfig.from_json((folder / CONFIG).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError("missing_model", f"There is no {CONFIG} in {folder}.", name=str(folder)) from None
    except (ConfigError, UnicodeDecodeError) as error:
        raise CheckpointError("bad_config", f"{folder / CONFIG}: {error}", name=str(folder)) from error
    tokenizer = Tokenizer.load(folder / TOKENIZER)
    if len(tokenizer) != config.vocabulary_size:
        raise _mismatch(folder, f"the tokenizer has {len(tokenizer)} pieces, the model {config.vocabulary_size}")
    return config, tokenizer


def load_weights(path: Path, config: TransformerConfig) -> Transformer:
    """A model of that shape, ready for use. Raises CheckpointError ("missing_model", "corrupt_weights", "mismatch")."""
    transformer = Transformer(config)
    tensors = read_tensors(path)
    try:
        copy_tensors(tensors, dict(transformer.named_parameters()))
    except ValueError as error:
        raise _mismatch(path.parent, str(error)) from error
    return transformer.eval().requires_grad_(False)


def store(folder: Path, checkpoint: Checkpoint, card: str, *, dtype: torch.dtype = torch.float16) -> None:
    """Write a model. Each file is replaced whole or not at all; tied weights are stored once."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / TOKENIZER, checkpoint.tokenizer.to_json().encode())
    write_atomically(folder / CONFIG, checkpoint.config.to_json().encode())
    write_atomically(folder / CARD, card.encode())
    store_weights(folder / TENSORS, checkpoint.transformer, dtype=dtype)


def store_weights(path: Path, transformer: Transformer, *, dtype: torch.dtype = torch.float16) -> None:
    """Write the weights alone, each tensor once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {name: parameter.detach().to("cpu", dtype) for name, parameter in transformer.named_parameters()}
    write_atomically(path, dump_tensors(tensors))


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a kill at any moment leaves either the old content or the new."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_tensors(path: Path) -> dict[str, Tensor]:
    """All tensors of a safetensors file. Raises CheckpointError ("missing_model", "corrupt_weights")."""
    try:
        return load_tensors(path.read_bytes())
    except FileNotFoundError:
        raise CheckpointError("missing_model", f"There is no {path.name} in {path.parent}.", name=str(path)) from None
    except (SafetensorError, OSError) as error:
        raise CheckpointError(
            "corrupt_weights", f"{path} is damaged or no safetensors file: {error}", name=str(path)
        ) from error


def copy_tensors(tensors: Mapping[str, Tensor], parameters: Mapping[str, Tensor]) -> None:
    """Copy tensors into parameters of the same names and shapes. Raises ValueError where they differ."""
    if tensors.keys() != parameters.keys():
        differing = ", ".join(sorted(tensors.keys() ^ parameters.keys())[:3])
        raise ValueError(f"these tensors are on one side only: {differing}")
    for name, parameter in parameters.items():
        if tensors[name].shape != parameter.shape:
            raise ValueError(f"{name} is {tuple(tensors[name].shape)}, not {tuple(parameter.shape)}")
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(tensors[name])


def _mismatch(folder: Path, reason: str) -> CheckpointError:
    return CheckpointError("mismatch", f"The files in {folder} do not belong together: {reason}.", name=str(folder))
