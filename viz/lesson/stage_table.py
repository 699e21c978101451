"""The first numbers of one word's vector, stage by stage."""

import math

import pandas as pd

from model.lessons.transformer import Flow
from viz.labels import layer_name, number_text
from viz.text import Text, markdown_escape


def stage_table(flow: Flow, shown: int, text: Text) -> pd.DataFrame:
    """Embedding, position, their sum, and what leaves each layer: the first `shown` numbers, and the length ‖·‖."""
    vectors: dict[str, list[float]] = {
        text("lesson_transformer.row_embedding"): flow.embedding.tolist(),
        text("lesson_transformer.row_position"): flow.position.tolist(),
        text("lesson_transformer.row_sum"): flow.sum.vector.tolist(),
    }
    vectors |= {
        text("lesson_transformer.row_layer", name=layer_name(number)): layer.vector.tolist()
        for number, layer in enumerate(flow.layers)
    }
    rows = [
        {text("lesson_transformer.stage"): markdown_escape(name)}
        | {str(place): number_text(number, ".2f") for place, number in enumerate(numbers[:shown], 1)}
        | {text("lesson_transformer.vector_length"): f"{math.hypot(*numbers):.1f}"}
        for name, numbers in vectors.items()
    ]
    return pd.DataFrame(rows)
