"""The first numbers of one word's vector, stage by stage."""

import pandas as pd

from model.lessons.transformer import Flow, Numbers
from viz.labels import layer_name
from viz.text import Text, markdown_escape


def stage_table(flow: Flow, shown: int, text: Text) -> pd.DataFrame:
    """Embedding, position, their sum, and what leaves each layer: the first `shown` numbers, and the length ‖·‖."""
    vectors: dict[str, Numbers] = {
        text("lesson_transformer.row_embedding"): flow.embedding,
        text("lesson_transformer.row_position"): flow.position,
        text("lesson_transformer.row_sum"): flow.sum.vector,
    }
    vectors |= {
        text("lesson_transformer.row_layer", name=layer_name(number)): layer.vector
        for number, layer in enumerate(flow.layers)
    }
    rows = [
        {text("lesson_transformer.stage"): markdown_escape(name)}
        | {str(place): f"{float(number):.2f}".replace("-", "−") for place, number in enumerate(vector[:shown], 1)}
        | {"‖·‖": f"{float(vector.norm()):.1f}"}
        for name, vector in vectors.items()
    ]
    return pd.DataFrame(rows)
