"""A model with its tokenizer: text in, translation and trace out. `model.load("en-fr")` gives one.

A decoder-only model (`model.load("en-lm")`) has the same methods. What is typed is then no source but the beginning of
the target: its tokens are forced before any others, and "translating" it is going on from there.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float
from torch import Tensor

from model import checkpoint
from model.decoding import Decoding, Greedy, Node, Search, decode, decode_batch
from model.errors import InputError, ModelError
from model.memory import keep_freed_memory
from model.network import Network, Shape, Vocabulary
from model.tap import UNTAPPED, Recorder, Tap, compose
from model.tokens import Language, Tokens
from model.trace import Trace

_BATCH = 64
_CONTINUATION = 64  # tokens; about the longest sentence that a language model is trained on


@dataclass(frozen=True)
class Translator:
    """A model that translates from its `source_language` to its `target_language`, or continues text in the latter.

    It keeps no state: one serves everyone.
    """

    name: str
    tokenizer: Vocabulary
    transformer: Network

    @property
    def config(self) -> Shape:
        return self.transformer.config

    @property
    def source_language(self) -> Language | None:
        """The language it reads; None for a language model, which only writes."""
        return self.config.source_language

    @property
    def target_language(self) -> Language:
        return self.config.target_language

    @property
    def writes(self) -> bool:
        """Whether it writes anything: a model that is only an encoder does not."""
        return self.config.n_decoder_layers > 0

    def require_decoder(self) -> None:
        """Raises ModelError "no_decoder" for a model that is only an encoder: for what only one that writes has."""
        if not self.writes:
            raise ModelError(
                "no_decoder",
                f"{self.name} reads and writes nothing: it has no decoder. Choose a model that has one.",
                name=self.name,
            )

    def require_source(self) -> None:
        """Raises ModelError "no_source" for a language model: for what only a translation has."""
        if self.config.is_decoder_only:
            raise ModelError(
                "no_source",
                f"{self.name} is a language model: it continues a text and translates none. Choose a model that does.",
                name=self.name,
            )

    def read(self, text: str) -> Tokens:
        """What is typed, as the model reads it: a source, closed by </s>, or a beginning, as `read_target` gives it.

        Raises InputError: `empty`, `control_characters`, or `too_long` (more tokens than the model has positions).
        """
        if self.source_language is None:
            return self.read_target(text)
        self._check(text)
        return self._fitting(self.tokenizer.read_source(text, self.source_language))

    def read_target(self, text: str) -> Tokens:
        """A target as the decoder reads it: opened by `start_id`, "shifted right". Raises InputError like `read`."""
        self._check(text)
        tokens = self.tokenizer.encode_target(text, self.target_language)
        for token in reversed(self.config.forced):
            tokens = tokens.with_special_before(token, self.tokenizer.piece(token))
        return self._fitting(self.opened(tokens))

    def opened(self, tokens: Tokens) -> Tokens:
        """Tokens of a target after the one that opens what the decoder reads."""
        start = self.config.start_id
        return tokens.with_special_before(start, self.tokenizer.piece(start))

    def translate(
        self, text: str, search: Search = Greedy(), *, prefix: Sequence[int] = (), tap: Tap = UNTAPPED
    ) -> "Translation":
        """Translate one sentence, keeping every step. `prefix` forces the first target tokens; `tap` may intervene.

        A language model continues `text`, whose tokens are forced first; a `prefix` then begins with them, or is a part
        of them (else ValueError); so it is with the tokens that a model of many languages is made to begin with. Raises
        InputError as `read` does.
        """
        self.require_decoder()
        typed = self.read(text)
        if self.config.is_decoder_only:
            source, prefix = None, _continued(typed.ids[1:], tuple(prefix))  # the </s> that opens it is never written
            limit = min(self.config.max_length, len(typed) + _CONTINUATION)
        else:
            source, limit = torch.tensor([typed.ids]), self.target_limit(len(typed))
            prefix = _continued(self.config.forced, tuple(prefix))
        decoding = decode(self.transformer, source, search, max_new_tokens=limit, prefix=prefix, tap=tap)
        return Translation(self, typed, search, decoding, tap)

    def translate_batch(self, texts: Sequence[str]) -> list[str]:
        """Greedy translations of many sentences, without traces. Raises InputError as `read` does, and ModelError."""
        self.require_source()
        sources = [self.read(text).ids for text in texts]
        order = sorted(range(len(sources)), key=lambda index: len(sources[index]))
        translations = [""] * len(sources)
        for start in range(0, len(order), _BATCH):
            indices = order[start : start + _BATCH]
            limits = [self.target_limit(len(sources[index])) for index in indices]
            written = decode_batch(self.transformer, [sources[index] for index in indices], max_new_tokens=limits[-1])
            for index, limit, ids in zip(indices, limits, written, strict=True):
                translations[index] = self.tokenizer.decode(ids[:limit])
        return translations

    def trace(self, text: str, target: str | None = None, *, tap: Tap = UNTAPPED) -> Trace:
        """One forward pass over a sentence and its translation; without `target`, over the greedy translation.

        Of a model that is only an encoder: over the sentence. Raises ModelError where a language model, or one that
        writes nothing, is given a `target`.
        """
        if target is None and not self.writes:
            return self.trace_tokens(self.read(text), None, tap=tap)
        if target is None:
            return self.translate(text, tap=tap).trace
        self.require_source()
        self.require_decoder()
        return self.trace_tokens(self.read(text), self.read_target(target), tap=tap)

    def trace_tokens(self, source: Tokens | None, target: Tokens | None, *, tap: Tap = UNTAPPED) -> Trace:
        """One forward pass over tokens; `target` starts with `start_id`. `tap` may intervene; the trace shows it.

        `source` is None for a language model, `target` to run the encoder alone.
        """
        recorder = Recorder(scores=tap is not UNTAPPED or not self.transformer.scores_follow)
        tap, ids = compose(tap, recorder), None if source is None else torch.tensor([source.ids])
        with torch.inference_mode():
            if target is not None:
                self.transformer(ids, torch.tensor([target.ids]), tap=tap)
            elif ids is not None:
                self.transformer.encode(ids, tap=tap)
        return self.label(recorder.tensors, source, target)

    def label(
        self,
        tensors: Mapping[str, Tensor],
        source: Tokens | None,
        target: Tokens | None,
        *,
        row: int = 0,
        first_target: int = 0,
    ) -> Trace:
        """Recorded tensors with the tokens they belong to; `row` and `first_target` as in `Trace`."""
        return Trace(
            tensors,
            source,
            target,
            norm_epsilon=self.config.norm_epsilon,
            norm_first=self.config.norm_first,
            norm_kind=self.config.norm_kind,
            row=row,
            first_target=first_target,
        )

    def target_limit(self, source_length: int) -> int:
        """How many tokens are written at most for a source of so many."""
        # Twice the source and a margin: no sentence of the corpora needs more, and a loop ends soon.
        return min(self.config.max_length, 2 * source_length + 16)

    def _check(self, text: str) -> None:
        if not text.strip():
            raise _empty()
        controls = {char for char in text if unicodedata.category(char) in ("Cc", "Cs") and not char.isspace()}
        if controls:
            named = ", ".join(sorted(f"U+{ord(char):04X}" for char in controls))
            raise InputError(
                "control_characters", f"The sentence holds control characters ({named}): remove them.", characters=named
            )
        (ids,) = self.tokenizer.batch_encode([text])  # only counted: a pasted book should not be labelled first
        if not ids:
            raise _empty()
        if len(ids) >= self.config.max_length:
            raise _too_long(len(ids), self.config.max_length - 1)  # one position is for </s>

    def _fitting(self, tokens: Tokens) -> Tokens:
        """The tokens, if there are positions for all of them, special ones included."""
        limit = self.config.max_length
        if len(tokens) > limit:
            specials = len(tokens.specials)
            raise _too_long(len(tokens) - specials, limit - specials)
        return tokens


@dataclass(frozen=True)
class Translation:
    """A translation, or what a language model wrote after a beginning, with everything that led to it.

    `typed` is what the person typed, as `Translator.read` gives it.
    """

    translator: Translator
    typed: Tokens
    search: Search
    decoding: Decoding
    tap: Tap = UNTAPPED
    """What intervened, and does so in the trace."""

    @property
    def source(self) -> Tokens | None:
        """What the encoder read; None for a language model."""
        return None if self.translator.config.is_decoder_only else self.typed

    @property
    def given(self) -> int:
        """How many of the first `tokens` nobody chose: the beginning that was typed, or what a translation is always
        made to begin with (`Shape.forced`)."""
        return len(self.typed) - 1 if self.source is None else len(self.translator.config.forced)

    @cached_property
    def tokens(self) -> Tokens:
        """The target as written, with its closing </s> where the model ended it; a typed beginning is part of it."""
        return self.translator.tokenizer.tokens(self.decoding.token_ids, self.translator.target_language)

    @property
    def text(self) -> str:
        return self.tokens.text

    @property
    def complete(self) -> bool:
        """False where the length limit cut the sentence off."""
        return self.decoding.token_ids[-1] in self.translator.config.end_ids

    @cached_property
    def trace(self) -> Trace:
        """The trace of the whole sentence: the winning translation, shifted right, in one forward pass."""
        written = self.read_prefix(self.decoding.token_ids[:-1])
        return self.translator.trace_tokens(self.source, written, tap=self.tap)

    def step_trace(self, node: Node) -> Trace:
        """The trace of the decoding step that proposed `node`: one decoder row, looking at what was written before."""
        step = self.decoding.steps[node.step]
        written = [before.token for before in node.path()[:-1]]
        return self.translator.label(
            step.tensors, self.source, self.read_prefix(written), row=node.row, first_target=len(written)
        )

    def probabilities(self, node: Node) -> Float[Tensor, " vocabulary"]:
        """The model's distribution over the token at `node`'s place, given what was written before."""
        return self.decoding.steps[node.step].log_probabilities[node.row].exp()

    def read_prefix(self, written: Sequence[int]) -> Tokens:
        """What the decoder reads when it has written these tokens: the one that opens, then these."""
        return self.translator.opened(self.translator.tokenizer.tokens(written, self.translator.target_language))


def _continued(given: tuple[int, ...], prefix: tuple[int, ...]) -> tuple[int, ...]:
    """The beginning that is given, and what `prefix` forces after it."""
    if prefix[: len(given)] != given[: len(prefix)]:
        raise ValueError("the prefix must begin with the tokens that are given")
    return given + prefix[len(given) :]


def _empty() -> InputError:
    return InputError("empty", "There is no sentence to read: type at least one word.")


def _too_long(tokens: int, limit: int) -> InputError:
    return InputError(
        "too_long",
        f"The sentence is {tokens} tokens long; the model reads at most {limit}.",
        tokens=tokens,
        limit=limit,
    )


def load(name_or_path: str = "en-fr") -> Translator:
    """The shipped model of that name, or the model in that folder. Raises CheckpointError."""
    stored = checkpoint.load(name_or_path)
    keep_freed_memory()
    return Translator(name_or_path, stored.tokenizer, stored.transformer)
