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
    sent = (plotly.io.to_json(one, validate=False) for one in (finished.to_dict(), figure.to_dict()))
    assert json.loads(next(sent)) == json.loads(next(sent))
    assert finished.to_dict() is finished.to_dict()
