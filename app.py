"""Headlight: navigation, language and theme. Run with `streamlit run app.py`."""

import sys

import streamlit as st

from pages import _address as address
from pages import _shell as shell
from pages._document import keep_document
from pages._process import import_behind, spare_modules

FIRST = "attention"  # the page that opens; its own path is empty

st.set_page_config(page_title="Headlight", page_icon=shell.drawing("favicon"), layout="wide")

with st.sidebar:
    shell.keep_page_controls(st.container())  # above the language: a page's own choices come first
    shell.choose_language()
text = shell.text()
st.logo(shell.drawing(f"headlight-{shell.current_theme().mode}"), size="large", icon_image=shell.drawing("favicon"))


def page(name: str, icon: str, *, default: bool = False, visible: bool = True) -> st.Page:
    """The page in pages/<name>.py under its name in the reader's language."""
    return st.Page(
        f"pages/{name}.py",
        title=text(f"app.{name}"),
        icon=icon,
        url_path="start" if default else name,  # where the first page is not: Streamlit gives it the empty path
        default=default,
        visibility="visible" if visible else "hidden",
    )


def pages() -> dict[str, list[st.Page]]:
    """All pages, by the headings under which they stand."""
    first = page(FIRST, ":material/grid_view:", default=True)

    def lead_to_first() -> None:
        st.switch_page(first, query_params=st.query_params.to_dict())

    return {
        text("app.navigation_model"): [
            first,
            # Whoever writes its name after the address, as for any other page, finds it too.
            st.Page(lead_to_first, title=first.title, url_path=FIRST, visibility="hidden"),
            page("map", ":material/map:"),
            page("decoding", ":material/subdirectory_arrow_right:"),
            page("coreference", ":material/link:"),
            page("film", ":material/movie:"),
            page("image", ":material/image:"),
        ],
        text("app.navigation_learn"): [
            page("learn", ":material/school:"),
            page("lesson", ":material/menu_book:", visible=False),
            page("glossary", ":material/dictionary:"),
            page("teach", ":material/co_present:"),
        ],
        text("app.navigation_evidence"): [
            page("laboratory", ":material/science:"),
            page("scorecard", ":material/fact_check:"),
            page("roles", ":material/badge:"),
            page("compare", ":material/compare_arrows:"),
            page("methods", ":material/balance:"),
        ],
        text("app.navigation_inside"): [
            page("layer_norm", ":material/align_vertical_center:"),
            page("positions", ":material/waves:"),
            page("bertviz", ":material/cable:"),
        ],
        text("app.navigation_own"): [page("model", ":material/upload:")],
    }


kept = f"pages_{text.language}"  # made once: a page looks for its file, which for all of them takes milliseconds
if kept not in st.session_state:
    st.session_state[kept] = pages()
navigation = st.navigation(st.session_state[kept], expanded=True)
with st.sidebar:
    st.caption(text("app.about"))
    keep_document()

address.enter_page(navigation.url_path)
import_behind(navigation.url_path or FIRST, navigation.title, text)
navigation.run()
spare_modules(len(sys.modules))
