"""Every head switched off alone, in batches that share what comes before it, against one pass after the other.

The naive loop is what one would write with the same taps: a pass, or a decoding, for each head and sentence.
"""

import argparse
from dataclasses import replace

import torch

from bench.shape import ROW, shipped_shape
from bench.stopwatch import medians
from model.analysis.clean_run import CleanRun
from model.analysis.scorecard import one_by_one
from model.analysis.translations import decoded_without
from model.decoding import Greedy, decode
from model.evaluation.probes import Probe, margins
from model.interventions import heads_off, heads_off_by_row
from model.interventions.place import Head, all_heads
from model.memory import keep_freed_memory
from model.tokenizer import Tokenizer
from model.transformer import Transformer
from model.translator import Translator

SENTENCES, TOKENS, WRITTEN = 32, 16, 20


class Sides:
    """Both ways, on a random model of the shipped shape; they must find the same."""

    def __init__(self, n_decoder_layers: int) -> None:
        torch.manual_seed(0)
        # Tied, a random model would repeat the </s> that it reads.
        config = replace(shipped_shape(), tied_embeddings=False, n_decoder_layers=n_decoder_layers)
        transformer = Transformer(config).eval().requires_grad_(False)
        self.translator = Translator("random", Tokenizer.train(["a b"], size=20), transformer)
        ids = torch.randint(3, config.vocabulary_size, (SENTENCES, TOKENS), generator=torch.Generator().manual_seed(1))
        ids[:, -1] = config.end_id
        self.probes = [
            Probe(tuple(row), (config.end_id, *row[:5]), row[6], row[7], (8,), (1,), (4,), (9,)) for row in ids.tolist()
        ]
        self.source = ids[:1]

    def batched_margins(self) -> torch.Tensor:
        n_heads = self.translator.config.n_heads
        with torch.inference_mode():
            run = CleanRun(self.translator, self.probes)
            places = dict.fromkeys(head.place for head in self.encoder_heads)
            off = one_by_one(n_heads, len(self.probes))
            return torch.cat(
                [run.margins(heads_off_by_row({place: off}), first=place.layer, copies=n_heads) for place in places]
            )

    def naive_margins(self) -> torch.Tensor:
        return torch.stack(
            [
                torch.cat(
                    [margins(self.translator, [probe], heads_off(head.place, [head.number])) for probe in self.probes]
                )
                for head in self.encoder_heads
            ]
        )

    def batched_decodings(self) -> list[list[int]]:
        return list(decoded_without(self.translator, self.source[0].tolist(), self.cross_heads, WRITTEN).values())

    def naive_decodings(self) -> list[list[int]]:
        return [
            list(
                decode(
                    self.translator.transformer,
                    self.source,
                    Greedy(),
                    max_new_tokens=WRITTEN,
                    tap=heads_off(head.place, [head.number]),
                    record=False,
                ).token_ids
            )
            for head in self.cross_heads
        ]

    @property
    def encoder_heads(self) -> tuple[Head, ...]:
        return all_heads(self.translator.config, ["encoder"])

    @property
    def cross_heads(self) -> tuple[Head, ...]:
        return all_heads(self.translator.config, ["cross"])

    def margins_agree(self) -> None:
        """Raises AssertionError where the two ways find different things."""
        torch.testing.assert_close(self.batched_margins(), self.naive_margins(), atol=1e-3, rtol=1e-3)

    def decodings_agree(self) -> None:
        """Raises AssertionError where the two ways write different things."""
        naive = self.naive_decodings()
        assert self.batched_decodings() == naive
        assert {len(written) for written in naive} == {WRITTEN}, "a decoding ended early: another seed is needed"


def main() -> int:
    keep_freed_memory()  # as loading a model does
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    shallow, deep = Sides(1), Sides(6)
    shallow.margins_agree()
    passes = medians({"ours": shallow.batched_margins, "theirs": shallow.naive_margins}, rounds=rounds)
    n_heads = len(shallow.encoder_heads)
    rows = [(f"all {n_heads} encoder heads × {SENTENCES} sentences ÷ one by one", TOKENS, passes, 0.30)]
    for sides in (shallow, deep):  # with 8 heads 1 ÷ 8 is what a batch can gain at best if nothing can be shared
        sides.decodings_agree()
        times = medians({"ours": sides.batched_decodings, "theirs": sides.naive_decodings}, rounds=2 * rounds)
        rows.append((f"all {len(sides.cross_heads)} cross heads, each decoding ÷ one by one", WRITTEN, times, 0.10))
    print(ROW.format("ours ÷ naive loop, medians, ms of CPU time", "tokens", "ours", "naive", "ratio", "target", ""))
    missed = 0
    for name, length, times, target in rows:
        ours, theirs = times["ours"], times["theirs"]
        late = ours > target * theirs
        missed += late
        milliseconds = (f"{ours * 1e3:.1f}", f"{theirs * 1e3:.1f}")
        verdict = "MISSED" if late else "ok"
        print(ROW.format(name, length, *milliseconds, f"{ours / theirs:.2f}", f"{target:.2f}", verdict), flush=True)
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
