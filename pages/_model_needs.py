"""What pages need of a model, and what is known of models that answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from model.tokens import Language

Need = Literal["attention", "text", "writes", "to_french", "grammar", "ours", "images"]

NEEDS: Mapping[str, Need] = {
    "attention": "text",
    "map": "attention",
    "bertviz": "text",
    "decoding": "writes",
    "coreference": "to_french",
    "laboratory": "writes",
    "scorecard": "to_french",
    "roles": "grammar",
    "compare": "writes",
    "methods": "writes",
    "layer_norm": "text",
    "positions": "ours",
    "image": "images",
}
"""What a page needs of a model: only that it attends, that it reads text, that it writes, that it translates English to
French, that the grammar has sentences for it, that its positions are ours, or that it reads images."""


@dataclass(frozen=True)
class Known:
    """The languages of a model, and its sentence box: its key in the address and what stands in it at first.

    Models with the same key share what is typed. `source` is None for a language model; `writes` is False for a model
    that is only an encoder. `peculiarities` are where it differs from the Transformer of 2017.
    """

    source: Language | None
    target: Language
    key: str
    sentence: str
    writes: bool = True
    is_shipped: bool = True
    peculiarities: tuple[str, ...] = ()
    reads_images: bool = False

    def meets(self, need: Need) -> bool:
        """Whether a page with that need can show it."""
        if need == "attention":
            return True
        if self.reads_images or need == "images":
            return self.reads_images and need == "images"
        match need:
            case "text":
                return True
            case "writes":
                return self.writes
            case "to_french":
                return self.writes and (self.source, self.target) == ("en", "fr")
            case "grammar":
                return (self.source, self.target) in _OF_THE_GRAMMAR
            case "ours":
                return self.is_shipped

    def lacks(self, need: Need) -> Need | None:
        """What it lacks for a page with that need: a model of images lacks text before all else. None: nothing."""
        if self.meets(need):
            return None
        return "text" if self.reads_images else need

    def lacking(self) -> Mapping[Need, Sequence[str]]:
        """The pages that cannot show it, by what it lacks for them."""
        lacking: dict[Need, list[str]] = {}
        for page, need in NEEDS.items():
            if lacks := self.lacks(need):
                lacking.setdefault(lacks, []).append(page)
        return lacking


_OF_THE_GRAMMAR = {("en", "fr"), ("zh", "en"), (None, "en"), ("en", "en")}
