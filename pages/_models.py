"""The models that a page can show, shipped and brought, and what is known of each before it is asked anything.

The model stands in the address bar as `model=zh-en`; what is typed for it stands there under a key of its own, so that
a sentence outlives a look at a model of another language.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

import streamlit as st

from model import checkpoint
from model.coreference_pairs import READY_PAIRS
from model.errors import HeadlightError
from model.tokens import Language
from pages import _address as address
from pages import _session as session
from viz.text import Text, markdown_escape

MODEL = "model"
LARGER = "Helsinki-NLP/opus-mt-en-fr"
ASKED = "id"  # on the model page: what is to be brought
_SHOWN = "model_shown"
_ABSENT = "model_absent"
_OF_A_MODEL = (
    "heads",
    "head",
    "other_head",
    "decoder_layer",
    "size",
)  # widgets whose values mean nothing to another model

Need = Literal["any", "writes", "to_french", "grammar", "ours"]

NEEDS: Mapping[str, Need] = {
    "attention": "any",
    "bertviz": "any",
    "decoding": "writes",
    "coreference": "to_french",
    "laboratory": "writes",
    "scorecard": "to_french",
    "roles": "grammar",
    "compare": "writes",
    "methods": "writes",
    "layer_norm": "any",
    "positions": "ours",
}
"""What a page needs of a model: that it writes, that it translates English to French, that the grammar has sentences
for it, that its positions are ours, or nothing in particular."""


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

    def meets(self, need: Need) -> bool:
        """Whether a page with that need can show it."""
        match need:
            case "any":
                return True
            case "writes":
                return self.writes
            case "to_french":
                return self.writes and (self.source, self.target) == ("en", "fr")
            case "grammar":
                return (self.source, self.target) in _OF_THE_GRAMMAR
            case "ours":
                return self.is_shipped


_OF_THE_GRAMMAR = {("en", "fr"), ("zh", "en"), (None, "en"), ("en", "en")}
_ENGLISH_TO_FRENCH = Known("en", "fr", "sentence", session.FAMOUS_SENTENCE)
_CHINESE = "我爱购物"
_BEGINNING = "The cat sat on the"
_OTHER_SENTENCES = {
    "sentence": READY_PAIRS[0].sentences[1],
    "sentence_zh": "我爱学习",
    "beginning": "The dog sat on the",
    "text": READY_PAIRS[0].sentences[1],
}
"""What stands at first in the box of a second sentence, by the key of the first one's."""

SHIPPED: Mapping[str, Known] = {
    session.SHIPPED_MODEL: _ENGLISH_TO_FRENCH,
    "zh-en": Known("zh", "en", "sentence_zh", _CHINESE),
    "en-lm": Known(None, "en", "beginning", _BEGINNING),
    "en-fr-plain": _ENGLISH_TO_FRENCH,
}
TO_FRENCH = tuple(name for name, shipped in SHIPPED.items() if shipped == _ENGLISH_TO_FRENCH)


def offered(names: Sequence[str]) -> Sequence[str]:
    """Those of these shipped models that have weights; the first where none has."""
    return [name for name in names if (checkpoint.WEIGHTS / name / checkpoint.TENSORS).is_file()] or names[:1]


def known(name: str) -> Known:
    """What is known of a model that is shipped or in memory."""
    if name in SHIPPED:
        return SHIPPED[name]
    translator = next(one.translator for one in session.brought_models() if one.name == name)
    source, target = translator.source_language, translator.target_language
    beginning = _BEGINNING if source is None else session.FAMOUS_SENTENCE
    sentence = _CHINESE if (source or target) == "zh" else beginning
    peculiar = translator.config.peculiarities
    return Known(source, target, "text", sentence, translator.writes, is_shipped=False, peculiarities=peculiar)


def label(name: str, text: Text) -> str:
    """What a model is called: a folder by the end of its path, which is what tells it from others."""
    if name in SHIPPED:
        return text(f"models.{name}")
    folder = PurePath(name)
    return str(PurePath("…", *folder.parts[-2:])) if folder.is_absolute() else name


def brought() -> Sequence[str]:
    """The models in memory that people have brought, the last used first."""
    return [one.name for one in session.brought_models()]


def others(name: str) -> Sequence[str]:
    """The other models that write, and read what this one reads."""
    own = known(name)
    found = [other for other in (*offered(tuple(SHIPPED)), *brought()) if other != name]
    return [other for other in found if known(other).writes and known(other).source == own.source]


def choose_model(need: Need = "any") -> str:
    """A model that meets the need; alone, it is taken as it is."""
    text, absent = session.text(), _absent()
    shipped = offered([name for name, one in SHIPPED.items() if one.meets(need)])
    choices = [*shipped, *(name for name in brought() if known(name).meets(need))]
    name = choices[0]
    if len(choices) > 1:
        shown = {name: label(name, text) for name in choices}
        name = address.choice(text("models.model"), shown, key=MODEL, dropdown=True)
    if st.session_state.get(_SHOWN, name) != name:
        for key in (*_OF_A_MODEL, _ABSENT):
            st.session_state.pop(key, None)
    st.session_state[_SHOWN] = name
    if absent:
        st.session_state[_ABSENT] = absent
    return name


def _absent() -> str | None:
    """The model that the address names, or that was chosen before, where it is not in memory."""
    asked = st.query_params.get(MODEL) or st.session_state.get(MODEL)
    if not asked or asked in SHIPPED or asked in brought():
        return None
    with suppress(HeadlightError):  # what nobody could bring is no model, and not worth a word
        source = session.policy().find(asked)
        return asked if source.folder or "/" in asked else None
    return None


def title_with_model(page: str, title: str, continuing: str | None = None, *, about: str | None = None) -> str:
    """The title of a page, and the choice of a model in the side bar; the name of the model comes back.

    `continuing` is the title for a language model, where it needs another. `about` stands behind a question mark.
    """
    with session.page_controls():  # in the side bar: on a phone the first screen is for what the model does
        name = choose_model(NEEDS[page])
        if NEEDS[page] == "to_french" and not any(known(one).meets("to_french") for one in brought()):
            _offer_larger()
    st.title(continuing if continuing and known(name).source is None else title, help=about)
    _say_absent(name)
    return name


def _say_absent(shown: str) -> None:
    """Say that a model is not in memory, and offer to bring it: nothing is fetched by opening a link."""
    absent = st.session_state.get(_ABSENT)
    if absent in brought():
        del st.session_state[_ABSENT]
    elif absent:
        text = session.text()
        names = {"name": markdown_escape(absent), "shown": markdown_escape(label(shown, text))}
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(text("models.absent", **names))
            if st.button(text("models.bring"), key="bring"):
                st.switch_page("pages/model.py", query_params={ASKED: absent})


def _offer_larger() -> None:
    """Lead to a model trained on the web that can be put to the same test."""
    text = session.text()
    if session.policy().allows(LARGER) and st.button(text("models.larger"), key="larger", help=LARGER, type="tertiary"):
        st.switch_page("pages/model.py", query_params={ASKED: LARGER})


def sentence_input(name: str, label: str | None = None) -> str:
    """A sentence for that model to read, or the beginning of one for it to continue."""
    one = known(name)
    label = label or session.text()(f"app.{one.key}")
    return session.sentence_input(key=one.key, default=one.sentence, label=label)


def other_sentence_input(name: str, label: str) -> str:
    """A second sentence for that model, beside the first; pages that ask for one share it."""
    key = known(name).key
    return session.sentence_input(key=f"{key}_2", default=_OTHER_SENTENCES[key], label=label)


def languages(name: str) -> dict[str, str]:
    """The names of the languages that a model reads and writes, for texts with `source` and `target` in them.

    A language model reads what it writes.
    """
    one = known(name)
    if one.source and one.writes:
        return {"source": language_name(one.source, "source"), "target": language_name(one.target, "target")}
    read = language_name(one.source or one.target, "text")
    return {"source": read, "target": read}


def language_name(language: Language, side: Literal["source", "target", "text"]) -> str:
    """What a language is called; one that is not known here, by the side on which it stands."""
    text = session.text()
    return text(f"models.language_other_{side}" if language == "other" else f"models.language_{language}")
