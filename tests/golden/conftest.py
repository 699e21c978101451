"""What the golden tests share."""

import plotly.graph_objects as go
import pytest

from tests.golden.golden import Golden


@pytest.fixture
def valid_golden(golden: Golden):
    """Compares with the stored figure after plotly has checked every property."""

    def compare(figure: go.Figure, name: str) -> None:
        go.Figure(figure.to_dict())
        golden(figure, name)

    return compare
