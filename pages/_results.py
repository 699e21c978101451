"""What models make of sentences: each computed once for all sessions, and kept for a while."""

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from model.analysis.attribution import (
    Agreement,
    Attribution,
    LogitLens,
    Method,
    Question,
    agreement,
    ask,
    attribute,
    logit_lens,
)
from model.analysis.effect import Effect, measure_effect
from model.analysis.head_effects import HeadEffects
from model.analysis.head_effects import head_effects as measured_heads
from model.attention_view import (
    AttentionView,
    Cell,
    Kind,
    Quantity,
    Specials,
    Together,
    attention_view,
    telling_heads,
)
from model.coreference import Resolution, Roles, resolve
from model.decoding.search import Greedy, Search
from model.interventions import How, MeanOutputs, reference_means, tap_for
from model.joint_attention import joint_attention
from model.residual import StreamProfile, profile
from model.tap import Tap
from model.tokens import Tokens
from model.trace import AttentionKind, StackTrace, Trace
from model.translator import Translation
from pages import _loaded as loaded
from pages._kept import kept, known
from pages._turns import in_turn

if TYPE_CHECKING:
    from model.analysis.attention_difference import AttentionDifference
    from model.analysis.comparison import Comparison
    from model.analysis.stored import Measured
    from model.evaluation.measured import PronounRoute


@kept(16)
@in_turn
def translation(
    sentence: str,
    search: Search = Greedy(),
    name: str = loaded.SHIPPED_MODEL,
    prefix: tuple[int, ...] = (),
    intervene: str = "",
) -> Translation:
    """The sentence translated after a forced `prefix`, with every decoding step.

    `intervene` names interventions (`model/interventions/notation.py`), which change the translation and its trace.
    Raises InputError, CheckpointError, InterventionError.
    """
    chosen = loaded.translator(name)
    return chosen.translate(sentence, search, prefix=prefix, tap=_tap(name, intervene))


@kept(16)
@in_turn
def effect(sentence: str, name: str, intervene: str) -> Effect:
    """What interventions change in the translation that was written without them; see `measure_effect`.

    Raises InputError, CheckpointError, InterventionError.
    """
    return measure_effect(translation(sentence, name=name), _tap(name, intervene))


@kept(32)
@in_turn
def head_effects(sentence: str, name: str, how: How, intervene: str = "") -> HeadEffects:
    """What each head alone changes, in a model that `intervene` may have changed before; see `head_effects`.

    Raises InputError, CheckpointError, InterventionError.
    """
    means = mean_outputs(name) if how == "mean" else None
    return measured_heads(translation(sentence, name=name), how, _tap(name, intervene), means)


@kept(4)
@in_turn
def mean_outputs(name: str) -> MeanOutputs:
    """What each head of a model writes on average; see `reference_means`. Raises CheckpointError."""
    return reference_means(loaded.translator(name))


def _tap(name: str, intervene: str) -> Tap:
    return tap_for(loaded.translator(name), intervene, lambda _: mean_outputs(name))


class Asked(NamedTuple):
    """A sentence, the model that reads it, and interventions as text: what `translation` needs for one."""

    sentence: str
    model: str
    intervene: str = ""


@kept(16)
@in_turn
def comparison(first: Asked, second: Asked) -> "Comparison":
    """Two translations side by side. Raises what `translation` raises."""
    from model.analysis.comparison import Comparison

    return Comparison(*(translation(one.sentence, name=one.model, intervene=one.intervene) for one in (first, second)))


@kept(16)
def heads_difference(first: Asked, second: Asked, kind: AttentionKind) -> AttentionView:
    """How each head of a model differs between two sides. Raises what `translation` raises."""
    return comparison(first, second).attention[kind].every_head()


@kept(16)
@in_turn
def trace(sentence: str, target: str | None = None, name: str = loaded.SHIPPED_MODEL) -> Trace:
    """The trace of a sentence and its target, by default the greedy translation. Raises InputError, CheckpointError."""
    return loaded.translator(name).trace(sentence, target)


@kept(32)
def typed(sentence: str, name: str) -> Tokens:
    """What is typed, as a model reads it; see `Translator.read`. Raises InputError, CheckpointError."""
    return loaded.translator(name).read(sentence)


def seen(sentence: str, name: str = loaded.SHIPPED_MODEL) -> Trace:
    """The trace of a sentence and its greedy translation; of the sentence alone where a model writes nothing.

    Raises InputError, CheckpointError.
    """
    if loaded.translator(name).writes:
        return translation(sentence, name=name).trace
    return trace(sentence, name=name)


@kept(32)
def attention(
    sentence: str,
    kind: Kind,
    quantity: Quantity = "weights",
    together: Together = "single",
    by_word: bool = True,
    specials: Specials = "show",
    name: str = loaded.SHIPPED_MODEL,
) -> AttentionView:
    """One kind of attention of a sentence and its translation, reduced to what is shown; see `attention_view`.

    All kinds in one are weights, head by head; see `joint_attention`.
    """
    shown = seen(sentence, name)
    if kind == "all":
        return joint_attention(shown, by_word=by_word, specials=specials)
    return attention_view(shown, kind, quantity, together=together, by_word=by_word, specials=specials)


@kept(16)
def resolution(
    sentence: str, name: str = loaded.SHIPPED_MODEL, roles: Roles | None = None, french_word: int | None = None
) -> Resolution:
    """What "it" means in a sentence and its translation; see `resolve`. Raises InputError, CheckpointError."""
    found = translation(sentence, name=name)
    return resolve(found.trace, found.translator.tokenizer, roles, french_word)


@kept(16)
def question(
    sentence: str, place: int, contrast: bool = True, by_word: bool = True, name: str = loaded.SHIPPED_MODEL
) -> Question:
    """Why the translation of a sentence has its token at that place; see `ask`. Raises InputError, CheckpointError."""
    return ask(translation(sentence, name=name), place, contrast=contrast, by_word=by_word)


@kept(128)
@in_turn
def attribution(
    method: Method,
    sentence: str,
    place: int,
    contrast: bool = True,
    by_word: bool = True,
    name: str = loaded.SHIPPED_MODEL,
) -> Attribution:
    """What one method answers to that `question`. Raises InputError, CheckpointError."""
    return attribute(question(sentence, place, contrast, by_word, name), method)


@known(16)
def lens(asked: Question) -> LogitLens:
    """What the decoder would have written after each sublayer."""
    return logit_lens(asked)


@st.cache_resource(show_spinner=False, max_entries=4)
def pronoun_route(name: str) -> "PronounRoute | None":
    """Where a model resolves "it", as it was measured; None where it was not. Raises CheckpointError."""
    from model.evaluation.measured import measured_route

    return measured_route(name)


@st.cache_resource(show_spinner=False, max_entries=4)
def stored_scorecard(name: str) -> "Measured | None":
    """What was measured of a model's heads beforehand; None where nothing was. Raises CheckpointError."""
    from model.analysis.stored import load_measured

    return None if loaded.shelf().get(name) else load_measured(name)


@known(32)
def telling(view: AttentionView, word: int | None = None) -> tuple[Cell, ...]:
    """The heads that tell most; see `telling_heads`."""
    return telling_heads(view, word)


@known(16)
def between(difference: "AttentionDifference", heads: tuple[Cell, Cell]) -> AttentionView:
    """One head of each side against the other; see `AttentionDifference.between`."""
    return difference.between(*heads)


@known(16)
def agreed(found: tuple[Attribution, ...]) -> Agreement:
    """How far attribution methods agree; see `agreement`."""
    return agreement(found)


@known(8)
def stream(stack: StackTrace) -> StreamProfile:
    """The residual stream of a stack in numbers; see `profile`."""
    return profile(stack)
