"""Tables of the numbers behind a picture."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pages import _session as session


def show_table(table: pd.DataFrame, file: str, *, key: str | None = None) -> None:
    """A table, and a button that saves it as a CSV of that name. `key` tells several buttons of a page apart."""
    st.dataframe(table, hide_index=True)
    st.download_button(session.text()("app.download"), table.to_csv(index=False), f"{file}.csv", "text/csv", key=key)


def table_on_request(title: str, make: Callable[[], pd.DataFrame], file: str, *, key: str = "numbers") -> None:
    """A table that is made when a reader opens it. The address bar says under `key` that it is open."""
    with st.expander(title, key=key, bind="query-params") as numbers:
        if numbers.open:
            show_table(make(), file)
