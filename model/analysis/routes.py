"""Where a model resolves the pronoun: edges cut in all heads at once, by who asks, who answers, and in which layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any, Literal

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.clean_run import DECODER, CleanRun
from model.analysis.effect_size import Effect
from model.analysis.progress import Progress, ignore
from model.evaluation.probes import Probe, batches
from model.evaluation.proportion import Proportion
from model.interventions import Edges, cut
from model.trace import AttentionKind
from model.translator import Translator

Role = Literal["pronoun", "antecedent", "distractor", "following", "deciding"]
"""`following`: the words after the pronoun, mostly what is said of it. `deciding`: the decoder row that predicts it."""

ROLES: tuple[Role, ...] = ("pronoun", "antecedent", "distractor", "following")


@dataclass(frozen=True)
class Route:
    """All edges from one role to another, in these layers (from 0)."""

    kind: AttentionKind
    query: Role
    key: Role
    layers: tuple[int, ...]

    def __str__(self) -> str:
        """For people, who count layers from 1."""
        layers = f"L{self.layers[0] + 1}" if len(self.layers) == 1 else f"L{self.layers[0] + 1}–L{self.layers[-1] + 1}"
        return f"{self.kind} {layers}: {self.query} → {self.key}"

    def edges(self, probe: Probe) -> Edges:
        """These edges in one sentence."""
        queries = (probe.row,) if self.query == "deciding" else getattr(probe, self.query)
        return Edges(queries, getattr(probe, self.key), self.layers)


@dataclass(frozen=True)
class RouteMap:
    """The log-odds of the right pronoun in each sentence, in nats: with nothing cut, and after each cut."""

    clean: Float[Tensor, " sentence"]
    after: Mapping[Route, Float[Tensor, " sentence"]]

    @property
    def right(self) -> Proportion:
        """How often the right pronoun is the more probable one, with nothing cut."""
        return Proportion(int((self.clean > 0).sum()), len(self.clean))

    @cached_property
    def effects(self) -> Mapping[Route, Effect]:
        return {route: Effect.between(self.clean, after) for route, after in self.after.items()}

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON. Layers count from 0."""
        routes = [
            {**vars(route), "layers": list(route.layers), **effect.as_dict()} for route, effect in self.effects.items()
        ]
        return {"right_with_nothing_cut": self.right.as_dict(), "routes": routes}

    def to_text(self, most: int = 15) -> str:
        """A table for a terminal: the cuts that cost most."""
        costliest = sorted(self.effects, key=lambda route: self.effects[route].change)[:most]
        lines = [f"{route!s:<48}{self.effects[route]}" for route in costliest]
        return "\n".join([f"right pronoun with nothing cut: {self.right}", "", *lines])

    @classmethod
    def joined(cls, parts: "Sequence[RouteMap]") -> "RouteMap":
        """One map of the sentences of all parts, which must be of the same model."""
        after = {route: torch.cat([part.after[route] for part in parts]) for route in parts[0].after}
        return cls(torch.cat([part.clean for part in parts]), after)


def routes_of(translator: Translator) -> tuple[Route, ...]:
    """Every pair of roles in the encoder, and from the deciding row in cross attention; see `layer_ranges`."""
    config = translator.config
    encoder = [
        Route("encoder", query, key, layers)
        for query, key in permutations(ROLES, 2)
        for layers in layer_ranges(config.n_encoder_layers)
    ]
    cross = [
        Route("cross", "deciding", key, layers) for key in ROLES for layers in layer_ranges(config.n_decoder_layers)
    ]
    return (*encoder, *cross)


def layer_ranges(n_layers: int) -> tuple[tuple[int, ...], ...]:
    """All layers; the lower and the upper half, of four layers or more; each layer of several."""
    every = tuple(range(n_layers))
    middle = (n_layers + 1) // 2
    halves = (every[:middle], every[middle:]) if n_layers >= 4 else ()
    singles = tuple((layer,) for layer in every) if n_layers > 1 else ()
    return (every, *halves, *singles)


def make_routes(translator: Translator, probes: Sequence[Probe], on_progress: Progress = ignore) -> RouteMap:
    """Measure all of `routes_of`. Calls `on_progress` with the share that is done; what it raises ends the work."""
    routes = routes_of(translator)
    clean: list[Tensor] = []
    after: dict[Route, list[Tensor]] = {route: [] for route in routes}
    done = 0
    for batch in batches(probes):
        with torch.inference_mode():
            run = CleanRun(translator, batch)
            clean.append(run.margins(first=DECODER)[0])
            for route in routes:
                tap = cut(route.kind, [route.edges(one) for one in batch])
                first = route.layers[0] if route.kind == "encoder" else DECODER
                after[route].append(run.margins(tap, first=first)[0])
                done += len(batch)
                on_progress(done / (len(probes) * len(routes)))
    return RouteMap(torch.cat(clean), {route: torch.cat(margins) for route, margins in after.items()})
