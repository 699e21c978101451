"""Two passes side by side, as data for JSON and as lines for people."""

from dataclasses import dataclass
from typing import Any, cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.attention_difference import AttentionDifference, over_rows
from model.analysis.comparison import Comparison
from model.analysis.output_difference import OutputDifference
from model.analysis.plain import plain, shown, text_table
from model.analysis.stream_difference import StreamDifference
from model.interventions.place import Head, Place
from model.trace import AttentionKind

_MOST = 10  # heads


@dataclass(frozen=True)
class Partner:
    """A head of the first pass, the head of the second that is held against it, and how far their rows lie apart.

    In one model that is the same head; in two the nearest one. `moved` is total variation, 0 to 1, on average over the
    words that both sides have; see `AttentionDifference`.
    """

    head: Head
    other: Head
    moved: float

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; layers and heads count from 0."""
        sides = {"": self.head, "other_": self.other}
        where = {f"{side}{name}": value for side, head in sides.items() for name, value in _numbers(head).items()}
        return {"kind": self.head.place.kind, **where, "moved": plain(torch.tensor(self.moved))}


@dataclass(frozen=True)
class ComparisonReport:
    """A comparison, and the interventions of its second pass as text."""

    comparison: Comparison
    intervene: str = ""

    @property
    def partners(self) -> list[Partner]:
        """Every head of the first pass with its partner."""
        attention = self.comparison.attention.values()
        return [partner for one in attention for partner in _partners(one, same_model=self.comparison.same_model)]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; see the classes in `comparison.py` for units."""
        sides = (self.comparison.first, self.comparison.second)
        return {
            "sides": [
                {
                    "model": side.translator.name,
                    "sentence": side.typed.text,
                    "intervene": intervene,
                    "translation": side.text,
                    "complete": side.complete,
                }
                for side, intervene in zip(sides, ("", self.intervene), strict=True)
            ],
            "same_model": self.comparison.same_model,
            "output": _output(self.comparison.output),
            "heads": [partner.as_dict() for partner in self.partners],
            "stream": {stack: _stream(stream) for stack, stream in self.comparison.stream.items()},
        }

    def to_text(self) -> str:
        """What both wrote, then tables for a terminal: words, heads, streams."""
        first, second = self.comparison.first, self.comparison.second
        said = [first.text, f"{second.text}  ({self.intervene})" if self.intervene else second.text]
        tables = [self._words(), self._heads()]
        tables += [_stream_table(stack, stream) for stack, stream in self.comparison.stream.items()]
        return "\n\n".join(["\n".join(said), *tables])

    def _words(self) -> str:
        output = self.comparison.output
        rows = [["word written", "moved 0-1", "KL nats", "expected next"]]
        for place, label in enumerate(output.words.labels):
            distances = (shown(float(one[place]), ".3f") for one in (output.total_variation, output.kullback_leibler))
            pieces = (
                f"{piece.label} {' / '.join(shown(one, '.1%') for one in piece.probabilities)}"
                for piece in output.next_pieces(place, 1)
            )
            rows.append([label, *distances, ", ".join(pieces)])
        return text_table(rows)

    def _heads(self) -> str:
        partners = [partner for partner in self.partners if partner.moved == partner.moved]
        if self.comparison.same_model:
            farthest = sorted(partners, key=lambda one: -one.moved)[:_MOST]
            rows = [["heads that moved most", "0-1"], *([str(one.head), f"{one.moved:.3f}"] for one in farthest)]
        else:
            nearest = sorted(partners, key=lambda one: one.moved)[:_MOST]
            rows = [["heads most alike", "second", "apart 0-1"]]
            rows += [[str(one.head), str(one.other), f"{one.moved:.3f}"] for one in nearest]
        return text_table(rows)


def _numbers(head: Head) -> dict[str, int]:
    return {"layer": head.place.layer, "head": head.number}


def _partners(difference: AttentionDifference, *, same_model: bool) -> list[Partner]:
    kind = cast(AttentionKind, difference.kind)  # a comparison takes each kind alone
    if same_model:
        moved = over_rows(difference.head_by_head)
        return [Partner(_head(kind, cell), _head(kind, cell), float(moved[cell])) for cell in difference.views[0].cells]
    found: list[Partner] = []
    for cell in difference.views[0].cells:
        nearest = difference.nearest(0, cell)
        found.append(
            Partner(_head(kind, cell), _head(kind, nearest), float(over_rows(difference.from_head(0, cell))[nearest]))
        )
    return found


def _head(kind: AttentionKind, cell: tuple[int, int]) -> Head:
    layer, head = cell
    return Head(Place(kind, layer), head)


def _output(output: OutputDifference) -> list[dict[str, Any]]:
    return [
        {
            "words": [output.words.word(place, side) for side in (0, 1)],
            "change": output.words.change(place),
            "total_variation": plain(output.total_variation[place]),
            "kullback_leibler": plain(output.kullback_leibler[place]),
            "next": [
                {"piece": piece.label, "probabilities": list(piece.probabilities)}
                for piece in output.next_pieces(place)
            ],
        }
        for place in range(len(output.words))
    ]


def _stream(stream: StreamDifference) -> dict[str, Any]:
    words = {"words": list(stream.words.labels)}
    return words | {"cosine": plain(stream.cosine), "length": plain(stream.length)}


def _stream_table(stack: str, stream: StreamDifference) -> str:
    depths = ["in", *(f"L{layer + 1}" for layer in range(len(stream.cosine) - 1))]
    values: Float[Tensor, "word depth"] = stream.cosine.T
    rows = [
        [label, *(shown(value, ".2f") for value in plain(row))]
        for label, row in zip(stream.words.labels, values, strict=True)
    ]
    return text_table([[f"{stack} stream, 1 - cos after", *depths], *rows])
