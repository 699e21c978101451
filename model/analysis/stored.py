"""What the scorecard page shows first, measured beforehand and kept beside the weights."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from model.analysis.head_sets import HeadSets, Trial, find_head_sets
from model.analysis.progress import Progress, ignore, within
from model.analysis.routes import Route, RouteMap, make_routes
from model.analysis.scorecard import TENSORS, Scorecard, make_scorecard
from model.checkpoint import locate, write_atomically
from model.errors import CheckpointError
from model.evaluation.measured import weights_digest
from model.evaluation.probes import Probe, make_probes
from model.evaluation.proportion import Proportion
from model.interventions import Place
from model.interventions.place import Head
from model.translator import Translator

MEASURED = "scorecard.safetensors"
COUNT = 100
"""Sentences of the grammar that are measured."""


@dataclass(frozen=True)
class Measured:
    """The first page of the scorecard: single heads, routes and sets of heads."""

    scorecard: Scorecard
    routes: RouteMap
    sets: HeadSets


def measure(translator: Translator, count: int = COUNT, on_progress: Progress = ignore) -> Measured:
    """Measure it all on `count` sentences: with a hundred, a minute or two."""
    probes = make_probes(translator, count=count)
    return Measured(
        make_scorecard(translator, probes, within(on_progress, 0, 1, 3)),
        make_routes(translator, probes, within(on_progress, 1, 1, 3)),
        find_head_sets(translator, probes, on_progress=within(on_progress, 2, 1, 3)),
    )


def store_measured(folder: Path, measured: Measured) -> None:
    """Write it beside the weights that were measured."""
    card, routes = measured.scorecard, measured.routes
    tensors = {name: getattr(card, name) for name in TENSORS}
    tensors |= {"routes_clean": routes.clean, "routes": torch.stack(list(routes.after.values()))}
    about = {
        "weights": weights_digest(folder),
        "model": card.model,
        "heads": [_plain_head(head) for head in card.heads],
        "probes": [asdict(probe) for probe in card.probes],
        "routes": [asdict(route) for route in routes.after],
        "sets": asdict(measured.sets)
        | {name: [_plain_head(head) for head in getattr(measured.sets, name)] for name in ("sufficient", "necessary")},
    }
    content = save({name: tensor.half().contiguous() for name, tensor in tensors.items()}, {"about": json.dumps(about)})
    write_atomically(folder / MEASURED, content)


def load_measured(model: str) -> Measured | None:
    """What was measured of a model, by name or folder; None where nothing was, or it was of other weights.

    Raises CheckpointError where the file cannot be read.
    """
    folder = locate(model)
    path = folder / MEASURED
    if not path.is_file():
        return None
    try:
        opened: Any = safe_open(path, framework="pt")
        with opened as file:
            about: dict[str, Any] = json.loads(file.metadata()["about"])
            tensors: dict[str, Tensor] = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118 - no dict
        if about["weights"] != weights_digest(folder):
            return None
        probes = tuple(Probe(**{name: _tupled(value) for name, value in one.items()}) for one in about["probes"])
        heads = tuple(map(_head, about["heads"]))
        card = Scorecard(about["model"], heads, probes, **{name: tensors[name] for name in TENSORS})
        routes = [Route(**{name: _tupled(value) for name, value in one.items()}) for one in about["routes"]]
        after = dict(zip(routes, tensors["routes"], strict=True))
        return Measured(card, RouteMap(tensors["routes_clean"], after), _sets(about["sets"]))
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError("mismatch", f"{path} is damaged: {error}", name=str(path)) from error


def _plain_head(head: Head) -> list[Any]:
    return [head.place.kind, head.place.layer, head.number]


def _head(plain: list[Any]) -> Head:
    kind, layer, index = plain
    return Head(Place(kind, layer), index)


def _sets(plain: dict[str, Any]) -> HeadSets:
    heads: dict[str, Any] = {name: tuple(map(_head, plain[name])) for name in ("sufficient", "necessary")}
    trials: dict[str, Any] = {
        name: Trial(Proportion(**plain[name]["right"]), tuple(Proportion(**share) for share in plain[name]["random"]))
        for name in ("alone", "without", "off")
    }
    shares: dict[str, Any] = {
        "right": Proportion(**plain["right"]),
        "falling": tuple(Proportion(**share) for share in plain["falling"]),
    }
    return HeadSets(**{**plain, **heads, **trials, **shares})


def _tupled(value: Any) -> Any:
    return tuple(cast(list[Any], value)) if isinstance(value, list) else value
