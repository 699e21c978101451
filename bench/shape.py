"""What the benchmarks share: the shape of the shipped model, and of a printed row."""

from dataclasses import replace

from model.checkpoint import CONFIG, WEIGHTS
from model.config import TransformerConfig

ROW = "{:<58} {:>6} {:>10} {:>10} {:>7} {:>7}  {}"


def shipped_shape() -> TransformerConfig:
    """The shipped model's sizes. Positions are looked up in a table, as Marian does."""
    path = WEIGHTS / "en-fr" / CONFIG
    shipped = TransformerConfig.from_json(path.read_text()) if path.exists() else TransformerConfig(8000)
    return replace(shipped, positions="learned")
