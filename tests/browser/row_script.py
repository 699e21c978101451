"""A page with a row of weights that takes its time to answer. Served by tests."""

import time

import streamlit as st

from model.interventions import Place, edge_code, parse, tap_of
from model.interventions.editing import weights_dragged
from pages import _interventions as interventions
from pages import _session as session
from pages._row_editor import row_editor
from tests import small
from viz.row_editor import row_sliders

PAUSE = 0.5  # seconds from what an edit writes to the row that it makes
PLACE, HEAD = Place("encoder", 0), 1


@st.cache_resource
def translator():
    return small.translator()


def main() -> None:
    st.title("Row")
    written = interventions.interventions_input()
    query = st.radio("Query", [2, 3], format_func="token {}".format, key="query") - 1
    done = parse(written, translator().config)
    time.sleep(PAUSE)
    traces = (translator().trace(small.SENTENCES[0], tap=tap_of(one)) for one in ((), done))
    before, after = (trace.attention("encoder")[PLACE.layer].weights[HEAD, query].tolist() for trace in traces)
    labels = translator().read(small.SENTENCES[0]).labels
    edges = [edge_code(PLACE, HEAD, query, key) for key in range(len(labels))]

    def drag(asked: str) -> None:
        config = translator().config
        interventions.edit(lambda done: weights_dragged(done, parse(asked, config)), config)

    row_editor(row_sliders("Row", edges, labels, after, before, session.text()), drag)


if __name__ == "__main__":
    main()
