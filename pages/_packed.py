"""What the browser gets of a model's numbers, packed once for all sessions."""

import pandas as pd

from model.attention_measures import head_changes, head_measures
from model.attention_view import AttentionView, Cell
from model.trace import AttentionKind
from pages import _results as results
from pages._kept import kept, known
from viz.attention_table import strongest_pairs
from viz.bertviz import View, document, embedded
from viz.canvas.messages import Patches, detail, overview
from viz.text import Language, Text
from viz.theme import Mode, theme

_FONTS = "app/static/fonts"  # as the browser finds them from a page of the app


@known(8)
def canvas_overview(
    view: AttentionView, codes: tuple[str, ...], language: Language, patches: Patches | None = None
) -> bytes:
    """All heads of a view for the canvas, packed once for all sessions; see `overview`."""
    measures = head_changes(view) if view.quantity == "difference" else head_measures(view)
    return overview(view, codes, measures, Text(language), patches)


@known(32)
def canvas_detail(view: AttentionView, cell: Cell, shown: bytes) -> bytes:
    """One head of a view for the canvas that shows that overview; see `detail`."""
    return detail(view, cell, shown)


@kept(8)
def bertviz(
    sentence: str, name: str, view: View, kind: AttentionKind, mode: Mode, language: Language, title: str
) -> str:
    """A view of BertViz as a page of ours around it; see `document`. Raises InputError, CheckpointError."""
    drawn = document(results.seen(sentence, name), view, kind, theme(mode), Text(language), font_folder=_FONTS)
    return embedded(drawn, title)


@known(64)
def strongest(
    view: AttentionView, cell: Cell, count: int, queries: tuple[int, ...], keys: tuple[int, ...]
) -> pd.DataFrame:
    """What a head looks at most; see `strongest_pairs`. Never write to it."""
    return strongest_pairs(view, cell, count, queries=queries, keys=keys)
