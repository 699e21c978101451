"""Hooks that show the tap what the modules of a Hugging Face model make, at the sites of our own Transformer.

They are set once, on the modules themselves, and do nothing unless a pass is under way (`passing.py`). A hook may
replace what it sees: so whatever a tap returns goes on through the model, exactly as in `model/layers.py`. The one
place that no hook reaches is the addition of a residual; to replace the sum, what is added is replaced.
"""

from collections.abc import Callable, Iterator
from typing import Any, cast

import torch
from torch import Tensor, nn

from model.adapters.attention import SITE
from model.adapters.modules import ModelModules, StackModules, SublayerModules
from model.adapters.passing import under_way
from model.errors import ModelError
from model.tap import Recorder, Tap
from model.trace import StackName


def install(modules: ModelModules) -> None:
    """Set the hooks of a model's stacks: once, as they would add up."""
    for name, stack in _stacks(modules):
        if stack.added_positions is None:
            _watch(stack.embedding, "embedding")
        else:
            _watch_sum(stack.embedding, stack.added_positions)
        if stack.positions is not None:
            _watch(stack.positions, "positions")
        for number, layer in enumerate(stack.layers):
            sites = [f"{name}.{number}.{sublayer.kind}" for sublayer in layer.sublayers]
            _enter(layer.layer, sites[0])
            for sublayer, site, following in zip(layer.sublayers, sites, [*sites[1:], None], strict=True):
                _Hooks(modules, site, following).install(sublayer)


def require_weights(modules: ModelModules, run: Callable[[Tap], object]) -> None:
    """Raises ModelError "no_attention" if the tap of a pass that `run` makes is not shown the weights of every layer.

    An attention module that calls another function than ours, in some release of transformers or for some setting,
    would otherwise leave a picture empty.
    """
    recorder = Recorder(scores=False)
    with torch.inference_mode():
        run(recorder)
    for name, stack in _stacks(modules):
        for number, layer in enumerate(stack.layers):
            for sublayer in layer.sublayers:
                site = f"{name}.{number}.{sublayer.kind}"
                if sublayer.attention is not None and f"{site}.weights" not in recorder.tensors:
                    raise ModelError("no_attention", f"This model shows no attention weights at {site}.", site=site)


def _stacks(modules: ModelModules) -> Iterator[tuple[StackName, StackModules]]:
    if modules.encoder is not None:
        yield "encoder", modules.encoder
    if modules.decoder is not None:
        yield "decoder", modules.decoder


def _watch(module: nn.Module, name: str) -> None:
    """What a module returns, at the stack's site of that name. Both stacks may share the module."""

    def watch(_: nn.Module, arguments: Any, output: Tensor) -> Tensor | None:
        current = under_way()
        return None if current is None else current.tap(f"{current.stack}.{name}", output)

    module.register_forward_hook(watch)


def _watch_sum(module: nn.Module, positions: Tensor) -> None:
    """A module that returns embeddings with their positions added to them: the tap sees them apart."""

    def watch(_: nn.Module, arguments: Any, output: Tensor) -> Tensor | None:
        current = under_way()
        if current is None:
            return None
        apart, added = output - positions, positions[0]
        embedding = current.tap(f"{current.stack}.embedding", apart)
        placed = current.tap(f"{current.stack}.positions", added)
        return None if embedding is apart and placed is added else embedding + placed

    module.register_forward_hook(watch)


def _enter(layer: nn.Module, site: str) -> None:
    """The stream as it enters a layer."""

    def enter(_: nn.Module, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        current = under_way()
        if current is None:
            return None
        given = named["hidden_states"] if "hidden_states" in named else arguments[0]
        current.stream = stream = current.tap(f"{site}.residual_before", given)
        if "hidden_states" in named:
            return arguments, named | {"hidden_states": stream}
        return (stream, *arguments[1:]), named

    layer.register_forward_pre_hook(enter, with_kwargs=True)


class _Hooks:
    """Those of one sublayer at `site`; `following` is the site of the next one in the same layer."""

    def __init__(self, modules: ModelModules, site: str, following: str | None) -> None:
        self._norm_first, self._gain_offset = modules.norm_first, modules.gain_offset
        self._site, self._following = site, following

    def install(self, sublayer: SublayerModules) -> None:
        sublayer.norm.register_forward_hook(self._normed)
        sublayer.output.register_forward_hook(self._added)
        if sublayer.attention is None:
            sublayer.projection.register_forward_pre_hook(self._activated)
        else:
            setattr(sublayer.attention, SITE, self._site)

    def _activated(self, _: nn.Module, arguments: tuple[Tensor, ...]) -> tuple[Tensor, ...] | None:
        current = under_way()
        if current is None:
            return None
        return (current.tap(f"{self._site}.activations", arguments[0]), *arguments[1:])

    def _added(self, _: nn.Module, arguments: Any, output: Tensor) -> Tensor | None:
        """The sublayer's output, and the sum of the stream and it."""
        current = under_way()
        if current is None:
            return None
        before = cast(Tensor, current.stream)
        shape = output.shape
        output = current.tap(f"{self._site}.output", output.view_as(before))
        total = before + output
        after = current.tap(f"{self._site}.residual_after", total)
        if self._norm_first and self._following:
            after = current.tap(f"{self._following}.residual_before", after)
        if after is not total:
            output = after - before
        current.stream = after
        return output.view(shape)

    def _normed(self, norm: nn.Module, arguments: tuple[Tensor, ...], output: Tensor) -> Tensor | None:
        current = under_way()
        if current is None:
            return None
        site, tap = f"{self._site}.norm", current.tap
        gain = cast(Tensor, norm.weight)
        tap(f"{site}.gain", gain + self._gain_offset if self._gain_offset else gain)
        if (bias := getattr(norm, "bias", None)) is not None:
            tap(f"{site}.bias", bias)
        tap(f"{site}.input", arguments[0])
        output = tap(f"{site}.output", output)
        if not self._norm_first:
            if self._following:
                output = tap(f"{self._following}.residual_before", output)
            current.stream = output
        return output
