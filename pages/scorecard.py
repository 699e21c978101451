import streamlit as st

from pages import _address as address
from pages import _models as models
from pages import _scorecard_heads as heads
from pages import _scorecard_paths as paths
from pages import _session as session
from pages._scorecard_sentences import choose_sentences

text = session.text()
VIEWS = {"heads": heads.show, "routes": paths.show_routes, "sets": paths.show_sets, "patching": paths.show_patching}

name = models.title_with_model("scorecard", text("scorecard.title"))
view = address.choice(text("scorecard.view"), {view: text(f"scorecard.view_{view}") for view in VIEWS}, key="view")
st.markdown(text(f"scorecard.question_{view}"))
with session.guarded():
    sentences = None if view == "patching" else choose_sentences(name)
    if view == "patching":
        paths.show_patching(name)
    elif sentences:
        VIEWS[view](name, sentences)
st.caption(text("scorecard.honest"))
