"""The forward pass and decoding against transformers and CTranslate2: `make bench` runs this on one thread.

All sides hold the same random weights in the shape of the shipped model, and must write the same tokens.
"""

import argparse
import tempfile
from pathlib import Path

import ctranslate2
import torch
from ctranslate2.converters.transformers import BartLoader
from transformers import MarianMTModel

from bench.marian import marian_pair
from bench.shape import ROW, shipped_shape
from bench.stopwatch import medians
from model.decoding import Beam, Greedy, Search, decode
from model.memory import keep_freed_memory
from model.tap import Recorder

LENGTHS = (16, 64, 256)
BEAM = 4


def ctranslate2_model(marian: MarianMTModel, folder: Path) -> ctranslate2.Translator:
    """Marian's weights as a CTranslate2 float32 model on one thread."""
    marian.config.normalize_before = marian.config.normalize_embedding = False
    spec = BartLoader().get_model_spec(marian)
    tokens = [str(index) for index in range(marian.config.vocab_size)]
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.config.eos_token = spec.config.decoder_start_token = str(marian.config.eos_token_id)
    spec.config.bos_token = spec.config.unk_token = "1"
    spec.config.add_source_eos = False
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    return ctranslate2.Translator(str(folder), device="cpu", compute_type="float32", inter_threads=1, intra_threads=1)


class Sides:
    """What is timed, for sentences of `length` tokens on both sides."""

    def __init__(self, length: int, folder: Path) -> None:
        self.length = length
        # With 0.3 the attention is far sharper than the shipped model's, and at 256 tokens tracing cost 1.68 of a plain
        # pass; with 0.07 it costs what it does on the shipped weights, about 1.2.
        self.marian, self.ours = marian_pair(shipped_shape(), seed=length, embedding_noise=0.07)
        self.ctranslate2 = ctranslate2_model(self.marian, folder)
        generator = torch.Generator().manual_seed(length)
        self.source = torch.randint(3, self.ours.config.vocabulary_size, (1, length), generator=generator)
        self.source[0, -1] = self.ours.config.end_id
        self.target = self.source.roll(1)

    def untapped(self) -> torch.Tensor:
        with torch.inference_mode():
            return self.ours(self.source, self.target)

    def traced(self) -> Recorder:
        recorder = Recorder(scores=False)  # as `Translator.trace` records; scores are derived when asked
        with torch.inference_mode():
            self.ours(self.source, self.target, tap=recorder)
        return recorder

    def marian_with_all_outputs(self) -> object:
        with torch.inference_mode():
            return self.marian(
                input_ids=self.source,
                decoder_input_ids=self.target,
                output_attentions=True,
                output_hidden_states=True,
                use_cache=False,
            )

    def decoded(self, search: Search) -> list[int]:
        """Our decoding, with the trace of every step."""
        decoding = decode(self.ours, self.source, search, max_new_tokens=self.length)
        assert all(step.tensors for step in decoding.steps)
        return list(decoding.token_ids)

    def greedy_ctranslate2(self) -> list[int]:
        (result,) = self.ctranslate2.translate_batch(
            [[str(index) for index in self.source[0].tolist()]],
            beam_size=1,
            min_decoding_length=self.length,
            max_decoding_length=self.length,
            max_input_length=0,
        )
        return [int(token) for token in result.hypotheses[0]]

    def beam_marian(self) -> list[int]:
        written = self.marian.generate(self.source, num_beams=BEAM, do_sample=False, max_new_tokens=self.length)
        return written[0, 1:].tolist()

    def agree(self) -> None:
        """Raises AssertionError where the sides do not compute the same."""
        logits = self.traced().tensors["logits"]
        torch.testing.assert_close(logits, self.marian_with_all_outputs().logits, atol=1e-3, rtol=1e-4)
        greedy = self.decoded(Greedy())
        assert len(greedy) == self.length, "greedy decoding ended early: another seed is needed"
        assert greedy == self.greedy_ctranslate2()
        assert self.decoded(Beam(BEAM)) == self.beam_marian()


def main() -> int:
    keep_freed_memory()  # as loading a model does
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds at 64 tokens; more at 16, fewer at 256")
    rounds = parser.parse_args().rounds
    print(ROW.format("ours ÷ theirs, medians, ms of CPU time", "tokens", "ours", "theirs", "ratio", "target", ""))
    missed = 0
    for length in LENGTHS:
        with tempfile.TemporaryDirectory() as folder:
            sides = Sides(length, Path(folder))
            sides.agree()
            missed += report(sides, rounds)
    return min(missed, 1)


def report(sides: Sides, rounds: int) -> int:
    """Print one length's rows; the number of targets missed."""
    length = sides.length
    often, seldom = max(5, rounds * 64 // length), max(5, rounds * 32 // length)
    forward = medians(
        {"untapped": sides.untapped, "traced": sides.traced, "marian": sides.marian_with_all_outputs}, rounds=often
    )
    greedy = medians({"ours": lambda: sides.decoded(Greedy()), "theirs": sides.greedy_ctranslate2}, rounds=seldom)
    beam = medians({"ours": lambda: sides.decoded(Beam(BEAM)), "theirs": sides.beam_marian}, rounds=max(3, seldom // 3))
    rows = (
        (
            "trace without scores ÷ own untapped forward",
            forward["traced"],
            forward["untapped"],
            1.15 if length == 256 else 1.10,
        ),
        ("trace without scores ÷ Marian, eager, all outputs", forward["traced"], forward["marian"], 0.95),
        ("greedy with every step's trace ÷ CTranslate2 without", greedy["ours"], greedy["theirs"], 1.25),
        ("beam 4 with every step's trace ÷ transformers beam 4", beam["ours"], beam["theirs"], 0.65),
    )
    for name, ours, theirs, target in rows:
        ratio, verdict = ours / theirs, "ok" if ours <= target * theirs else "MISSED"
        print(
            ROW.format(
                name, length, f"{ours * 1e3:.1f}", f"{theirs * 1e3:.1f}", f"{ratio:.2f}", f"{target:.2f}", verdict
            ),
            flush=True,
        )
    return sum(ours > target * theirs for _, ours, theirs, target in rows)


if __name__ == "__main__":
    raise SystemExit(main())
