"""The models that a page can show, shipped and brought, and what is known of each before it is asked anything.

The model stands in the address bar as `model=zh-en`; what is typed for it stands there under a key of its own, so that
a sentence outlives a look at a model of another language.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Literal

import streamlit as st

from model import checkpoint
from model.coreference_pairs import READY_PAIRS
from model.tokens import Language
from model.translator import Translator
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages._missing_models import missing_model, offer_larger, say_missing
from pages._model_needs import NEEDS, Known, Need
from viz.text import Text, markdown_escape

MODEL = "model"
_SHOWN = "model_shown"
_ABSENT = "model_absent"
_UNFIT = "model_unfit"  # chosen elsewhere and not for this page: it comes back on the next page that can show it
_OF_A_MODEL = (
    "heads",
    "head",
    "at",
    "other_head",
    "decoder_layer",
    "size",
    "image_head",
    "off",
)  # widgets whose values mean nothing to another model

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
    loaded.SHIPPED_MODEL: _ENGLISH_TO_FRENCH,
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
    found = next((one for one in loaded.brought_models() if one.name == name), None)
    if found is None:
        st.rerun()  # another reader has just unloaded it: begin again without it
    translator = found.model
    if not isinstance(translator, Translator):
        return Known("other", "other", "text", "", writes=False, is_shipped=False, reads_images=True)
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
    return [one.name for one in loaded.brought_models()]


def others(name: str) -> Sequence[str]:
    """The other models that write, and read what this one reads."""
    own = known(name)
    found = [other for other in (*offered(tuple(SHIPPED)), *brought()) if other != name]
    return [other for other in found if known(other).writes and known(other).source == own.source]


def meeting(need: Need) -> Sequence[str]:
    """The models that meet the need: shipped ones, then brought ones."""
    shipped = offered([name for name, one in SHIPPED.items() if one.meets(need)])
    return [*shipped, *(name for name in brought() if known(name).meets(need))]


def absent() -> str | None:
    """The model that was asked for and is not in memory, if somebody could bring it."""
    asked = st.query_params.get(MODEL) or st.session_state.get(MODEL)
    return missing_model(asked, (*SHIPPED, *brought()))


def choose_model(need: Need = "text") -> str:
    """A model that meets the need, of which there is one at least; alone, it is taken as it is."""
    text, missing, choices = session.text(), absent(), meeting(need)
    name, unfit = choices[0], _unfit(choices)
    if len(choices) > 1:
        shown = {name: label(name, text) for name in choices}
        name = address.choice(text("models.model"), shown, key=MODEL, dropdown=True)
    if st.session_state.get(_SHOWN, name) != name:
        for key in (*_OF_A_MODEL, _ABSENT, _UNFIT):
            st.session_state.pop(key, None)
    st.session_state[_SHOWN] = name
    if missing:
        st.session_state[_ABSENT] = missing
    if unfit:
        st.session_state[_UNFIT] = unfit
    return name


def _unfit(choices: Sequence[str]) -> str | None:
    """The model at hand that was asked for and is none of the choices; once it is one again, it is chosen."""
    if MODEL not in st.query_params and st.session_state.get(_UNFIT) in choices:
        st.session_state[MODEL] = st.session_state[_UNFIT]
    asked = st.query_params.get(MODEL) or st.session_state.get(MODEL)
    return asked if asked in (*SHIPPED, *brought()) and asked not in choices else None


def title_with_model(page: str, title: str, continuing: str | None = None, *, about: str | None = None) -> str:
    """The title of a page, and the choice of a model in the side bar; the name of the model comes back.

    `continuing` is the title for a language model, where it needs another. `about` stands behind a question mark.
    """
    with session.page_controls():  # in the side bar: on a phone the first screen is for what the model does
        name = choose_model(NEEDS[page])
        if NEEDS[page] == "to_french" and not any(known(one).meets("to_french") for one in brought()):
            offer_larger(page)
    st.title(continuing if continuing and known(name).source is None else title, help=about)
    _say_what_is_not_shown(NEEDS[page], name)
    return name


def _say_what_is_not_shown(need: Need, shown: str) -> None:
    """Say of a model that was asked for why another is shown."""
    text, missing, unfit = session.text(), st.session_state.get(_ABSENT), st.session_state.get(_UNFIT)
    if missing and missing not in brought():
        say_missing(missing, label(shown, text))
    if unfit in (*SHIPPED, *brought()) and (lack := known(unfit).lacks(need)):
        names = {"name": markdown_escape(label(unfit, text)), "shown": markdown_escape(label(shown, text))}
        st.info(text("models.unfit", reason=text(f"model.needs_{lack}"), **names))


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
