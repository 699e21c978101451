"""The attention of two traces on aligned words: what each head gives less and more, and how far it has moved."""

from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from model.analysis.alignment import Alignment, Side, align
from model.analysis.divergence import jensen_shannon, total_variation
from model.attention_view import AttentionView, Axis, Cell, Kind, attention_view
from model.trace import AttentionKind, Trace


@dataclass(frozen=True, eq=False)
class AttentionDifference:
    """One kind of attention of two traces, between words, as each shows it (`views`) and on aligned words.

    Of `values` the first belong to the first trace, with its layers and heads, the second to the second. They are
    weights from 0 to 1, NaN where that side has no such word. `comparable` is True where both sides have both words and
    one of them at least may look.
    """

    views: tuple[AttentionView, AttentionView]
    queries: Alignment
    keys: Alignment
    values: tuple[Float[Tensor, "layer head query key"], Float[Tensor, "other_layer other_head query key"]]
    comparable: Bool[Tensor, "query key"]

    @property
    def kind(self) -> Kind:
        return self.views[0].kind

    def between(self, first: Cell, second: Cell) -> AttentionView:
        """Second − first, −1 to 1, of one head on each side: the one head of the view that comes back."""
        return self._view((self.values[1][second] - self.values[0][first])[None, None])

    def every_head(self) -> AttentionView:
        """Second − first, −1 to 1, of each head. Only for two traces of one model, as `head_by_head`."""
        return self._view(self.values[1] - self.values[0])

    def _view(self, values: Float[Tensor, "layer head query key"]) -> AttentionView:
        return AttentionView(
            kind=self.kind,
            quantity="difference",
            together="single",
            by_word=True,
            specials="show",
            values=values,
            allowed=self.comparable.expand(values.shape[0], *self.comparable.shape),
            queries=Axis(self.queries.labels, tuple(range(len(self.queries)))),
            keys=Axis(self.keys.labels, tuple(range(len(self.keys)))),
        )

    def extremes(self, first: Cell, second: Cell) -> tuple[float, float]:
        """The largest loss and the largest gain of `between`, −1 to 1."""
        seen = self.between(first, second).values[0, 0][self.comparable]
        return float(seen.min()), float(seen.max())

    @cached_property
    def rows(
        self,
    ) -> tuple[Float[Tensor, "layer head query shared"], Float[Tensor, "other_layer other_head query shared"]]:
        """Each side's rows over the keys of both sides, divided by their sums; NaN where there is nothing to divide."""
        first, second = (values[..., list(self.keys.shared)] for values in self.values)
        return first / first.sum(-1, keepdim=True), second / second.sum(-1, keepdim=True)

    def outside(self, side: Side) -> Float[Tensor, "layer head query"]:
        """What each row gives to words of that side only, 0 to 1: `rows` leave it out."""
        return 1 - self.values[side][..., list(self.keys.shared)].sum(-1)

    @cached_property
    def head_by_head(self) -> Float[Tensor, "layer head query"]:
        """For each head how much of its attention has moved; see `moved`.

        Only for two traces of one model: elsewhere the number of a head means nothing to the other side.
        """
        return total_variation(*self.rows)

    def moved(self, first: Cell, second: Cell) -> Float[Tensor, " query"]:
        """Total variation, 0 to 1, between the `rows` of one head on each side; NaN where a side has no such word."""
        return total_variation(self.rows[0][first], self.rows[1][second])

    def divergence(self, first: Cell, second: Cell) -> Float[Tensor, " query"]:
        """As `moved`, the Jensen–Shannon divergence in nats, 0 to ln 2."""
        return jensen_shannon(self.rows[0][first], self.rows[1][second])

    def from_head(self, side: Side, head: Cell) -> Float[Tensor, "layer head query"]:
        """Total variation, 0 to 1, between a head of one side and each head of the other."""
        return total_variation(self.rows[side][head], self.rows[1 - side])

    def nearest(self, side: Side, head: Cell, query: int | None = None) -> Cell:
        """The head of the other side whose rows are most like those of `head`."""
        return extreme_head(over_rows(self.from_head(side, head), query), largest=False)


def attention_difference(first: Trace, second: Trace, kind: AttentionKind) -> AttentionDifference:
    """Both traces' attention of one kind; raises TraceError where one has none of it."""
    views = attention_view(first, kind), attention_view(second, kind)
    queries = align(views[0].queries.labels, views[1].queries.labels)
    keys = align(views[0].keys.labels, views[1].keys.labels)

    def spread(values: Float[Tensor, "*any word key_word"], side: Side) -> Float[Tensor, "*any query key"]:
        return keys.spread(queries.spread(values, side, values.ndim - 2), side, values.ndim - 1)

    may_look = [spread(views[side].allowed.any(0).float(), side) for side in (0, 1)]
    return AttentionDifference(
        views=views,
        queries=queries,
        keys=keys,
        values=(spread(views[0].values, 0), spread(views[1].values, 1)),
        comparable=(may_look[0] + may_look[1]) > 0,  # NaN, a word that is not there, is not greater
    )


def over_rows(distances: Float[Tensor, "layer head query"], query: int | None = None) -> Float[Tensor, "layer head"]:
    """Those of one query or, for None, the mean over all queries that both sides have."""
    return distances.nanmean(-1) if query is None else distances[..., query]


def extreme_head(values: Float[Tensor, "layer head"], *, largest: bool = True) -> Cell:
    """Where the largest (or smallest) number stands, the first of equal ones; NaN does not count."""
    worst = -torch.inf if largest else torch.inf
    numbers = values.nan_to_num(nan=worst)
    layer, head = divmod(int(numbers.argmax() if largest else numbers.argmin()), values.shape[1])
    return layer, head
