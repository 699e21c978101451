"""The whole Transformer as boxes with the numbers of one decoding step: a component, in the files beside this.

Every box is a link; on a wide screen the encoder stands above the decoder, on a phone all boxes in one column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.lessons.transformer import Flow, Machine
from model.tokens import Tokens
from model.trace import SublayerKind
from viz.labels import layer_name, number_text
from viz.text import Text

SCRIPT, STYLE = ((Path(__file__).parent / f"machine.{ending}").read_text(encoding="utf-8") for ending in ("js", "css"))

BOXES = (
    "source_tokens",
    "source_embedding",
    "source_positions",
    "encoder",
    "target_tokens",
    "target_embedding",
    "target_positions",
    "masked_attention",
    "cross_attention",
    "feed_forward",
    "probabilities",
    "word",
)
"""The boxes in the order in which the sentence flows through them."""
ENCODER_SUBLAYERS: tuple[SublayerKind, ...] = ("self_attention", "feed_forward")
_MOST = 3  # words of the probabilities
_WRITTEN = 6  # of what is written, as much as fits


@dataclass(frozen=True)
class Scene:
    """What the boxes are about: the tokens of both stacks, how the vocabulary is spelled, and what is followed."""

    source: Tokens
    target: Tokens
    """What the decoder reads, shifted right, up to the step that is shown."""
    followed: int
    best: Sequence[tuple[str, float]]
    """The most probable next words with their probabilities; the first one is written."""


def machine_boxes(machine: Machine, scene: Scene, links: Mapping[str, str], text: Text) -> dict[str, Any]:
    """What the component draws: for each box its title, its lines of numbers, what it adds, and where it leads."""
    source, target = scene.source.labels[scene.followed], scene.target.labels[-1]
    encoder, decoder = machine.encoder, machine.decoder
    looked_at = int(machine.looks.argmax())
    shape_in, shape_out = (f"[{flow.n_tokens} × {machine.d_model}]" for flow in (encoder, decoder))
    lines: dict[str, list[str]] = {
        "source_tokens": [
            text("lesson_transformer.n_tokens", n=encoder.n_tokens),
            _numbered(scene.source, scene.followed),
        ],
        "source_embedding": [shape_in, _first(source, float(encoder.embedding[0]))],
        "source_positions": [shape_in, _first(source, encoder.sum.first)],
        "target_tokens": [text("lesson_transformer.n_tokens", n=decoder.n_tokens), _ending(scene.target)],
        "target_embedding": [shape_out, _first(target, float(decoder.embedding[0]))],
        "target_positions": [shape_out, _first(target, decoder.sum.first)],
        "masked_attention": [_last(decoder, "self_attention", target)],
        "cross_attention": [
            _last(decoder, "cross_attention", target),
            text(
                "lesson_transformer.looks", word=scene.source.labels[looked_at], weight=float(machine.looks[looked_at])
            ),
        ],
        "feed_forward": [_last(decoder, "feed_forward", target)],
        "probabilities": [
            f"[{len(machine.probabilities)}]",
            *(f"{word} {chance:.1%}" for word, chance in scene.best[:_MOST]),
        ],
        "word": [scene.best[0][0]],
    }
    shares = {
        "source_positions": encoder.sum.share,
        "target_positions": decoder.sum.share,
        "masked_attention": _share(decoder, "self_attention"),
        "cross_attention": _share(decoder, "cross_attention"),
        "feed_forward": _share(decoder, "feed_forward"),
    }
    return {
        "title": text("lesson_transformer.machine"),
        "legend": text("lesson_transformer.legend", source=source, target=target),
        "boxes": [
            {
                "id": id,
                "title": text(f"lesson_transformer.box_{id}"),
                "lines": lines[id],
                "share": shares.get(id),
                "adds": text("lesson_transformer.adds", share=shares[id]) if id in shares else "",
                "link": links[id],
            }
            for id in BOXES
            if id != "encoder"
        ],
        "layers": {
            "title": text("lesson_transformer.box_encoder", n=len(encoder.layers)),
            "names": list(map(layer_name, range(len(encoder.layers)))),
            "rows": [
                {
                    "title": text(f"lesson_transformer.box_{kind}"),
                    "link": links[f"encoder_{kind}"],
                    "shares": [layer.sublayers[kind].share for layer in encoder.layers],
                }
                for kind in ENCODER_SUBLAYERS
            ],
            "lines": [shape_in, _first(source, float(encoder.layers[-1].vector[0]))],
            "norm": {"title": text("lesson_transformer.box_norm"), "link": links["norm"]},
        },
    }


def _first(label: str, number: float) -> str:
    return f"{label}: {number_text(number, '+.2f')} …"


def _last(flow: Flow, kind: SublayerKind, label: str) -> str:
    return _first(label, flow.layers[-1].sublayers[kind].first)


def _share(flow: Flow, kind: SublayerKind) -> float:
    return flow.layers[-1].sublayers[kind].share


def _numbered(tokens: Tokens, place: int) -> str:
    return f"{tokens.labels[place]} → {tokens.ids[place]}"


def _ending(tokens: Tokens) -> str:
    labels = tokens.labels
    return " ".join(["…", *labels[-_WRITTEN + 1 :]] if len(labels) > _WRITTEN else labels)
