"""What figures share, whichever they are."""

import json

import numpy as np
import plotly.graph_objects as go
import plotly.io

from viz.figure import Finished


def test_a_finished_figure_is_what_it_was_made_of_and_is_made_ready_once() -> None:
    figure = go.Figure(go.Heatmap(z=np.arange(12, dtype=np.uint8).reshape(3, 4)), {"title": {"text": "Weights"}})
    finished = Finished(figure)
    assert finished == figure
    sent, expected = (json.loads(plotly.io.to_json(one.to_dict(), validate=False)) for one in (finished, figure))
    assert sent == expected
    assert finished.to_dict() is finished.to_dict()
