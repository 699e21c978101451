"""The models that a page can show, and what is known of each before it is loaded.

The model stands in the address bar as `model=zh-en`; what is typed for it stands there under a key of its own, so that
a sentence outlives a look at a model of another language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from model import checkpoint
from model.tokens import Language
from pages import _address as address
from pages import _session as session

MODEL = "model"
_SHOWN = "model_shown"
_OF_A_MODEL = (
    "heads",
    "head",
    "at",
    "other_head",
    "decoder_layer",
    "size",
)  # widgets whose values mean nothing to another model


@dataclass(frozen=True)
class Shipped:
    """The languages of a model, and its sentence box: its key in the address and what stands in it at first.

    Models with the same key share what is typed. `source` is None for a language model.
    """

    source: Language | None
    target: Language
    key: str
    sentence: str


_ENGLISH_TO_FRENCH = Shipped("en", "fr", "sentence", session.FAMOUS_SENTENCE)

SHIPPED: Mapping[str, Shipped] = {
    session.SHIPPED_MODEL: _ENGLISH_TO_FRENCH,
    "zh-en": Shipped("zh", "en", "sentence_zh", "我爱购物"),
    "en-lm": Shipped(None, "en", "beginning", "The cat sat on the"),
    "en-fr-plain": _ENGLISH_TO_FRENCH,
}
TO_FRENCH = tuple(name for name, shipped in SHIPPED.items() if shipped == _ENGLISH_TO_FRENCH)


def offered(names: Sequence[str]) -> Sequence[str]:
    """Those of these models that have weights; the first where none has."""
    return [name for name in names if (checkpoint.WEIGHTS / name / checkpoint.TENSORS).is_file()] or names[:1]


def others(name: str) -> Sequence[str]:
    """The other models with weights that share the sentence of this one."""
    sharing = [other for other, shipped in SHIPPED.items() if shipped.key == SHIPPED[name].key]
    return [other for other in offered(sharing) if other != name]


def choose_model(names: Sequence[str]) -> str:
    """One of these models, as far as they are offered; alone, the first is taken as it is."""
    text = session.text()
    choices = offered(names)
    name = choices[0]
    if len(choices) > 1:
        shown = {name: text(f"models.{name}") for name in choices}
        name = address.choice(text("models.model"), shown, key=MODEL, dropdown=True)
    if st.session_state.get(_SHOWN, name) != name:
        for key in _OF_A_MODEL:
            st.session_state.pop(key, None)
    st.session_state[_SHOWN] = name
    return name


def title_with_model(
    title: str, continuing: str | None = None, *, about: str | None = None, among: Sequence[str] = tuple(SHIPPED)
) -> str:
    """The page's title, and the choice of a model in the side bar; the name of the model comes back.

    `continuing` is the title for a language model, where it needs another. `about` stands behind a question mark.
    """
    with st.sidebar:  # on a phone the first screen is for what the model does
        name = choose_model(among)
    st.title(continuing if continuing and SHIPPED[name].source is None else title, help=about)
    return name


def sentence_input(name: str) -> str:
    """A sentence for that model to read, or the beginning of one for it to continue."""
    shipped = SHIPPED[name]
    return session.sentence_input(key=shipped.key, default=shipped.sentence, label=session.text()(f"app.{shipped.key}"))


def languages(name: str) -> dict[str, str]:
    """The names of the languages that a model reads and writes, for texts with `source` and `target` in them.

    A language model reads what it writes.
    """
    text, shipped = session.text(), SHIPPED[name]
    return {
        "source": text(f"models.language_{shipped.source or shipped.target}"),
        "target": text(f"models.language_{shipped.target}"),
    }
