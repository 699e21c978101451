"""The tap: how the one forward pass is watched and changed.

Every sublayer passes the tensors worth seeing through `tap(site, tensor)` on the line that makes them, and goes on with
what comes back. A tap that returns its argument watches; one that returns another tensor of the same shape intervenes.
A tap lives for one call: modules keep nothing of it, so one model serves every session at once.

Sites are named `<stack>.<layer>.<sublayer>.<tensor>`, for example `encoder.3.self_attention.weights`. The tensors of a
sublayer are `residual_before`, `output` and `residual_after`; `norm.gain`, `norm.bias` and `norm.output`; `norm.mean`
and `norm.rstd` (1 / √(variance + ε)), both only to be watched; an adapted model (`model/adapters/`) has `norm.input`
instead, from which they follow. Attention adds `queries`, `keys`, `values`, `scores`,
`mask`, `weights`, `head_outputs` and, for ALiBi, `bias`; feed-forward adds `activations`. Each stack has
`<stack>.embedding`, `<stack>.positions` and `<stack>.final`; the last site is `logits`. The first of a decoder is
`decoder.first_position`, only to be watched: how many tokens stand before those of this pass, in a cache. A
decoder-only model has the sites of a decoder without `cross_attention`.
"""

from collections.abc import Callable

from torch import Tensor

Tap = Callable[[str, Tensor], Tensor]


def UNTAPPED(site: str, tensor: Tensor) -> Tensor:
    """The tap that neither watches nor changes. Attention recognises it and may then use a fused kernel."""
    return tensor


class Recorder:
    """A tap that keeps what it sees, by site, without copying: `recorder.tensors["encoder.0.self_attention.weights"]`.

    `scores=False` leaves out the largest tensors that can be had again from others: a trace derives the scores from
    queries and keys. (That does not hold where another tap replaces them.)
    """

    def __init__(self, *, scores: bool = True) -> None:
        self.tensors: dict[str, Tensor] = {}
        self._scores = scores

    def __call__(self, site: str, tensor: Tensor) -> Tensor:
        if self._scores or not site.endswith(".scores"):
            self.tensors[site] = tensor
        return tensor


def compose(*taps: Tap) -> Tap:
    """The tap that applies `taps` from left to right: a Recorder at the end sees the effect of those before it.

    UNTAPPED among them costs nothing, and nothing but UNTAPPED stays UNTAPPED.
    """
    active = [tap for tap in taps if tap is not UNTAPPED]
    if len(active) < 2:
        return active[0] if active else UNTAPPED

    def composed(site: str, tensor: Tensor) -> Tensor:
        for tap in active:
            tensor = tap(site, tensor)
        return tensor

    return composed
