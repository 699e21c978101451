"""The sentence on which a lesson computes."""

import streamlit as st

from model.errors import HeadlightError
from pages import _loaded as loaded
from pages import _models as models
from pages import _session as session


def readable_sentence(name: str) -> str:
    """What is typed, where that model can read it; else the model's own example, under a message that says why.

    Raises CheckpointError.
    """
    typed = models.sentence_input(name)
    try:
        loaded.translator(name).read(typed)
    except HeadlightError as error:
        example = models.known(name).sentence
        instead = session.text()("learn.example_instead", sentence=example)
        st.error(f"{session.error_message(error)} {instead}")
        return example
    return typed
