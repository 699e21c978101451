"""Tables of the numbers behind a picture."""

from collections.abc import Callable

import pandas as pd
import streamlit as st


def table_on_request(title: str, make: Callable[[], pd.DataFrame], *, key: str, download: str, file: str) -> None:
    """A table that is made when a reader opens it, and its CSV. The address bar says under `key` that it is open."""
    with st.expander(title, key=key, bind="query-params") as numbers:
        if numbers.open:
            table = make()
            st.dataframe(table, hide_index=True)
            st.download_button(download, table.to_csv(index=False), file, "text/csv")
