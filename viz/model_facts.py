"""A model that is brought, in words and numbers."""

import pandas as pd

from model.adapters.registry import Capability
from model.hub.description import Description, Dtype
from model.hub.shelf import Brought
from viz.text import Text


def size_in_words(n_bytes: int) -> str:
    """A number of bytes to read, in decimal units."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if n_bytes >= scale:
            return f"{n_bytes / scale:.2f} {unit}"
    return f"{n_bytes / 1e3:.1f} kB"


_SAY_FIRST: tuple[Capability, ...] = ("images", "many_languages", "translates", "writes", "text")


def abilities_in_words(description: Description, text: Text) -> str:
    """What a model can do: the one thing that says most."""
    return text(f"model.can_{next(one for one in _SAY_FIRST if one in description.can)}")


def shape_in_words(description: Description) -> str:
    """Layers (of the encoder and of the decoder) and heads; what the config leaves open is a question mark."""
    layers = " + ".join(map(str, description.layers)) or "?"
    return f"{f'({layers})' if len(description.layers) > 1 else layers} × {description.heads or '?'}"


def facts_table(description: Description, dtype: Dtype, free: int | None, text: Text) -> pd.DataFrame:
    """What is known of a model before it is loaded, one fact a row. `free` is memory in bytes."""
    weights = description.weights
    facts = {
        text("model.fact_family"): description.family,
        text("model.fact_can"): abilities_in_words(description, text),
        text("model.fact_shape"): shape_in_words(description),
        text("model.fact_parameters"): f"{weights.parameters:,}",
        text("model.fact_files"): f"{size_in_words(weights.file_bytes)} ({', '.join(weights.dtypes)})",
        text("model.fact_memory"): f"{size_in_words(description.memory(dtype))} ({dtype})",
        text("model.fact_free"): text("model.unknown") if free is None else size_in_words(free),
        text("model.fact_place"): text("model.place_here" if description.at_hand else "model.place_hub"),
    }
    return pd.DataFrame({text("model.column_fact"): facts.keys(), text("model.column_value"): facts.values()})


def brought_in_words(brought: Brought) -> str:
    """A model in memory, on one line."""
    size = size_in_words(brought.size)
    description = brought.description
    return f"{description.family} · {shape_in_words(description)} · {brought.dtype} · {brought.device} · {size}"
