"""The models in memory: those that ship with Headlight, and those that people have brought."""

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

import model
from model.errors import CheckpointError
from model.translator import Translator
from pages._kept import forget

if TYPE_CHECKING:
    from model.adapters.vision import ImageReader
    from model.hub.description import Description
    from model.hub.policy import Policy, Source
    from model.hub.shelf import Brought, Shelf

SHIPPED_MODEL = "en-fr"


@lru_cache(maxsize=1)
def shelf() -> "Shelf":
    """The models that people have brought, the same for all sessions. What was made with one goes with it."""
    from model.hub.shelf import Shelf  # late: nobody may bring one

    return Shelf(on_leaving=lambda _: forget())


def brought_models() -> "Sequence[Brought]":
    """The models on the shelf, the last used first."""
    return shelf().models


def policy() -> "Policy":
    """Which models this server may load, and from where."""
    from model.hub.policy import Policy

    address = str(st.get_option("server.address") or "")
    return Policy.from_environment(os.environ, local=address in ("127.0.0.1", "::1", "localhost"))


@st.cache_resource(show_spinner=False, max_entries=32, ttl=600)
def offer_of_the_hub(source: "Source") -> "Description":
    """What the Hub says of a model: asked for some minutes at most once. Raises CheckpointError, ModelError."""
    from model.hub.loading import look

    return look(source)


def translator(name: str = SHIPPED_MODEL) -> Translator:
    """The model of that name: brought and in memory, or shipped. Raises CheckpointError."""
    brought = shelf().get(name)
    if brought is None and "/" in name:  # it was unloaded a moment ago; no shipped name has a slash
        raise _unloaded(name)
    return brought.model if brought and isinstance(brought.model, Translator) else _shipped(name)


def image_reader(name: str) -> "ImageReader":
    """The model of that name, which was brought and reads images. Raises CheckpointError where it is gone."""
    brought = shelf().get(name)
    if brought is None or isinstance(brought.model, Translator):
        raise _unloaded(name)
    return brought.model


def _unloaded(name: str) -> CheckpointError:
    return CheckpointError("unloaded", f"{name} is no longer in memory. Bring it again.", name=name)


@st.cache_resource(show_spinner=False, max_entries=4)
def _shipped(name: str) -> Translator:
    """A shipped model, loaded once for all sessions. Raises CheckpointError."""
    return model.load(name)
