"""A whole run: from a recipe and corpora to a folder with a model in it.

The folder holds the model (see `model/checkpoint.py`), `run.json` (what was asked for, and of what data), `metrics.csv`
and `state.safetensors` (to resume from).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import torch

from model.checkpoint import TENSORS, TOKENIZER, Checkpoint, file_digest, load, locate, store, write_atomically
from model.config import TransformerConfig
from model.corpus import load_pairs
from model.errors import CheckpointError, ConfigError
from model.tokenizer import Tokenizer
from model.training.card import model_card
from model.training.config import Precision, Recipe, TrainingConfig
from model.training.gloss import lemma_genders, lemma_inventory
from model.training.loop import STATE, Trainer
from model.training.record import RUN, RunRecord
from model.training.sides import Sides, grammar_named
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
    initial: str | None = None,
    device: str = "cpu",
    save_minutes: float = 5.0,
) -> tuple[Trainer, Callable[[Trainer], None]]:
    """A trainer ready to run, and what it should do on each save: write the model and its card.

    `initial` names a model whose vocabulary and weights the run starts from, instead of from random ones.
    Raises CheckpointError, ConfigError or CorpusError before anything in `folder` changes.
    """
    if (folder / STATE).exists() and not resume:
        raise ConfigError("bad_config", f"{folder} holds an earlier run: resume it, or choose another folder.")
    shape = TransformerConfig(vocabulary_size=config.vocabulary_size, **recipe.model)
    sides, grammar = Sides(shape.source_language, shape.target_language), grammar_named(config.grammar)
    if config.precision == "auto":
        config = replace(config, precision=fastest_precision(device))
    start = load(initial) if initial and not resume else None
    if start:  # dropout is no part of the weights
        expected = replace(shape, vocabulary_size=start.config.vocabulary_size, dropout=start.config.dropout)
        if expected != start.config:
            raise ConfigError("bad_config", f"{initial} has another shape than the recipe: {start.config}.")
    # A language model reads each sentence once, however many translations it has.
    pairs = list(dict.fromkeys(sides.of_pair(*pair) for path in corpora for pair in load_pairs(path)))
    digests = {path.name: file_digest(path) for path in corpora}
    if resume:
        record, tokenizer = RunRecord.load(folder), Tokenizer.load(folder / TOKENIZER)
        if (record.grammar, record.corpora) != (grammar.digest(), digests):
            raise CheckpointError("mismatch", f"The run in {folder} learnt from other data than given now.")
    else:
        sample = list(islice(grammar.examples("train", config.seed), config.sample_size))
        generated = [sides.of(grammar.texts(example)) for example in sample]
        texts = vocabulary_texts([*generated, *pairs])
        tokenizer = start.tokenizer if start else Tokenizer.train(texts, config.vocabulary_size)
        lemmas = list(lemma_inventory(sample))
        origin = _origin(locate(initial)) if initial else None
        record = RunRecord(command, _hardware(device), grammar.digest(), digests, lemmas, origin)
        folder.mkdir(parents=True, exist_ok=True)
        record.store(folder)
        write_atomically(folder / TOKENIZER, tokenizer.to_json().encode())
    torch.manual_seed(config.seed)
    transformer = Transformer(replace(shape, vocabulary_size=len(tokenizer)))
    if start:
        transformer.load_state_dict(start.transformer.state_dict())
    stream = BatchStream(config, tokenizer, sides, grammar, pairs, record.lemmas)
    genders = lemma_genders(record.lemmas)
    trainer = Trainer(folder, config, transformer, stream, genders, device=device, save_minutes=save_minutes)
    if resume:
        trainer.resume()

    def write_model(trainer: Trainer) -> None:
        parameters = sum(parameter.numel() for parameter in trainer.transformer.parameters())
        card = model_card(record, config, trainer.transformer.config, trainer.progress, parameters)
        store(folder, Checkpoint(trainer.transformer, tokenizer), card)

    return trainer, write_model


def fastest_precision(device: str) -> Precision:
    """bfloat16 on a GPU and on a CPU that can multiply it (elsewhere it is fifteen times slower than float32)."""
    has_instructions = device != "cpu" or any(
        torch.cpu.get_capabilities().get(name, False) for name in ("avx512_bf16", "amx_bf16")
    )
    return "bfloat16" if has_instructions else "float32"


def _origin(folder: Path) -> str:
    """A starting model for the card: its name, without its path, its digest, and its own command where it has one."""
    trained = f", trained by `{RunRecord.load(folder).command}`" if (folder / RUN).exists() else ""
    return f"{folder.name} (SHA-256 `{file_digest(folder / TENSORS)}`{trained})"


def _hardware(device: str) -> str:
    """The kind of machine, in words that identify none."""
    if device == "cpu":
        return f"a CPU (threads: {torch.get_num_threads()})"
    return torch.cuda.get_device_name(device)
