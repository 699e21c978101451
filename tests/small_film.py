"""A small random film for tests: four snapshots of a random model, with made-up measurements."""

from dataclasses import replace
from pathlib import Path

from model.checkpoint import Checkpoint, store, store_weights
from model.evaluation import CorpusScore, HeadSelectivity, Proportion
from model.film import Film, Frame
from model.film.film import FILM, snapshot_path, to_json
from model.transformer import Transformer
from tests import small

TOKENS = (100_000, 300_000, 1_200_000, 4_000_000)
SHAPE = {"vocabulary_size": len(small.tokenizer()), "max_length": 101, "n_decoder_layers": 1}


def snapshot(index: int) -> Transformer:
    """The weights at a frame. They lean towards </s>: translations are short, tests fast."""
    made = small.transformer(seed=index, **SHAPE)
    bias = made.get_parameter("decoder.0.residuals.feed_forward.norm.bias")
    bias += 6 * made.vocabulary[small.tokenizer().end_id]
    return made


def frame(index: int, tokens: int) -> Frame:
    """Measurements that grow with the frame; the head L2·H3 prefers the antecedent most often in the last one."""
    share = (index + 1) / len(TOKENS)
    heads = [
        HeadSelectivity("encoder", layer, head, Proportion(10 + index, 20), 0.25, 0.125)
        for layer in range(2)
        for head in range(5)
    ]
    heads[7] = replace(heads[7], wins=Proportion(10 + 3 * index, 20), antecedent=share, distractor=0.0)
    return Frame(
        tokens=tokens,
        step=tokens // 2000,
        minutes=tokens / 1e5,
        loss=6.0 - 4 * share,
        bleu=CorpusScore("BLEU", 40 * share, 2.0, "version:test"),
        pronouns=Proportion(round(200 * share), 200),
        heads=tuple(heads),
    )


def frames() -> tuple[Frame, ...]:
    return tuple(frame(index, tokens) for index, tokens in enumerate(TOKENS))


def film() -> Film:
    """The film without a folder: for figures and tables."""
    return Film("small", Path("nowhere"), small.config(**SHAPE), small.tokenizer(), frames(), n_pairs=500)


def write_film(folder: Path) -> Path:
    """Write the film into `folder`, which is given back."""
    store(folder, Checkpoint(snapshot(0), small.tokenizer()), "# Card\n\n## Measured quality\n\nNone.\n\n## Limits\n")
    (folder / "model.safetensors").unlink()
    for index, tokens in enumerate(TOKENS):
        store_weights(snapshot_path(folder, tokens), snapshot(index))
    (folder / FILM).write_text(to_json(frames(), 500), encoding="utf-8")
    return folder
