"""Cut edges of attention.

An attention *edge* leads from a query position to a key position. To cut it is to mask it: before the softmax, so that
the weights of what the query may still see sum to 1 again. (Setting the weight to 0 after the softmax would also shrink
what the head writes, and measure two things at once.)
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool
from torch import Tensor

from model.interventions.place import InterventionError, QueryWindow, indices, place_of
from model.tap import Tap
from model.trace import AttentionKind, asking_stack


@dataclass(frozen=True)
class Edges:
    """All edges from `queries` (None: from all tokens) to each of `keys`, in these layers and heads (None: in all).

    A token that no other may look at is as good as removed. Positions count the tokens of the whole sentence from 0,
    also where a decoding step sees only the newest one.
    """

    queries: Collection[int] | None
    keys: Collection[int]
    layers: Collection[int] | None = None
    heads: Collection[int] | None = None

    def reach(self, layer: int) -> bool:
        """Whether any of these edges lie in the layer."""
        asked = self.queries is None or bool(self.queries)
        return asked and bool(self.keys) and (self.layers is None or layer in self.layers)


def cut_edges(
    kind: AttentionKind,
    queries: Collection[int] | None,
    keys: Collection[int],
    *,
    layers: Collection[int] | None = None,
    heads: Collection[int] | None = None,
) -> Tap:
    """The tap that hides the tokens `keys` from the tokens `queries` (None: from all), in every row of the batch."""
    return cut(kind, [Edges(queries, keys, layers, heads)])


def cut(kind: AttentionKind, rows: Sequence[Edges]) -> Tap:
    """The tap that cuts edges of one kind of attention: one entry for each row of the batch, or one for all rows.

    Raises InterventionError during the pass: `wrong_rows` where the entries do not match the batch, `no_such_position`
    where a position or head does not exist, `nothing_to_see` where a query would have no key left.
    Decoder positions that a decoding step has not reached yet are left alone.
    """
    return _Cut(kind, tuple(rows))


class _Cut:
    """Remembers the shape of the scores and where the decoder stands, for the mask site that comes next in the pass."""

    def __init__(self, kind: AttentionKind, rows: tuple[Edges, ...]) -> None:
        self._kind: AttentionKind = kind
        self._rows = rows
        self._shape = torch.Size()
        self._window = QueryWindow()

    def __call__(self, site: str, tensor: Tensor) -> Tensor:
        self._window(site, tensor)
        place, name = place_of(site)
        if place is None or place.kind != self._kind:
            return tensor
        if name == "scores":
            self._shape = tensor.shape
        elif name == "mask" and any(edges.reach(place.layer) for edges in self._rows):
            return self._hide(tensor, place.layer)
        return tensor

    def _hide(
        self, mask: Bool[Tensor, "#batch #head #query #key"], layer: int
    ) -> Bool[Tensor, "batch #head query key"]:
        batch, n_heads, n_queries, n_keys = self._shape
        if len(self._rows) not in (1, batch):
            raise InterventionError(
                "wrong_rows", f"{len(self._rows)} rows of edges do not fit a batch of {batch}.", rows=len(self._rows)
            )
        one_mask_for_all = mask.shape[1] == 1 and all(edges.heads is None for edges in self._rows)
        hidden = torch.zeros(batch, 1 if one_mask_for_all else n_heads, n_queries, n_keys, dtype=torch.bool)
        for row, edges in enumerate(self._rows):
            if edges.reach(layer):
                heads = indices(range(hidden.shape[1]) if edges.heads is None else edges.heads, n_heads)
                queries = self._queries(edges.queries, n_queries)
                keys = indices(edges.keys, n_keys, grows=self._kind == "decoder")
                chosen, asking, hid = (torch.tensor(found, dtype=torch.long) for found in (heads, queries, keys))
                sentence = hidden if len(self._rows) == 1 else hidden[row : row + 1]
                sentence[:, chosen[:, None, None], asking[:, None], hid] = True
        allowed = mask & ~hidden.to(mask.device)
        if not bool(allowed.any(-1).all()):  # a softmax over nothing would be NaN
            raise InterventionError("nothing_to_see", "Each token must keep something to look at.")
        return allowed

    def _queries(self, asking: Collection[int] | None, n_queries: int) -> list[int]:
        if asking is None:
            return list(range(n_queries))
        return list(self._window.rows(asking, n_queries, asking_stack(self._kind)).values())
