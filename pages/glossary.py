"""The glossary of the course."""

import streamlit as st

from pages import _session as session
from viz.glossary import about, found, name
from viz.text import LANGUAGES, Text, markdown_escape

text = session.text()
other = Text(next(language for language in LANGUAGES if language != text.language))

st.title(text("glossary.title"))
st.markdown(text("glossary.question"))
typed = st.text_input(text("glossary.find"), key="find", bind="query-params")
terms = found(typed, (text, other))
if not terms:
    st.info(text("glossary.nothing", typed=markdown_escape(typed)))
columns = st.columns(2, gap="large")
for place, part in zip(columns, (terms[: (len(terms) + 1) // 2], terms[(len(terms) + 1) // 2 :]), strict=True):
    for term in part:
        second = text("glossary.other", term=name(term, other)) if name(term, other) != name(term, text) else ""
        place.markdown(f"**{name(term, text)}** :small[{second}]  \n{about(term, text)}")
