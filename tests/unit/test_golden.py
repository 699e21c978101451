import numpy as np
import plotly.graph_objects as go
import pytest

from tests.golden import golden as module
from tests.golden.golden import Golden, described


@pytest.fixture
def figure():
    return go.Figure(go.Heatmap(z=np.array([[1 / 3, np.nan]], dtype=np.float32)), layout={"template": "plotly"})


def test_a_figure_is_described_by_rounded_json_values_without_its_template(figure):
    assert described(figure) == {"data": [{"type": "heatmap", "z": [[0.3333, None]]}], "layout": {}}


def test_a_changed_figure_is_noticed_until_the_golden_file_is_updated(figure, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError):
        Golden(update=False)(figure, "one")
    Golden(update=True)(figure, "one")
    Golden(update=False)(figure, "one")
    figure.data[0].z = np.array([[0.5, 0.5]])
    with pytest.raises(AssertionError):
        Golden(update=False)(figure, "one")
