"""Gradient attribution of every word of a translation, against Inseq's: `make bench` runs this on one thread.

Both sides hold the same random weights in the shape of the shipped model and attribute log P of each target token to
the embeddings of the source and of the target before it; integrated gradients go 50 steps from the same baseline. They
must come to the same scores. Inseq attributes one target token after the other.
"""

import argparse
import warnings
from functools import cached_property

import inseq
import torch
from tokenizers import Tokenizer as Backend
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.processors import TemplateProcessing
from transformers import MarianMTModel, PreTrainedTokenizerFast

from bench.marian import END, PAD, marian_pair
from bench.speed import ROW, shipped_shape
from bench.stopwatch import medians
from model.analysis.attribution import Choice, Passage
from model.analysis.attribution.gradients import integrated_gradients, saliency
from model.checkpoint import TOKENIZER, WEIGHTS
from model.memory import keep_freed_memory
from model.tokenizer import Tokenizer
from model.tokens import Tokens
from model.translator import Translator

LENGTH = 16  # tokens on each side: a sentence of a dozen words
STEPS = 50
UNKNOWN = 1
TARGETS = {"saliency": 0.25, "integrated_gradients": 0.6}


class FromUnknown(Passage):
    """Inseq's baseline: <unk> in every place, but </s> where it stands."""

    @cached_property
    def baseline(self) -> torch.Tensor:
        embedding = self.translator.transformer.target_embedding
        ids = torch.tensor([*(self.source.ids if self.source else ()), *self.target.ids])
        baseline = torch.where(ids == END, END, UNKNOWN)
        return embedding.tokens[baseline].detach() * embedding.scale


SPECIALS = {"pad_token": "<pad>", "unk_token": "<unk>", "eos_token": "</s>"}


def words_only(size: int) -> PreTrainedTokenizerFast:
    """A tokenizer for Inseq, in which the id n is written "wn"."""
    names = {f"w{index}": index for index in range(3, size)} | dict(
        zip(SPECIALS.values(), (PAD, UNKNOWN, END), strict=True)
    )
    backend = Backend(WordLevel(names, unk_token="<unk>"))
    backend.pre_tokenizer = WhitespaceSplit()
    backend.post_processor = TemplateProcessing(single="$A </s>", special_tokens=[("</s>", END)])
    return PreTrainedTokenizerFast(tokenizer_object=backend, **SPECIALS)


def written(ids: list[int]) -> str:
    """Ids as that tokenizer reads them."""
    return " ".join(f"w{index}" for index in ids)


def scale_before(marian: MarianMTModel) -> None:
    """Let the embeddings hold their scale of √d_model.

    Inseq hands scaled embeddings to the decoder, and since transformers 5 Marian's decoder scales those once more.
    """
    for stack in (marian.model.encoder, marian.model.decoder):
        stack.embed_tokens = torch.nn.Embedding.from_pretrained(stack.embed_tokens.weight * stack.embed_scale)
        stack.embed_scale = 1.0


def tokens(ids: list[int]) -> Tokens:
    """Ids as words of their own."""
    words = tuple(map(str, ids))
    spans = tuple((2 * place, 2 * place + 1) for place in range(len(ids)))
    return Tokens("· " * len(ids), tuple(ids), words, spans, tuple(range(len(ids))), words)


class Sides:
    """What is timed."""

    def __init__(self) -> None:
        theirs, ours = marian_pair(shipped_shape(), embedding_noise=0.07)
        theirs.config.name_or_path = "bench"
        scale_before(theirs)
        tokenizer = words_only(ours.config.vocabulary_size)
        self.inseq = {method: inseq.load_model(theirs, method, tokenizer=tokenizer, device="cpu") for method in TARGETS}
        generator = torch.Generator().manual_seed(0)
        drawn = torch.randint(3, ours.config.vocabulary_size, (2, LENGTH - 1), generator=generator)
        self.source, self.target = drawn.tolist()
        translator = Translator("bench", Tokenizer.load(WEIGHTS / "en-fr" / TOKENIZER), ours)
        self._ours = translator
        self.choices = [Choice(row, token) for row, token in enumerate([*self.target, END])]

    def passage(self) -> Passage:
        """Anew for each round: it keeps what it has computed."""
        return FromUnknown(self._ours, tokens([*self.source, END]), tokens([END, *self.target]))

    def ours(self, method: str) -> torch.Tensor:
        if method == "saliency":
            return saliency(self.passage(), self.choices)
        return integrated_gradients(self.passage(), self.choices, steps=STEPS).scores

    def theirs(self, method: str) -> inseq.FeatureAttributionOutput:
        steps = {} if method == "saliency" else {"n_steps": STEPS}
        return self.inseq[method].attribute(
            written(self.source),
            written(self.target),
            attribute_target=True,
            attributed_fn="probability",
            logprob=True,
            show_progress=False,
            **steps,
        )

    def agree(self, method: str) -> None:
        """Raises AssertionError where the sides do not compute the same credit for the source."""
        attributed = self.theirs(method)[0].source_attributions  # [source, target, feature]
        theirs = attributed.norm(dim=-1) if method == "saliency" else attributed.sum(-1)
        ours = self.ours(method)[:, :LENGTH].T
        torch.testing.assert_close(ours, theirs.float(), atol=2e-3, rtol=1e-2)


def main() -> int:
    warnings.filterwarnings("ignore")
    keep_freed_memory()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    sides, missed = Sides(), 0
    print("\n" + ROW.format("ours ÷ Inseq, medians, ms of CPU time", "tokens", "ours", "theirs", "ratio", "target", ""))
    for method, target in TARGETS.items():
        sides.agree(method)
        run = {"ours": lambda: sides.ours(method), "theirs": lambda: sides.theirs(method)}  # noqa: B023
        seconds = medians(run, rounds=rounds, warm_up=1)
        ours, theirs = seconds["ours"], seconds["theirs"]
        verdict = "ok" if ours <= target * theirs else "MISSED"
        missed += ours > target * theirs
        numbers = (f"{ours * 1e3:.1f}", f"{theirs * 1e3:.1f}", f"{ours / theirs:.2f}", f"{target:.2f}")
        name = f"{method.replace('_', ' ')} of all {LENGTH} target tokens ÷ Inseq"
        print(ROW.format(name, LENGTH, *numbers, verdict), flush=True)
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
