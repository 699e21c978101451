"""A whole run: from a recipe and corpora to a folder with a model in it.

The folder holds the model (see `model/checkpoint.py`), `run.json` (what was asked for, and of what data), `metrics.csv`
and `state.safetensors` (to resume from).
"""

import hashlib
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from model.checkpoint import TOKENIZER, Checkpoint, store, write_atomically
from model.config import TransformerConfig
from model.corpus import corpus_hash, examples, load_pairs
from model.errors import CheckpointError, ConfigError
from model.tokenizer import Tokenizer
from model.training.card import model_card
from model.training.config import Recipe, TrainingConfig
from model.training.gloss import lemma_inventory
from model.training.loop import STATE, Trainer
from model.training.record import RunRecord
from model.training.stream import BatchStream, vocabulary_texts
from model.transformer import Transformer


def prepare(
    folder: Path,
    recipe: Recipe,
    config: TrainingConfig,
    corpora: Sequence[Path],
    *,
    command: str,
    resume: bool = False,
    device: str = "cpu",
    save_minutes: float = 5.0,
) -> tuple[Trainer, Callable[[Trainer], None]]:
    """A trainer ready to run, and what it should do on each save: write the model and its card.

    Raises CheckpointError, ConfigError or CorpusError before anything in `folder` changes.
    """
    if (folder / STATE).exists() and not resume:
        raise ConfigError("bad_config", f"{folder} holds an earlier run: resume it, or choose another folder.")
    pairs = [pair for path in corpora for pair in load_pairs(path)]
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in corpora}
    if resume:
        record, tokenizer = RunRecord.load(folder), Tokenizer.load(folder / TOKENIZER)
        if (record.grammar, record.corpora) != (corpus_hash(), digests):
            raise CheckpointError("mismatch", f"The run in {folder} learnt from other data than given now.")
    else:
        sample = list(islice(examples("train", config.seed), config.sample_size))
        tokenizer = Tokenizer.train(vocabulary_texts(sample, pairs), config.vocabulary_size)
        record = RunRecord(command, _hardware(device), corpus_hash(), digests, list(lemma_inventory(sample)))
        folder.mkdir(parents=True, exist_ok=True)
        record.store(folder)
        write_atomically(folder / TOKENIZER, tokenizer.to_json().encode())
    torch.manual_seed(config.seed)
    shape: dict[str, Any] = recipe.model
    transformer = Transformer(TransformerConfig(vocabulary_size=len(tokenizer), **shape))
    stream = BatchStream(config, tokenizer, examples, pairs, record.lemmas)
    trainer = Trainer(folder, config, transformer, stream, len(record.lemmas), device=device, save_minutes=save_minutes)
    if resume:
        trainer.resume()

    def write_model(trainer: Trainer) -> None:
        parameters = sum(parameter.numel() for parameter in trainer.transformer.parameters())
        card = model_card(record, config, trainer.transformer.config, trainer.progress, parameters)
        store(folder, Checkpoint(trainer.transformer, tokenizer), card)

    return trainer, write_model


def _hardware(device: str) -> str:
    """The kind of machine, in words that identify none."""
    if device == "cpu":
        return f"a CPU (threads: {torch.get_num_threads()})"
    return torch.cuda.get_device_name(device)
