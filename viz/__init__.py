"""Figures: typed data and labels in, plotly figures out. Nothing here runs a model or knows of Streamlit.

In a notebook:

    import model, viz
    trace = model.load("en-fr").trace("The animal didn't cross the street because it was too tired.")
    viz.heads(trace)

`heads`, `head`, `ribbons` and `stream` show a trace, `draw` what an analysis found; `table` has the numbers of either
as pandas. See `viz/notebook/`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from viz.notebook import draw, head, heads, ribbons, stream, table

__all__ = ["draw", "head", "heads", "ribbons", "stream", "table"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from viz import notebook  # late: torch, plotly and pandas take seconds to import

    return getattr(notebook, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
