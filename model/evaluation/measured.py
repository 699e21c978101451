"""What was measured of a model, as it lies beside its weights, and how it resolves "it" according to that."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from model.checkpoint import TENSORS, file_digest, locate, write_atomically
from model.errors import CheckpointError
from model.evaluation.proportion import Proportion
from model.evaluation.report import Evaluation

EVALUATION = "evaluation.json"
Found = TypeVar("Found")


@dataclass(frozen=True)
class PronounRoute:
    """Where a model works out the pronoun.

    `right` is the share of right pronouns by what was cut ("none": nothing; see `model/evaluation/edges.py`);
    `head` the encoder head that most often prefers the antecedent to the other noun, and `wins` how often it does.
    """

    right: Mapping[str, Proportion]
    head: str
    wins: Proportion

    @property
    def is_better_than_chance(self) -> bool:
        """Whether the model resolves the pronoun at all: else there is nothing that a cut could take away."""
        return self.right["none"].is_better_than_chance

    @property
    def costliest(self) -> str:
        """The cut that costs most."""
        return min(self.right, key=lambda cut: self.right[cut].value)


def weights_digest(folder: Path) -> str:
    """SHA-256 of the weights: what was measured says of which."""
    return file_digest(folder / TENSORS)


def store_evaluation(folder: Path, evaluation: Evaluation) -> None:
    """Write the results as JSON beside the weights."""
    content = {"weights": weights_digest(folder), **evaluation.as_dict()}
    write_atomically(folder / EVALUATION, json.dumps(content, indent=1, ensure_ascii=False).encode())


def measured_route(model: str) -> PronounRoute | None:
    """The route of a model, by name or folder; None where it has not been measured, or writes no *il* and *elle*.

    Raises CheckpointError where the file cannot be read.
    """
    return _measured_pronouns(model, _route)


def measured_quality(model: str) -> Mapping[str, Proportion] | None:
    """How many pronouns of free translations are right: of the grammar's test sentences ("grammar"), of hand-written
    ones ("hand_written"), of pairs of these that differ in a word, both ("pairs"); and how many such pairs got one
    pronoun, as if the word had not been heard ("unmoved").

    None and errors as in `measured_route`.
    """
    return _measured_pronouns(model, _quality)


def _measured_pronouns(model: str, read: Callable[[Mapping[str, Any]], Found]) -> Found | None:
    path = locate(model) / EVALUATION
    if not path.is_file():
        return None
    try:
        pronouns = json.loads(path.read_text(encoding="utf-8"))["pronouns"]
        return None if pronouns is None else read(pronouns)
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise CheckpointError("mismatch", f"{path} is damaged: {error}", name=str(path)) from error


def _route(pronouns: Mapping[str, Any]) -> PronounRoute:
    right = {cut: _proportion(share) for cut, share in pronouns["causal"].items()}
    head = next(head for head in pronouns["heads"] if head["kind"] == "encoder")
    return PronounRoute(right, head["name"], _proportion(head["wins"]))


def _quality(pronouns: Mapping[str, Any]) -> Mapping[str, Proportion]:
    by_hand = pronouns["hand_written"]
    shares = {"grammar": pronouns["accuracy"]["test"], "hand_written": by_hand["sentences"]}
    pairs = {name: by_hand[name] for name in ("pairs", "unmoved")}
    return {name: _proportion(share) for name, share in {**shares, **pairs}.items()}


def _proportion(share: Any) -> Proportion:
    return Proportion(share["hits"], share["total"])
