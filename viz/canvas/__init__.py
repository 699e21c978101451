"""The canvas: all heads of a model as one map to move about in; a component of its own, drawn in the browser."""
