"""Figures by one call each, for a notebook or a script: `viz.heads(trace)`.

What a page is in the app, this is in a notebook: it asks the model for what a figure needs. Every figure takes `lang`
("en" or "zh") and `mode` ("light" or "dark"), and stands on its own background.
"""

from viz.notebook.findings import draw, table
from viz.notebook.traces import head, heads, ribbons, stream

__all__ = ["draw", "head", "heads", "ribbons", "stream", "table"]
