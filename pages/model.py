import streamlit as st

from model.hub.remote import cached_models
from pages import _loaded as loaded
from pages import _model_loading as loading
from pages import _models as models
from pages import _session as session
from pages._missing_models import ASKED, LARGER, READS_IMAGES
from viz.roles import listed
from viz.text import markdown_escape

# Well-known models of several families, one that translates first.
EXAMPLES = (
    LARGER,
    "openai-community/gpt2",
    "google-bert/bert-base-uncased",
    "EleutherAI/pythia-70m",
    "google-t5/t5-small",
    "Qwen/Qwen3-0.6B",
    READS_IMAGES,
)
BUTTONS = 8
OPEN = ":material/subdirectory_arrow_right:"

text = session.text()


def show_choice(title: str, names: list[str], key: str) -> None:
    """Models by name; a click asks for one. Many are in a dropdown."""
    if len(names) > BUTTONS:
        chosen = f"{key}_all"
        st.selectbox(
            f"{title} {len(names)}",
            names,
            index=None,
            key=chosen,
            placeholder=text("app.choose"),
            on_change=loading.choose_and_ask,
            args=[chosen],
        )
    elif names:
        st.caption(title)
        with st.container(horizontal=True, gap="xsmall"):
            for name in names:
                st.button(name, key=f"{key}_{name}", on_click=loading.ask_hub, args=[name])


def show_choices() -> None:
    """The models that are offered: those that are here, and some of the Hub."""
    policy = loaded.policy()
    here = [*policy.offered_folders(), *(name for name in cached_models() if policy.allows(name))]
    show_choice(text("model.here"), here, "here")
    show_choice(text("model.examples"), [name for name in EXAMPLES if policy.allows(name)], "example")
    if policy.is_restricted:
        st.caption(text("model.restricted"))


def show_pages(name: str) -> None:
    """Where a model in memory can be seen, and where it cannot, with the reason."""
    st.success(text("model.loaded", name=markdown_escape(models.label(name, text))))
    known = models.known(name)
    with st.container(horizontal=True, gap="small"):
        for page, need in models.NEEDS.items():
            if known.meets(need):
                label = text(f"app.{page}")
                st.page_link(f"pages/{page}.py", label=label, icon=OPEN, query_params={models.MODEL: name})
    for need, pages in known.lacking().items():
        names = listed([text(f"app.{page}") for page in pages], text)
        st.caption(text("model.not_on", pages=names, reason=text(f"model.needs_{need}")))
    if known.peculiarities:
        notes = [f"- {text(f'model.peculiar_{one}')}" for one in known.peculiarities]
        st.markdown("\n".join([text("model.peculiar"), "", *notes]))


st.title(text("model.title"))
st.markdown(text("model.question"))
# What comes of a choice stands before the choices: on a phone a reader would not see it below them.
found, choices = st.columns(2, gap="large")
with found:
    asked = st.text_input(
        text("model.id"), key=ASKED, placeholder=EXAMPLES[0], help=text("model.id_help"), bind="query-params"
    ).strip()
    if asked:
        click = loading.just_clicked(asked)
        with session.guarded():
            if description := loading.describe(loaded.policy().find(asked)):
                loading.show_and_load(description, click)
        if asked in models.brought():
            show_pages(asked)
    loading.show_shelf()
with choices:
    show_choices()
st.caption(text("model.honest"))
