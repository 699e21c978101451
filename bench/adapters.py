"""The trace of an adapted model against TransformerLens, and against the model's own forward pass.

`bench/run.sh` runs this on one thread, in an environment with TransformerLens. All sides hold the same random weights
in the shape of GPT-2 small and must come to the same logits. Ours is all that `Translator.trace_tokens` does; theirs is
`run_with_cache`, of the HookedTransformer and of the TransformerBridge that replaces it and wraps transformers' modules
as we do. The model's own pass returns the attention weights and the hidden states that transformers offers.
"""

import argparse
import copy
import warnings
from collections.abc import Callable

import torch
from tokenizers import Tokenizer as Backend
from tokenizers.models import WordLevel
from transformer_lens import HookedTransformer, HookedTransformerConfig
from transformer_lens.model_bridge import TransformerBridge
from transformer_lens.pretrained.weight_conversions.gpt2 import convert_gpt2_weights
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

import model
from bench.shape import ROW
from bench.stopwatch import medians
from model.memory import keep_freed_memory
from model.tokens import Tokens
from model.trace import Trace

LENGTHS = (16, 64, 256)
END = "</s>"


class Sides:
    """What is timed."""

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.config = GPT2Config()  # GPT-2 small
        self.plain = self._gpt2()
        self.ours = model.adapt(self._gpt2(), self._tokenizer(), name="bench")
        self.hooked = self._hooked()
        self.bridge = self._bridge()

    def runs(self, length: int) -> dict[str, Callable[[], object]]:
        """One pass of each side over the same random tokens."""
        generator = torch.Generator().manual_seed(length)
        ids = torch.randint(0, self.config.vocab_size - 1, (1, length), generator=generator)
        tokens = words(ids[0].tolist())
        return {
            "ours": lambda: self.ours.trace_tokens(None, tokens),
            "hooked": lambda: self.hooked.run_with_cache(ids),
            "bridge": lambda: self.bridge.run_with_cache(ids),
            "eager": lambda: self.plain(ids, output_attentions=True, output_hidden_states=True, use_cache=False),
        }

    def agree(self, length: int) -> None:
        """Raises AssertionError where the sides do not compute the same."""
        runs = self.runs(length)
        with torch.inference_mode():
            trace, theirs = runs["ours"](), runs["eager"]()
            assert isinstance(trace, Trace)
            hooked, _ = runs["hooked"]()
            bridge, _ = runs["bridge"]()
        logits = theirs.logits
        torch.testing.assert_close(trace.logits[None], logits, atol=1e-5, rtol=1e-5)
        for other in (hooked, bridge):
            torch.testing.assert_close(other, logits, atol=1e-3, rtol=1e-4)
        for layer, weights in zip(trace.attention("decoder"), theirs.attentions, strict=True):
            torch.testing.assert_close(layer.weights[None], weights, atol=1e-5, rtol=1e-5)

    def _gpt2(self) -> GPT2LMHeadModel:
        """A model with a configuration of its own and, from the second on, the weights of the first."""
        made = GPT2LMHeadModel._from_config(copy.deepcopy(self.config), attn_implementation="eager")
        if hasattr(self, "plain"):
            made.load_state_dict(self.plain.state_dict(), assign=True)
        return made.eval().requires_grad_(False)

    def _tokenizer(self) -> PreTrainedTokenizerFast:
        """One that no side asks for anything: the ids are given."""
        names = {f"w{index}": index for index in range(self.config.vocab_size - 1)} | {END: self.config.vocab_size - 1}
        return PreTrainedTokenizerFast(tokenizer_object=Backend(WordLevel(names, unk_token="w0")), eos_token=END)

    def _hooked(self) -> HookedTransformer:
        shape = self.config
        config = HookedTransformerConfig(
            n_layers=shape.n_layer,
            d_model=shape.n_embd,
            n_ctx=shape.n_positions,
            n_heads=shape.n_head,
            d_head=shape.n_embd // shape.n_head,
            d_mlp=4 * shape.n_embd,
            d_vocab=shape.vocab_size,
            act_fn=shape.activation_function,
            eps=shape.layer_norm_epsilon,
            normalization_type="LN",
            device="cpu",
        )
        made = HookedTransformer(config)
        made.load_state_dict(convert_gpt2_weights(self.plain, config), strict=False)  # masks are no weights
        return made.eval().requires_grad_(False)

    def _bridge(self) -> TransformerBridge:
        theirs = self._gpt2()
        theirs.config.architectures = [type(theirs).__name__]
        made = TransformerBridge.boot_transformers("gpt2", hf_model=theirs, tokenizer=self._tokenizer(), device="cpu")
        return made.eval()


def words(ids: list[int]) -> Tokens:
    """Ids as words of their own."""
    names = tuple(map(str, ids))
    spans = tuple((2 * place, 2 * place + 1) for place in range(len(ids)))
    return Tokens("· " * len(ids), tuple(ids), names, spans, tuple(range(len(ids))), names)


def main() -> int:
    warnings.filterwarnings("ignore")
    keep_freed_memory()  # as loading a model does
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds at 64 tokens; more at 16, fewer at 256")
    rounds = parser.parse_args().rounds
    sides, missed = Sides(), 0
    title = "ours ÷ theirs, medians, ms of CPU time"
    print("\n" + ROW.format(title, "tokens", "ours", "theirs", "ratio", "target", ""))
    for length in LENGTHS:
        sides.agree(length)
        with torch.inference_mode():
            seconds = medians(sides.runs(length), rounds=max(7, rounds * 64 // length))
        ours = seconds["ours"]
        for name, side, target in (
            ("trace of GPT-2 small ÷ HookedTransformer.run_with_cache", "hooked", 0.7),
            ("trace of GPT-2 small ÷ TransformerBridge.run_with_cache", "bridge", 1.0),
            ("trace of GPT-2 small ÷ eager, attentions and states", "eager", 1.1),
        ):
            theirs = seconds[side]
            late = ours > target * theirs
            missed += late
            numbers = (f"{ours * 1e3:.1f}", f"{theirs * 1e3:.1f}", f"{ours / theirs:.2f}", f"{target:.2f}")
            print(ROW.format(name, length, *numbers, "MISSED" if late else "ok"), flush=True)
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
